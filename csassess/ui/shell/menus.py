"""The window's menus: every action with its words and its key, found here by whoever does not know its place."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence

from csassess import logs
from csassess.catalogue import text
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import Look

if TYPE_CHECKING:
    from csassess.ui.shell.main_window import MainWindow


def action(window: "MainWindow", words: str, keys: QKeySequence | str, act: Callable[[], object]) -> QAction:
    """Return an action of the window with its key."""
    made = QAction(words, window)
    made.setShortcut(QKeySequence(keys) if isinstance(keys, str) else keys)
    made.triggered.connect(lambda *_: act())
    return made


class Menus(QObject):
    """Made once for a window; `capture` is there on the evidence page only."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        bar = window.menuBar()
        self._file()
        bar.addMenu(text("&Edit")).addActions([window.undo_action, window.redo_action])
        self._go()
        self.capture = bar.addMenu(text("&Capture"))
        self._view()

    def show_capture(self, *, on_the_page: bool) -> None:
        """Offer what is captured with, on the page of an item."""
        if on_the_page and self.capture.isEmpty():
            self.capture.addActions(self._window.evidence.capture.actions())
        self.capture.menuAction().setEnabled(on_the_page)

    def _file(self) -> None:
        window, session = self._window, self._session
        menu = window.menuBar().addMenu(text("&File"))
        for group in (
            (
                (text("Add a candidate…"), "Ctrl+Shift+N", self._add_candidate),
                (text("Candidates from a list (CSV)…"), "", self._choose_list),
                (text("Tracking workbook…"), "", self._save_workbook),
                (text("The centre…"), "", self._change_centre),
                (text("About me…"), "", self._change_person),
                (text("Approval of forms…"), "", partial(window.go_to, Page.APPROVALS)),
            ),
            (
                (text("PIN for a locked screen…"), "", self._choose_pin),
                (text("Change the passphrase…"), "", partial(key_dialogs.change_passphrase, window, session)),
                (text("New recovery code…"), "", partial(key_dialogs.new_recovery_code, window, session)),
                (text("The centre’s key…"), "", partial(key_dialogs.centre_key, window, session)),
            ),
            (
                (text("Back up now"), "Ctrl+Shift+B", window.maintenance.backing_up.make),
                (text("Check everything…"), "", window.maintenance.check_everything),
                (text("Copy diagnostic details"), "", self.copy_details),
            ),
            ((text("Lock"), "Ctrl+L", window.lock),),
        ):
            menu.addActions([action(window, *each) for each in group])
            menu.addSeparator()
        menu.addAction(
            action(window, text("Close"), QKeySequence(QKeySequence.StandardKey.Quit), window.close)
        )

    def _go(self) -> None:
        menu = self._window.menuBar().addMenu(text("&Go"))
        for number, (page, words) in enumerate(
            (
                (Page.TODAY, text("Today")),
                (Page.CANDIDATES, text("Candidates")),
                (Page.FORMS, text("Forms")),
                (Page.EXCHANGE, text("Send and receive")),
                (Page.VERIFICATION, text("Verification")),
                (Page.CENTRE, text("Centre")),
                (Page.QUESTIONS, text("Question bank")),
            ),
            start=1,
        ):
            menu.addAction(action(self._window, words, f"Ctrl+{number}", partial(self._window.go_to, page)))

    def _view(self) -> None:
        menu = self._window.menuBar().addMenu(text("&View"))
        looks, sizes = QActionGroup(self), QActionGroup(self)
        names = {Look.LIGHT: text("Light"), Look.DARK: text("Dark"), Look.CONTRAST: text("High contrast")}
        now = theme.current()
        for look, words in names.items():
            self._choice(looks, words, partial(self._choose, look, None), checked=look is now.look)
        for size in theme.TEXT_SIZES:
            words = text("Text {size} %", size=size)
            self._choice(sizes, words, partial(self._choose, None, size), checked=size == now.text_size)
        menu.addActions(looks.actions())
        menu.addSeparator()
        menu.addActions(sizes.actions())

    def _choice(self, group: QActionGroup, words: str, act: Callable[[], object], *, checked: bool) -> None:
        made = action(self._window, words, "", act)
        made.setCheckable(True)
        made.setChecked(checked)
        group.addAction(made)

    def _choose(self, look: Look | None, size: int | None) -> None:
        now = theme.current()
        self._window.theme_chosen.emit(theme.Theme(look or now.look, size or now.text_size))

    def _add_candidate(self) -> None:
        window = self._window
        people_dialogs.add_candidate(
            window, self._session, lambda added: window.go(Location(Page.PORTFOLIO, added))
        )

    def _choose_list(self) -> None:
        from csassess.ui.candidates import import_dialogs

        import_dialogs.choose_list(self._window, self._session)

    def _save_workbook(self) -> None:
        from csassess.ui.candidates import import_dialogs

        import_dialogs.save_workbook(self._window, self._session)

    def _change_centre(self) -> None:
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.change_centre(self._window, self._session)

    def _change_person(self) -> None:
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.change_person(self._window, self._session)

    def _choose_pin(self) -> None:
        from csassess.ui.centre import centre_dialogs

        centre_dialogs.choose_pin(self._window, self._session)

    def copy_details(self) -> None:
        """Put versions and the log's last lines on the clipboard."""
        QGuiApplication.clipboard().setText(logs.diagnostic_details())
        self._session.message.emit(
            text("Versions and the last lines of the log were copied. They hold nothing of any record.")
        )
