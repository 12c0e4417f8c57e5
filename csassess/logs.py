"""The program's log: what kind of thing happened when, never whose; rotated, in the platform's folder for logs.

Only what is written here by name goes in: no record's words, no names, no folders, no passphrases.
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
    """Return where the log lies."""
    return Path(platformdirs.user_log_dir("csassess", appauthor=False)) / "csassess.log"


def start(path: Path | None = None) -> None:
    """Begin to write the log; where it cannot be written, the program goes on without."""
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
    """Write the log no more."""
    for handler in list(_LOG.handlers):
        _LOG.removeHandler(handler)
        handler.close()


def note(what: str) -> None:
    """Write that something happened: a fixed word for it, with no value of any record."""
    _LOG.info(what)


def diagnostic_details(path: Path | None = None) -> str:
    """Return what helps to find a fault, and holds nothing personal: versions, system, and the log's last lines."""
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
    except (
        PackageNotFoundError
    ):  # a program that was put together without what its libraries say of themselves
        return "?"
