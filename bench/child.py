"""Processes measured from outside, run as `python -m bench.child WHAT …`.

`bare`, `door FOLDER` and `window FOLDER` print the monotonic time at which the first window is
painted and takes input. For `door` this is the field for the passphrase; the second figure is the
seconds from the known key to the main window, after all imports have finished. `bare-memory` and
`memory FOLDER ROUNDS` print the resident memory in KiB, at the window and after each tenth of
scripted use.
"""

import sys
import time
from typing import Any


def bare() -> None:
    """Import the widgets, create the application and show an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()


def libraries(folder: str) -> None:
    """Do the least that any program with these libraries does: import, open the caseload, show a window."""
    from pathlib import Path

    import filelock  # noqa: F401  (only imported)
    from PySide6.QtSvg import QSvgRenderer  # noqa: F401

    from csassess.data.storage.filenames import DATABASE_FILE
    from csassess.data.storage.keys import unlock_with_passphrase
    from csassess.data.storage.sqlcipher import connect

    db = connect(
        Path(folder) / DATABASE_FILE, unlock_with_passphrase(Path(folder), "a passphrase for the bench")
    )
    db.execute("SELECT COUNT(*) FROM candidate").fetchone()
    bare()


def start_program(folder: str) -> tuple[Any, Any]:
    """Start as `csassess` does, up to the start page."""
    from pathlib import Path

    from csassess.__main__ import windowed

    windowed()  # imports the program
    from csassess import application

    app = application.QApplication(["csassess"])
    settings = application.QSettings(str(Path(folder) / "bench.ini"), application.QSettings.Format.IniFormat)
    program = application.Application(app, Path(folder), settings)
    program.start()
    app.processEvents()
    return app, program


def open_main_window(app: Any, program: Any, folder: str) -> None:
    """Open the main window on the caseload with the known key."""
    from pathlib import Path

    from csassess.services.access import caseloads

    program.start_window.centralWidget()._open(caseloads.unlock(Path(folder), "a passphrase for the bench"))
    app.processEvents()
    assert program.window is not None


def window(folder: str) -> tuple[Any, Any]:
    """Start and open the main window at once."""
    app, program = start_program(folder)
    open_main_window(app, program, folder)
    return app, program


def start_page(folder: str) -> tuple[Any, Any]:
    """Start, wait for the background imports, then open the main window."""
    app, program = start_program(folder)
    print(time.monotonic())
    while program.is_importing:
        app.processEvents()
    start = time.monotonic()
    open_main_window(app, program, folder)
    print(time.monotonic() - start)
    return app, program


def resident() -> int:
    """Return the memory this process holds, in KiB."""
    from pathlib import Path

    fields = Path("/proc/self/status").read_text(encoding="ascii").split("VmRSS:")[1].split()
    return int(fields[0])


def _close(program: Any) -> None:
    from PySide6.QtCore import QThreadPool

    program.window.close()
    QThreadPool.globalInstance().waitForDone()


def main(what: str, *arguments: str) -> None:
    match what:
        case "bare":
            bare()
            print(time.monotonic())
        case "libraries":
            libraries(*arguments)
            print(time.monotonic())
        case "window":
            _, program = window(*arguments)
            print(time.monotonic())
            _close(program)
        case "door":
            _, program = start_page(*arguments)
            _close(program)
        case "bare-memory":
            bare()
            print(resident())
        case "libraries-memory":
            libraries(*arguments)
            print(resident())
        case "memory":
            from bench.measures.memory import use

            app, program = window(arguments[0])
            print(resident())
            for _ in use(app, program.window, int(arguments[1])):
                print(resident(), flush=True)
            _close(program)


if __name__ == "__main__":
    main(*sys.argv[1:])
