"""The strip at the bottom of the window: when the last change was saved, and messages over it."""

from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QWidget

from csassess.catalogue import text
from csassess.domain.dates import clock_time
from csassess.services.progress import history
from csassess.ui.base.session import Session
from csassess.ui.shell.banner import Banner
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import row

_HEIGHT = 28  # pixels at 100 % text


class StatusStrip(QFrame):
    """A strip of constant height, so that a message moves nothing.

    A message that needs more room covers the bottom of the page instead of pushing it up.
    """

    def __init__(self, content: QWidget, session: Session) -> None:
        super().__init__(content)
        self.setProperty("role", "status")
        self.setFixedHeight(theme.current().px(_HEIGHT))
        self.saved = label("", "quiet")
        self.saved.setWordWrap(False)
        layout = row(0, self.saved)
        layout.setContentsMargins(16, 0, 16, 0)
        self.setLayout(layout)
        self.banner = Banner(content)
        self.banner.installEventFilter(self)
        content.installEventFilter(self)
        self._content, self._session = content, session
        session.problem.connect(self._show_problem)
        session.message.connect(self.banner.say)
        session.undone.connect(self._show_undone)
        session.undoable.connect(self._show_undoable)
        session.draft_kept.connect(self.show_saved)

    def show_saved(self) -> None:
        """Say when something was saved last: now."""
        self.saved.setText(text("Saved {time}", time=clock_time(self._session.now())))

    def _show_problem(self, sentence: str) -> None:
        self.banner.say(sentence, problem=True)

    def _show_undone(self, candidate: str, what: str) -> None:
        words = text("Undone: {what}.", what=what)
        self.banner.say(words, act=text("Redo"), action=partial(self._session.redo, candidate))

    def _show_undoable(self, candidate: str, words: str) -> None:
        action = self._session.read(history.last_action, candidate)
        if action is not None:  # by its id: something typed may be saved before Undo is pressed
            undo = partial(self._session.undo, candidate, action.id)
            self.banner.say(words, act=text("Undo"), action=undo)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the message at the bottom of the window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place_banner()
        return super().eventFilter(watched, event)

    def _place_banner(self) -> None:
        # also while it is hidden: Qt lays out the first message for the size that the banner has by then
        width, bottom = self._content.width(), self._content.contentsRect().bottom() + 1
        height = max(self.height(), self.banner.heightForWidth(width), self.banner.minimumSizeHint().height())
        if self.banner.geometry().getRect() != (0, bottom - height, width, height):
            self.banner.setGeometry(0, bottom - height, width, height)
        self.banner.raise_()
