"""The actions of the Go menu that lead anywhere: finding by words, going back, and the parts of a page."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from csassess.catalogue import text
from csassess.services.candidates.candidates import is_here
from csassess.ui.base.location import Location, Page
from csassess.ui.finding.find_dialog import FindDialog
from csassess.ui.finding.findings import Finder
from csassess.ui.finding.shortcuts_dialog import ShortcutsDialog
from csassess.ui.shell.actions import Menu, action, new_action
from csassess.ui.shell.pages import Pages

_PARTS = (QAbstractItemView, QPlainTextEdit, QTabBar)
_MOST_REMEMBERED = 50
_PASSING = (Page.CAMERA, Page.PICTURE)  # which one leaves for where one came from


class GoActions:
    """Finds by words, goes back to where one came from, and moves between the parts of a page."""

    def __init__(self, window: Pages) -> None:
        self._window = window
        self._trail: list[Location] = []
        window.went.connect(self._remember)
        window.went.connect(lambda place: window.say_page(place.page))
        self._print = new_action(
            window.stack, text("Print"), self.print_forms, QKeySequence.StandardKey.Print
        )
        window.stack.addAction(self._print)
        leaving = new_action(window.stack, text("Leave field, then back"), self.leave, "Esc")
        window.stack.addAction(leaving)  # which is out of reach while the screen is locked

    def _remember(self, place: Location) -> None:
        self._print.setEnabled(place.page is not Page.FORMS)  # where the same keys print what is shown
        if place.page in _PASSING:
            return
        if self._trail[-2:-1] == [place]:  # back by a button of the page
            self._trail.pop()
        elif self._trail[-1:] != [place]:
            self._trail = [*self._trail, place][-_MOST_REMEMBERED:]

    @action(lambda: text("Find…"), Menu.GO, "Ctrl+K")
    def find(self) -> None:
        """Ask for words, and go to what is chosen of what they find."""
        window = self._window

        actions = [each for menu in window.menuBar().findChildren(QMenu) for each in menu.actions()]
        candidate = window.page(window.place.page).place.candidate
        finder = Finder(window.session, candidate, actions, window.going.emit)
        dialog = FindDialog(window, finder.find)
        dialog.open()
        dialog.field.setFocus()

    @action(lambda: text("Back"), Menu.GO, "Alt+Left")
    def go_back(self) -> None:
        """Go to the place shown before that is still there, if there is one."""
        while len(self._trail) > 1:
            self._trail.pop()
            candidate = self._trail[-1].candidate
            if not candidate or self._window.session.read(is_here, candidate):
                self._window.going.emit(self._trail[-1])
                return

    def leave(self) -> None:
        """Leave the field in use; go back if none is in use."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QPlainTextEdit):
            self._window.page(self._window.place.page).setFocus()
        else:
            self.go_back()

    @action(lambda: text("Next part of the page"), Menu.GO, "F6")
    def next_part(self) -> None:
        """Move the focus to the next list, text or tabs of the page, from the top to the bottom."""
        page = self._window.page(self._window.place.page)
        parts = [
            part
            for kind in _PARTS
            for part in page.findChildren(kind)
            if part.isVisible() and part.isEnabled() and part.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        parts.sort(key=lambda part: _place_of(part, page))
        if parts:
            focused = QApplication.focusWidget()
            at = parts.index(focused) if focused in parts else -1
            parts[(at + 1) % len(parts)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @action(lambda: text("Keyboard shortcuts"), Menu.HELP, "F1")
    def show_shortcuts(self) -> None:
        """List the actions that have a shortcut."""
        window = self._window
        capture = window.evidence.capture.menu_actions() if window.is_made(Page.EVIDENCE) else []
        actions = [each for menu in window.menuBar().findChildren(QMenu) for each in menu.actions()]
        ShortcutsDialog(window, [*actions, *capture, *window.stack.actions()]).open()

    def print_forms(self) -> None:
        """Show the papers of the present candidate, to print or save."""
        self._window.go_to(Page.FORMS)


def _place_of(part: QWidget, page: QWidget) -> tuple[int, int]:
    """Return where a part is on its page: columns from the left, each from the top."""
    corner = part.mapTo(page, QPoint())
    return corner.x() // max(page.width() // 3, 1), corner.y()
