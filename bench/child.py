"""Processes that are measured from outside: a bare window, and the program's own, as `python -m bench.child WHAT …`.

`bare`, `door FOLDER` and `window FOLDER` print the monotonic time at which the first window is there, painted, and takes input; of `door`
it is the field for the passphrase, and what follows is how many seconds the window takes, once all has come in and the key is there. `bare-memory`
and `memory FOLDER ROUNDS` print the memory they hold, in KiB: at the window, and after each tenth of scripted use.
"""

import sys
import time
from typing import Any


def bare() -> None:
    """Import widgets, make the application, show an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()


def libraries(folder: str) -> None:
    """What no program of these libraries could do without: import them, open the caseload, show an empty window."""
    from pathlib import Path

    import filelock  # noqa: F401  (to be there is enough)
    from PySide6.QtSvg import QSvgRenderer  # noqa: F401

    from csassess.data.storage.filenames import DATABASE_FILE
    from csassess.data.storage.keys import unlock_with_passphrase
    from csassess.data.storage.sqlcipher import connect

    db = connect(
        Path(folder) / DATABASE_FILE, unlock_with_passphrase(Path(folder), "a passphrase for the bench")
    )
    db.execute("SELECT COUNT(*) FROM candidate").fetchone()
    bare()


def at_the_door(folder: str) -> tuple[Any, Any]:
    """Start as `csassess` does: command line, door."""
    from pathlib import Path

    from csassess.__main__ import windowed

    windowed()  # the program comes in by it
    from csassess import application

    app = application.QApplication(["csassess"])
    settings = application.QSettings(str(Path(folder) / "bench.ini"), application.QSettings.Format.IniFormat)
    program = application.Application(app, Path(folder), settings)
    program.start()
    app.processEvents()
    return app, program


def opened(app: Any, program: Any, folder: str) -> None:
    """With the key at hand, open the window on the caseload."""
    from pathlib import Path

    from csassess.services.access import caseloads

    program.start_window.centralWidget()._open(caseloads.unlock(Path(folder), "a passphrase for the bench"))
    app.processEvents()
    assert program.window is not None


def window(folder: str) -> tuple[Any, Any]:
    """Start, and open the window at once."""
    app, program = at_the_door(folder)
    opened(app, program, folder)
    return app, program


def door(folder: str) -> tuple[Any, Any]:
    """Start, let all that is imported come in while nothing is done, then open the window."""
    app, program = at_the_door(folder)
    print(time.monotonic())
    while program.is_importing:
        app.processEvents()
    start = time.monotonic()
    opened(app, program, folder)
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


def main(what: str, *given: str) -> None:
    match what:
        case "bare":
            bare()
            print(time.monotonic())
        case "libraries":
            libraries(*given)
            print(time.monotonic())
        case "window":
            _, program = window(*given)
            print(time.monotonic())
            _close(program)
        case "door":
            _, program = door(*given)
            _close(program)
        case "bare-memory":
            bare()
            print(resident())
        case "libraries-memory":
            libraries(*given)
            print(resident())
        case "memory":
            from bench.measures.memory import use

            app, program = window(given[0])
            print(resident())
            for _ in use(app, program.window, int(given[1])):
                print(resident(), flush=True)
            _close(program)


if __name__ == "__main__":
    main(*sys.argv[1:])
