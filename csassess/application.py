"""The window's door: look, folder, set-up or unlock, then the window."""

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMainWindow

from csassess.services import caseloads
from csassess.services.caseloads import Caseload
from csassess.ui import theme
from csassess.ui.desk import Desk
from csassess.ui.door_pages import SetUpPage, UnlockPage
from csassess.ui.main_window import MainWindow
from csassess.ui.theme import Look, Theme


class Application:
    """One run of the program: the door first, then the window on the caseload it opened."""

    def __init__(self, app: QApplication, folder: Path, settings: QSettings) -> None:
        self._app, self._folder, self._settings = app, folder, settings
        self.window: MainWindow | None = None
        self.door = QMainWindow()
        self.door.setWindowTitle("csassess")
        self.door.resize(1024, 768)
        theme.apply(app, self._kept_theme())
        page = UnlockPage(folder) if caseloads.has_caseload(folder) else SetUpPage(folder)
        page.opened.connect(self._open)
        self.door.setCentralWidget(page)

    def start(self) -> None:
        """Show the door."""
        self.door.show()

    def _open(self, caseload: Caseload) -> None:
        self._show_window(Desk(caseload))
        self.door.close()

    def _show_window(self, desk: Desk) -> None:
        self.window = MainWindow(desk)
        self.window.theme_chosen.connect(self._change_theme)
        self.window.show()

    def _change_theme(self, chosen: Theme) -> None:
        """Change the look: the window is made anew at the same place, so that every part takes it."""
        self._settings.setValue("look", str(chosen.look))
        self._settings.setValue("text_size", chosen.text_size)
        theme.apply(self._app, chosen)
        before = self.window
        if before is not None:
            before.leave()
            self._show_window(before.desk)
            before.retire()

    def _kept_theme(self) -> Theme:
        look, size = self._settings.value("look", "light"), self._settings.value("text_size", 100)
        try:
            return Theme(Look(str(look)), min(max(int(str(size)), 100), 200))
        except ValueError:
            return Theme()


def run_window(folder: Path) -> int:
    """Open the window on the caseload in a folder; return the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("csassess")
    app.setOrganizationName("csassess")
    application = Application(app, folder, QSettings())
    application.start()
    return app.exec()
