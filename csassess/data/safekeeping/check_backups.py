"""Check backups: each file as such, and the newest one against the caseload."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.verify_history import entries, event_description
from csassess.data.removal.erasure import erased_streams
from csassess.data.safekeeping.check_blobs import errors_in_blobs
from csassess.data.safekeeping.check_pages import check_key_file, record_errors, stop_if, unreadable_words
from csassess.data.safekeeping.check_progress import Cancelled
from csassess.data.safekeeping.copies import copies_in
from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.safekeeping.check_results import Checked, Part


def places_kept(db: Database) -> list[Path]:
    """Return the folders chosen for backups, as far as they can be read."""
    try:
        row = db.execute("SELECT value FROM local WHERE key = 'backup-places'").fetchone()
    except DatabaseError:
        return []
    return [Path(place) for place in json.loads(row[0])] if row else []


@dataclass(frozen=True, slots=True)
class CaseloadState:
    """What a caseload holds, to compare backups with: event ids, device, erased portfolios."""

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
    place: Path,
    master: bytes,
    here: CaseloadState | None,
    names: dict[str, str],
    local: Mapping[str, str],
    cancelled: Cancelled,
) -> Iterator[Checked]:
    """Yield a result for each file in a backup folder; none if the folder has no backups."""
    copies = sorted(place.glob("*.db"))
    if not copies:
        return
    latest = next((copy.path for copy in reversed(copies_in(place, "records"))), None)
    if (place / KEY_FILE).exists() or latest:
        yield check_key_file(place, f"{place.name}/{KEY_FILE}", master, local, Part.BACKUP)
    for path in copies:
        if cancelled():
            return
        what, lacking = f"{place.name}/{path.name}", False
        if path.name == ATTACHED_FILE:
            errors = list(errors_in_blobs(path, master, {}, _ignore_progress, cancelled, at_rest=True))
        else:
            errors = list(errors_in_backup(path, master, cancelled))
            if not errors and here is not None and path == latest:
                errors += _lost_entries(path, master, here, names)
                lacking = bool(errors)
        if cancelled():
            return
        yield Checked(Part.BACKUP, what, tuple(errors), path, lacking)


def _ignore_progress(_: int, __: int) -> None:
    """Ignore progress."""


def errors_in_backup(path: Path, master: bytes, cancelled: Cancelled = lambda: False) -> Iterator[str]:
    """Yield what is wrong with a copy of the records that no one writes to."""
    try:
        db = connect_to_read(path, master, at_rest=True)
    except DatabaseError:
        yield unreadable_words(path.name)
        return
    try:
        stop_if(db, cancelled)
        yield from record_errors(db, path)
    finally:
        db.close()


def _lost_entries(path: Path, master: bytes, here: CaseloadState, names: dict[str, str]) -> Iterator[str]:
    """Yield the first entry of each portfolio that a backup holds and the caseload has lost.

    Erased portfolios are left out, and entries of other devices: after restoring a backup, the device
    that it came from may have written on.
    """
    db = connect_to_read(path, master, at_rest=True)
    try:
        streams_done = set(here.erased)
        for event in entries(db):
            if (
                event.device == here.device
                and event.id not in here.entries
                and event.stream not in streams_done
            ):
                streams_done.add(event.stream)
                yield text(
                    "{entry} is in the backup but no longer in the caseload.",
                    entry=event_description(event, names),
                )
    finally:
        db.close()
