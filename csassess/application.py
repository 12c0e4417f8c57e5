"""Start of the window: look, caseload folder, set-up or unlocking, then the main window.

The start page appears before the modules that open a caseload are imported: they are imported part
by part while a passphrase is typed.
"""

import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from weakref import WeakMethod

from PySide6.QtCore import QSettings, Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox
from shiboken6 import isValid

from csassess import logs
from csassess.catalogue import text
from csassess.data.storage.filenames import is_caseload
from csassess.domain.errors import UserError
from csassess.platform.identity import introduce
from csassess.platform.shutdown import Shutdown
from csassess.ui.access.start_page import StartPage
from csassess.ui.access.unlock_pages import RestorePage, UnlockPage, WorkingPage
from csassess.ui.base import runtime, tasks
from csassess.ui.shell import window_place
from csassess.ui.shell.focus_ring import FocusRing
from csassess.ui.shell.one_instance import OneInstance
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import Look, Theme

if TYPE_CHECKING:
    from csassess.data.record.caseload import Caseload
    from csassess.data.storage.keys import NewKeys
    from csassess.domain.safekeeping.backup import Backup
    from csassess.services.exchange.receiving import Opened
    from csassess.ui.base.session import Session
    from csassess.ui.shell.main_window import MainWindow

# Modules that opening a caseload needs; each is imported within about a frame or two.
_PARTS = (
    "dateutil.parser",
    "click",
    "pluggy",
    "sqlite_utils",
    "cattrs.preconf.json",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "filelock",
    "csassess.domain.portfolio",
    "csassess.domain.assessment.findings",
    "csassess.data.record.records",
    "csassess.data.record.caseload",
    "csassess.services.access.caseloads",
    "PIL.Image",
    "csassess.services.safekeeping.checking",
    "csassess.services.retention.retention",
    "csassess.ui.shell.main_window",
    "csassess.ui.today.today_page",
)


_SYSTEM = "system"  # the setting by which the look is that of the system


