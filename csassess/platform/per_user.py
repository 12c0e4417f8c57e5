"""Places that belong to one user of a machine."""

import getpass
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import platformdirs


def user_id() -> str:
    """Return what tells this user from the others of the machine."""
    return getpass.getuser() if sys.platform == "win32" else str(os.getuid())


def private_socket(name: str) -> str:
    """Return the full name of a local socket at which this user alone can listen; "" if there is none."""
    if sys.platform == "win32":
        return name  # of a pipe that only this user may open
    runtime = os.environ.get("XDG_RUNTIME_DIR") or platformdirs.user_data_dir(appauthor=False)
    place = Path(runtime, "csassess")
    with suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = place.lstat()
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077:
            return str(place / name)
    return ""  # somebody else could listen there
