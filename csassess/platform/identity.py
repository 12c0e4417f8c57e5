"""How the desktop knows the program: its name, its icon, its place in the task bar."""

import sys

from PySide6.QtGui import QGuiApplication, QIcon

from csassess.resources import resource_folder

NAME = "csassess"
ID = "org.csassess.csassess"  # of the task bar of Windows, and of the desktop entry


def introduce(app: QGuiApplication) -> None:
    """Give a started program its name and icon, before its first window is shown."""
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setDesktopFileName(NAME)
    app.setWindowIcon(icon())
    if sys.platform == "win32":  # otherwise the task bar counts the window as one of Python's
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ID)


def icon() -> QIcon:
    """Return the program's icon."""
    return QIcon(str(resource_folder() / "icon.svg"))