class Application:
    """One run of the program: the start page first, then the window on the opened caseload."""

    def __init__(
        self, app: QApplication, folder: Path, settings: QSettings, to_open: Path | None = None
    ) -> None:
        self._app, self._folder, self._settings = app, folder, settings
        self._to_open = to_open  # once the caseload is open
        self.window: MainWindow | None = None
        self._master = b""
        self.readers: list[MainWindow] = []
        self._parts = list(reversed(_PARTS))
        theme.apply(app, self._saved_theme())
        self._focus_ring = FocusRing(app)
        changed = WeakMethod(self._system_changed)  # Qt would keep this run of the program alive
        app.styleHints().colorSchemeChanged.connect(lambda _: (run := changed()) and run())
        self._task: tasks.Task | None = None
        self._checking: tasks.Task | None = None
        self._make_start_window()
        if is_caseload(folder):
            self._show_start_page(UnlockPage(folder))
        else:
            self._set_up()

    def _make_start_window(self) -> None:
        self.start_window = QMainWindow()
        self.start_window.setWindowTitle("csassess")
        self.start_window.resize(1024, 768)

    def _show_start_page(self, page: StartPage) -> None:
        page.opened.connect(self._open)
        self.start_window.setCentralWidget(page)

    def _set_up(self) -> None:
        from csassess.ui.access.set_up_page import SetUpPage

        page = SetUpPage(self._folder)
        page.restoring.connect(self._restore)
        self._show_start_page(page)

    def _restore(self) -> None:
        page = RestorePage(self._folder)
        page.back.connect(self._set_up)
        self._show_start_page(page)

    def start(self) -> None:
        """Show the start page, and import what opening needs while the program is idle."""
        window_place.show_fitting(self.start_window, self.start_window.size())
        QTimer.singleShot(0, self._import_next)

    @property
    def is_importing(self) -> bool:
        """Return whether modules that opening needs are still to be imported."""
        return bool(self._parts)

    def _import_next(self) -> None:
        if self._parts:
            import_module(self._parts.pop())
            QTimer.singleShot(0, self._import_next)

    def _open(self, caseload: "Caseload") -> None:
        from csassess.ui.base.session import Session

        self._parts.clear()
        self._master = caseload.attached.master  # to open it again after a repair or a restored backup
        self._show_window(Session(caseload))
        self.start_window.close()
        self.start_window.deleteLater()  # it holds the passphrase that was typed
        QTimer.singleShot(0, self._finish_opening)

    def come_forward(self, path: str) -> None:
        """Bring the window to the front and open a path, unless that is empty, as if it was chosen in it."""
        window = self.window or self.start_window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if path:
            self._to_open = Path(path)
        self._open_from_outside()

    def close(self) -> bool:
        """Save what is being typed and close every window; return whether all are closed.

        An open dialog keeps the window open, because only its user knows what is to become of the words in
        it; so does work on the closed caseload.
        """
        if self._app.activeModalWidget() is not None:
            return False
        if self.window is not None and isValid(self.window) and not self.window.is_closed:
            return self.window.close()
        if isinstance(self.start_window.centralWidget(), WorkingPage):
            return False
        return not isValid(self.start_window) or self.start_window.close()

    def _open_from_outside(self) -> None:
        """Open the file with which the program was started, once there is a window for it."""
        if self._to_open is not None and self.window is not None and self.window.arrivals is not None:
            path, self._to_open = self._to_open, None
            self.window.arrivals.open(path)

    def _finish_opening(self) -> None:
        """Finish interrupted work and check the caseload, once the window is shown."""
        from csassess.services.attachments import photograph_cover
        from csassess.services.retention import retention

        # A failure is only reported: a damaged photograph must not keep anyone from the notes.
        if self.window is not None and not self.window.is_closed:
            self.window.session.run_silently(photograph_cover.finish_covering)
            self.window.session.run_silently(retention.finish_erasing)
            self.window.maintenance.look_over()
            self._check_whole(self.window.session)
            self._open_from_outside()

    def _check_whole(self, session: "Session") -> None:
        """Check a large caseload in the background; a small one was checked on opening."""
        from csassess.services.access import caseloads
        from csassess.services.safekeeping import checking

        check = session.read(caseloads.whole_check)
        # After an unclean end, everything is being checked already.
        if check is not None and not session.read(checking.ended_uncleanly):
            self._checking = tasks.start(check, lambda _: None, session.problem.emit)

    def _show_window(self, session: "Session") -> None:
        from csassess.ui.shell.main_window import MainWindow

        runtime.exempt_from_collection()  # imported objects are never garbage
        self.window = MainWindow(session)
        self.window.theme_chosen.connect(self._change_theme)
        self.window.reading.connect(self._read)
        self.window.closed.connect(self._close_readers)
        self.window.closed.connect(partial(window_place.remember, self.window, self._settings))
        self.window.mending.connect(self._repair)
        self.window.restoring.connect(self._restore_whole)
        self.window.relocking.connect(self._change_lock)
        window_place.show_fitting(self.window, self.window.size(), self._settings)

    def _repair(self) -> None:
        """Close the caseload, repair what is damaged, and open it again."""
        from csassess.services.safekeeping import checking

        self._work_on_closed_caseload(
            text("Checking everything and repairing what is damaged …"),
            lambda master, _: " ".join(checking.repair_with(self._folder, master)),
        )

    def _restore_whole(self, backup: "Backup") -> None:
        """Close the caseload, move it aside, and open what a backup holds in its place."""
        from csassess.services.safekeeping import restoring

        now = datetime.now().astimezone()

        def work(master: bytes, _: Callable[[str], object]) -> str:
            aside = restoring.restore_whole(self._folder, master, backup, now)
            return text("The backup was restored. The previous caseload is in “{folder}”.", folder=aside.name)

        self._work_on_closed_caseload(
            text("Moving the current caseload aside and restoring the backup …"), work
        )

    def _change_lock(self, keys: "NewKeys") -> None:
        """Close the caseload, write it and its backups again under new keys, and open it with them."""
        from csassess.services.access import new_lock

        def work(master: bytes, say: Callable[[str], object]) -> str:
            return new_lock.change_lock(
                self._folder, master, keys, lambda path: say(text("Writing {file} …", file=path.name))
            )

        words = text("The caseload and its backups are being encrypted again …")
        QTimer.singleShot(0, lambda: self._work_on_closed_caseload(words, work, keys.master))

    def _work_on_closed_caseload(
        self,
        words: str,
        work: Callable[[bytes, Callable[[str], object]], str],
        new_master: bytes = b"",
    ) -> None:
        """Close the window, run `work` on the closed caseload, and open it again, maybe with a new key.

        `work` is given the present key, and a function that shows a step on the start page, below `words`.
        Afterwards the window shows the message that it returned.
        """
        from csassess.services.access import caseloads

        if self.window is None:
            return
        master = self._master
        self._make_start_window()
        waiting = WorkingPage(self._folder, words)
        self._show_start_page(waiting)
        window_place.show_fitting(self.start_window, self.start_window.size())
        if not self.window.close():
            self.start_window.close()
            return
        self.window = None

        def open_again(done: str) -> None:
            try:
                self._open(caseloads.open_caseload(self._folder, new_master or master))
            except UserError as error:
                failed(str(error))
                return
            if self.window is not None and done:
                self.window.session.message.emit(done)

        def failed(sentence: str) -> None:
            page = UnlockPage(self._folder)
            self._show_start_page(page)
            page.problem.setText(sentence)
            page.problem.show()

        self._task = tasks.start(lambda: work(master, waiting.said.emit), open_again, failed)

    def _read(self, opened: "Opened") -> None:
        """Show a portfolio file in a separate window.

        What it was unpacked into is deleted when that window closes.
        """
        from csassess.services.exchange.read_only import reading
        from csassess.ui.base.location import Location, Page
        from csassess.ui.base.session import Session
        from csassess.ui.shell.main_window import MainWindow

        if self.window is None:
            return
        stack = ExitStack()
        try:
            caseload = stack.enter_context(reading(opened))
        except UserError as error:
            self.window.session.problem.emit(str(error))
            return
        reader = MainWindow(Session(caseload), only_reading=True)
        reader.setWindowTitle(text("csassess: read only, nothing is received"))
        reader.closed.connect(lambda: stack.close())  # noqa: PLW0108  # the lambda keeps the stack alive
        reader.resize(self.window.size())
        reader.go(Location(Page.CANDIDATES))
        window_place.show_fitting(reader, reader.size())
        self.readers.append(reader)

    def _close_readers(self) -> None:
        """Close the windows that only read portfolio files."""
        for reader in self.readers:
            reader.close()
        self.readers.clear()

    def _change_theme(self, chosen: Theme) -> None:
        """Change the look.

        The window is rebuilt at the same place, so that every part takes the new look.
        """
        self._settings.setValue("look", _SYSTEM if chosen.follows_system else str(chosen.look))
        self._settings.setValue("text_size", chosen.text_size)
        theme.apply(self._app, chosen)
        old_window = self.window
        if old_window is not None and old_window.leave():
            window_place.remember(old_window, self._settings)
            self._show_window(old_window.session)
            if self.window is not None:
                self.window.restoreGeometry(old_window.saveGeometry())
            old_window.retire()

    def _saved_theme(self) -> Theme:
        """Return the look that was chosen, or that of the system."""
        look, size = self._settings.value("look", _SYSTEM), self._settings.value("text_size", 100)
        of_system = theme.look_of_system(self._app)
        try:
            text_size = min(max(int(str(size)), 100), 200)
            return (
                Theme(of_system, text_size, follows_system=True)
                if look == _SYSTEM
                else Theme(Look(str(look)), text_size)
            )
        except ValueError:
            return Theme(of_system, follows_system=True)

    def _system_changed(self) -> None:
        """Take the look of the system as it changes, if that was chosen and nobody is typing in a dialog."""
        is_shown = self.window is not None and isValid(self.window) and not self.window.is_closed
        if is_shown and theme.current().follows_system and self._app.activeModalWidget() is None:
            self._change_theme(replace(theme.current(), look=theme.look_of_system(self._app)))


