"""A backup made by a new version of the program before it first writes to a caseload."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from csassess import __version__
from csassess.catalogue import text
from csassess.data.access.opening import VERSION
from csassess.data.record.folder import BACKUPS
from csassess.data.record.schema import APPLICATION_ID, SCHEMA_VERSION
from csassess.data.safekeeping.backups import RECORDS
from csassess.data.safekeeping.copies import new_copy_path
from csassess.data.safekeeping.snapshot import copy_of_records
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.key_copies import good_keys, store_keys
from csassess.data.storage.sqlcipher import DatabaseError, connect_to_read
from csassess.domain.errors import UserError
from csassess.platform.files import reason_of

_made: set[Path] = set()  # folders that this run of the program has backed up before opening them


def back_up_before_upgrade(folder: Path, master: bytes) -> None:
    """Back up a closed caseload in its own folder if another version of the program wrote to it last.

    May run on any thread. What cannot be read is left to opening, which names it.
    Raises UserError if the backup fails.
    """
    if folder in _made or not _is_of_another_version(folder, master):
        return
    place = folder / BACKUPS
    path = new_copy_path(place, RECORDS, datetime.now().astimezone())
    try:
        copy_of_records(folder / DATABASE_FILE, master, path)
        keys = good_keys(folder, master)
        if keys:
            store_keys(place, keys, master)
    except (UserError, OSError) as error:
        cause = error.__cause__ or error
        raise UserError(
            text(
                "this version of csassess backs the caseload up before it first writes to it, and that failed"
                " ({reason})",
                reason=reason_of(cause),
            )
        ) from error
    _made.add(folder)


def _is_of_another_version(folder: Path, master: bytes) -> bool:
    try:
        with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
            format_of = [
                db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            ]
            if format_of != [APPLICATION_ID, SCHEMA_VERSION]:
                return False
            stored = db.execute("SELECT value FROM local WHERE key = ?", (VERSION,)).fetchone()
    except (DatabaseError, OSError):
        return False
    return stored is None or stored[0] != __version__
