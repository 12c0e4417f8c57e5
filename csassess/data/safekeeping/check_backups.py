"""Checks of backups: each file as such, and the newest held against the caseload."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.verify_history import entries, told
from csassess.data.removal.erasure import erased_streams
from csassess.data.safekeeping.check_blobs import errors_in_blobs
from csassess.data.safekeeping.check_pages import check_key_file, page_errors, stop_if, unreadable_words
from csassess.data.safekeeping.check_results import Cancelled, Checked, Part
from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read


def places_kept(db: Database) -> list[Path]:
    """Return the folders of the user's choosing that were backed up to, as far as can be read."""
    try:
        row = db.execute("SELECT value FROM local WHERE key = 'backup-places'").fetchone()
    except DatabaseError:
        return []
    return [Path(each) for each in json.loads(row[0])] if row else []


@dataclass(frozen=True, slots=True)
class CaseloadState:
    """What is here, to hold backups against: the entries, this machine, and the portfolios that were erased."""

    entries: set[str]
    device: str
    erased: set[str]


def caseload_state(db: Database) -> CaseloadState:
    """Return what the caseload's database holds, to compare backups with."""
    ids = {
        row[0] for table in ("events", "apart") for row in db.execute(f"SELECT id FROM {table}").fetchall()
    }
    device = db.execute("SELECT value FROM local WHERE key = 'device'").fetchone()
    return CaseloadState(ids, device[0] if device else "", erased_streams(db))


def check_backups(
    place: Path, master: bytes, here: CaseloadState | None, names: dict[str, str], cancelled: Cancelled
) -> Iterator[Checked]:
    """Yield a line for each file of a place of backups; a place that is not there is passed over."""
    copies = sorted(place.glob("*.db"))
    if not copies:
        return
    if (place / KEY_FILE).exists() or _latest(copies):
        yield check_key_file(place, f"{place.name}/{KEY_FILE}", Part.BACKUP)
    for path in copies:
        if cancelled():
            return
        what, lacking = f"{place.name}/{path.name}", False
        if path.name == ATTACHED_FILE:
            wrong = list(errors_in_blobs(path, master, {}, _untold, cancelled, at_rest=True))
        else:
            wrong = list(errors_in_backup(path, master, cancelled))
            if not wrong and here is not None and path == _latest(copies):
                wrong += _gone_since(path, master, here, names)
                lacking = bool(wrong)
        if cancelled():
            return
        yield Checked(Part.BACKUP, what, tuple(wrong), path, lacking)


def _untold(_: int, __: int) -> None:
    """Progress of what is not told."""


def _latest(copies: list[Path]) -> Path | None:
    return max(
        (path for path in copies if path.name.startswith("records-")),
        default=None,
        key=lambda path: path.name,
    )


def errors_in_backup(path: Path, master: bytes, cancelled: Cancelled = lambda: False) -> Iterator[str]:
    """Yield what is wrong with a copy of the records that nobody writes."""
    try:
        db = connect_to_read(path, master, at_rest=True)
    except DatabaseError:
        yield unreadable_words(path.name)
        return
    try:
        stop_if(db, cancelled)
        yield from page_errors(db, path)
    finally:
        db.close()


def _gone_since(path: Path, master: bytes, here: CaseloadState, names: dict[str, str]) -> Iterator[str]:
    """Yield, of each portfolio that was not erased, the first entry of this machine that a backup holds and the caseload no longer does.

    What another machine wrote after the backup that this one was restored from is its own, and no loss.
    """
    db = connect_to_read(path, master, at_rest=True)
    try:
        told_of = set(here.erased)
        for kept in entries(db):
            if kept.device == here.device and kept.id not in here.entries and kept.stream not in told_of:
                told_of.add(kept.stream)
                yield text(
                    "{entry} is in the backup, and no longer in the caseload.", entry=told(kept, names)
                )
    finally:
        db.close()
