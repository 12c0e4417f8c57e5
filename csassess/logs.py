"""The program's log: which kinds of things happened when, with nothing personal.

It is rotated, in the platform's folder for logs. Only fixed words go in: no content of the record,
no names, no folders, no passphrases.
"""

import logging
import platform
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

import csassess

_LOG = logging.getLogger("csassess")
_MOST_BYTES, _KEPT = 256 * 1024, 3
_LAST_LINES = 40
_LIBRARIES = ("PySide6_Essentials", "sqlcipher3", "reportlab", "pillow")


def log_file() -> Path:
    """Return the path of the log."""
    return Path(platformdirs.user_log_dir("csassess", appauthor=False)) / "csassess.log"


def start(path: Path | None = None) -> None:
    """Start writing the log; if it cannot be written, the program runs without it."""
    path = path or log_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    stop()
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def stop() -> None:
    """Stop writing the log."""
    for handler in list(_LOG.handlers):
        _LOG.removeHandler(handler)
        handler.close()


def note(what: str) -> None:
    """Log that something happened, as a fixed word without any value of a record."""
    _LOG.info(what)


def diagnostic_details(path: Path | None = None) -> str:
    """Return what helps to find a fault: versions, system and the log's last lines.

    It holds nothing personal.
    """
    path = path or log_file()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
    except OSError:
        lines = []
    facts = (
        f"csassess {csassess.__version__}",
        f"Python {platform.python_version()}",
        *(f"{name} {_version(name)}" for name in _LIBRARIES),
        f"{platform.system()} {platform.release()} {platform.machine()}",
        "frozen" if getattr(sys, "frozen", False) else "from source",
    )
    return "\n".join((*facts, "", *lines))


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:  # a frozen program may lack the metadata of its libraries
        return "?"
