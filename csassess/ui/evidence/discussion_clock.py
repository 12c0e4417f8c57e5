"""The clock of a recorded discussion, whose time is stored as the location of each tick."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from csassess.catalogue import text
from csassess.ui.base.session import Session


class DiscussionClock(QObject):
    """The clock of the item shown; it keeps running while other items and pages are shown."""

    def __init__(self, session: Session, action: QAction) -> None:
        super().__init__(action)  # deleted with the action that shows it
        self._session, self._action, self._item = session, action, ""
        self._ticking = QTimer(self)
        self._ticking.setInterval(1_000)
        self._ticking.timeout.connect(self._show)

    def show_item(self, item_id: str, *, discussed: bool) -> None:
        """Show an item's clock if the item is a professional discussion (`discussed`)."""
        self._item = item_id
        self._action.setVisible(discussed)
        self._show()

    def start_or_stop(self) -> None:
        """Start the clock, or stop it if it is running."""
        if self._session.clocks.pop(self._item, None) is None:
            self._session.clocks[self._item] = self._session.now()
        self._show()

    @property
    def point(self) -> str:
        """The time into the discussion, as "12:40"; empty if the clock is not running."""
        started = self._session.clocks.get(self._item)
        if started is None:
            return ""
        seconds = int((self._session.now() - started).total_seconds())
        return f"{seconds // 60:02}:{seconds % 60:02}"

    def _show(self) -> None:
        point = self.point
        if point and not self._ticking.isActive():
            self._ticking.start()
        elif not point:
            self._ticking.stop()
        words = text("Stop the clock  {time}", time=point) if point else text("Start the clock")
        self._action.setIconText(f" {words}")
