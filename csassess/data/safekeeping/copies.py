"""Copies of the records in a folder: their names, and the order in which they were made.

`NAME-YYYYMMDD-HHMMSS-CODE-NUMBER.db`. The number counts on within a folder, because a clock may be wrong.
Earlier versions wrote no number.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.plain_files import is_plain
from csassess.domain.safekeeping.backup import Backup
from csassess.platform.files import delete_if_free

_NAME = re.compile(r"(?P<name>.+)-(?P<at>\d{8}-\d{6})-[^-]+?(?:-(?P<number>\d+))?")


def copies_in(folder: Path, name: str = "*", now: datetime | None = None) -> list[Backup]:
    """Return the copies of a name in a folder, in the order in which they were made.

    Those without a number come first: those dated after `now`, when a clock was wrong, then by date.
    """
    now = now or datetime.now().astimezone()
    copies = [copy for path in folder.glob(f"{name}-*.db") if is_plain(path) and (copy := _copy(path))]
    return sorted(copies, key=lambda copy: (copy.number, copy.at <= now, copy.at, copy.path.name))


def newest_first(folders: Iterable[Path], now: datetime | None = None) -> list[Path]:
    """Return all copies of the records in some folders, the newest first.

    Last come those dated after `now`, and files whose name gives no date.
    """
    now = now or datetime.now().astimezone()
    found = {path: _copy(path) for folder in folders for path in folder.glob("*.db") if is_plain(path)}
    found = {path: copy for path, copy in found.items() if path.name != ATTACHED_FILE}

    def age(path: Path) -> tuple[float, int]:
        copy = found[path]
        is_dated = copy is not None and copy.at <= now
        return (copy.at.timestamp(), copy.number) if copy and is_dated else (0, 0)

    return sorted(found, key=age, reverse=True)


def _copy(path: Path) -> Backup | None:
    parts = _NAME.fullmatch(path.stem)
    if parts is None:
        return None
    try:
        at = datetime.strptime(parts["at"], "%Y%m%d-%H%M%S").astimezone()
    except (ValueError, OverflowError, OSError):  # the system knows no local time so far away
        return None
    return Backup(path, at, number=int(parts["number"] or 0))


def new_copy_path(folder: Path, name: str, now: datetime) -> Path:
    """Return the path for a copy made now, numbered after those in the folder."""
    number = max((copy.number for copy in copies_in(folder, name)), default=0) + 1
    return folder / f"{name}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}-{number:05}.db"


def delete_copies(paths: Iterable[Path]) -> None:
    """Delete copies that are no longer needed; one in use is left until the next time."""
    for path in paths:
        delete_if_free(path)
