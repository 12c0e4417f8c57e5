"""The screen lock of a window."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

from csassess.ui.base.session import Session
from csassess.ui.widgets.page_stack import PageStack

if TYPE_CHECKING:
    from csassess.ui.access.lock_page import LockPage
    from csassess.ui.signing.witness_page import WitnessPage

LOCK_KEYS = "Ctrl+L"
IDLE_AFTER = 300_000  # milliseconds without key or touch until the screen locks
_ACTIVITY = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel)


class ScreenLock(PageStack):
    """The content of a window: its pages, or the lock page or witness page in their place.

    While the pages are out of reach, so are the menus, shortcuts and open dialogs of the window.
    """

    wanted = Signal()  # the screen should be locked: no one used it, or a witness is done
    unlocked = Signal()

    def __init__(self, window: QMainWindow, session: Session, content: QWidget) -> None:
        super().__init__()
        self._window, self._session, self._content = window, session, content
        self._focus: dict[QWidget, QWidget | None] = {}  # of the pages and of each dialog, before the lock
        self._hidden_dialogs: list[QDialog] = []  # hidden while locked, with the words typed into them
        self.addWidget(content)
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_AFTER)
        self._idle.timeout.connect(self.wanted)
        self._idle.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)

    @cached_property
    def lock_page(self) -> "LockPage":
        """The page shown while the screen is locked; created when first used."""
        from csassess.ui.access.lock_page import LockPage

        page = LockPage(self._session)
        page.unlocked.connect(self.unlock)
        self.add(page)
        return page

    @cached_property
    def witness_page(self) -> "WitnessPage":
        """The page that a witness may see; created when first used."""
        from csassess.ui.signing.witness_page import WitnessPage

        page = WitnessPage(self._session)
        page.done.connect(self.wanted)
        self.add(page)
        return page

    @property
    def is_engaged(self) -> bool:
        """Whether the record is out of reach: locked, or handed to a witness."""
        return self.currentWidget() is not self._content

    @property
    def is_locked(self) -> bool:
        """Whether the lock page is shown."""
        return self._shows("lock_page")

    @property
    def is_with_witness(self) -> bool:
        """Whether the witness page is shown."""
        return self._shows("witness_page")

    def _shows(self, name: str) -> bool:
        return self.currentWidget() is vars(self).get(name)  # without creating the page

    @property
    def hides_dialogs(self) -> bool:
        """Whether a dialog waits behind the lock."""
        return bool(self._hidden_dialogs)

    def remember_focus(self) -> None:
        """Remember which field of the pages is in use, to go on there after unlocking."""
        if not self.is_engaged:
            focused = self._window.focusWidget()
            self._focus[self._content] = focused if focused and self._content.isAncestorOf(focused) else None

    def restore_focus(self) -> None:
        """Move the focus back to the field that was in use, if it is still shown."""
        field = self._focus.pop(self._content, None)
        if field is not None and isValid(field) and field.isVisible():
            field.setFocus()

    def lock(self, observed: Sequence[tuple[str, str, str]]) -> None:
        """Lock the screen; `observed` is as `LockPage.lock` takes it."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass  # a menu and its open submenu
        self.lock_page.lock(observed)
        self._engage(self.lock_page)
        self.lock_page.field.setFocus()

    def hand_over(self, candidate_id: str, item_id: str) -> None:
        """Hand the screen to the witness of an item."""
        self.witness_page.hand_over(candidate_id, item_id)
        self._engage(self.witness_page)

    def _engage(self, page: QWidget) -> None:
        """Show a page in place of the pages, and put everything else out of reach."""
        self._hide_dialogs()  # first, while their fields have the focus: disabling a page takes it away
        self.show_page(page)
        self._enable_content(False)

    def _hide_dialogs(self) -> None:
        """Hide the open dialogs, with the words typed into them, until the screen is unlocked."""
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                self._hidden_dialogs.append(dialog)
                self._focus[dialog] = dialog.focusWidget()
                dialog.hide()
                dialog.finished.connect(partial(self._forget_hidden, dialog))

    def unlock(self) -> None:
        """Show the pages again, with menus, shortcuts and dialogs as before."""
        self.show_page(self._content)
        self._enable_content(True)
        dialogs, self._hidden_dialogs = self._hidden_dialogs, []
        for dialog in dialogs:
            dialog.open()
            field = self._focus.pop(dialog, None)
            if field is not None:
                field.setFocus()
        self.unlocked.emit()

    def _enable_content(self, enabled: bool) -> None:
        """Enable or disable the pages and menus, and with them every shortcut.

        Single actions keep their own state, so that nothing is left disabled after the lock.
        """
        self._content.setEnabled(enabled)
        menu_bar = self._window.menuBar()
        menu_bar.setVisible(enabled)
        for menu_action in menu_bar.actions():  # a native menu bar cannot be hidden
            menu_action.setEnabled(enabled)

    def _forget_hidden(self, dialog: QDialog, *_: object) -> None:
        """Forget a hidden dialog whose work ended behind the lock."""
        if dialog in self._hidden_dialogs:
            self._hidden_dialogs.remove(dialog)

    def _watch(self, window: QWindow | None) -> None:
        """Watch the window that has the focus, this one or a dialog, for keys and touches."""
        if window is not None:
            window.installEventFilter(self)
        if self.is_engaged:
            self._hide_dialogs()  # one that work in the background has opened meanwhile
        self._idle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Restart the idle time at every key and touch; lock on the shortcut, also in a dialog."""
        if event.type() in _ACTIVITY:
            self._idle.start()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = QKeySequence(event.keyCombination())
            if keys == QKeySequence(LOCK_KEYS) and not self.is_engaged:  # a dialog has no menus
                self.wanted.emit()
                return True
        return super().eventFilter(watched, event)