def _report_bug(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Report a bug on screen and in the log, without any value of the record."""
    frame = traceback.extract_tb(trace)[-1] if trace else None
    place = f"{Path(frame.filename).name}:{frame.lineno}" if frame else "?"
    print(f"csassess: {kind.__name__} at {place}", file=sys.stderr)
    logs.note(f"bug: {kind.__name__} at {place}")
    box = QMessageBox()  # no parent: the window that failed may be closing
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(text("Something went wrong inside csassess. Saved work is safe."))
    box.setInformativeText(
        text("If it happens again, report this: {kind} at {place}.", kind=kind.__name__, place=place)
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def run_window(folder: Path, to_open: Path | None = None) -> int:
    """Open the window on the caseload in a folder; return the exit status.

    `to_open` is a file to show in it. If the window is open already, it comes forward and takes the file.
    """
    app = QApplication(sys.argv[:1])
    introduce(app)
    instance = OneInstance(folder)
    if instance.hand_over(to_open):
        return 0
    runtime.GarbageCollector(app)
    runtime.prioritise_ui_thread()
    sys.excepthook = _report_bug
    logs.start()
    logs.note("started")
    application = Application(app, folder, QSettings(), to_open)
    instance.asked.connect(application.come_forward)
    instance.listen()
    shutdown = Shutdown(app, application.close)
    application.start()
    status = app.exec()
    shutdown.release()
    QThreadPool.globalInstance().waitForDone()  # background readers stop when the caseload closes
    return status
