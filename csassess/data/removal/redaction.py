"""Words taken out of the record for good: value and salt go, the entry's body keeps its commitment, so the chain still checks.

What sets the words that remain is an entry like any other. It takes out every earlier value of that field: here, in the backups,
and on every machine that hears of it. What stops half-way is finished when the caseload is next opened.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import WITHHELD, Event
from csassess.data.record.list_cache import forget_portfolio_rows, forget_words
from csassess.data.record.records import holds_words
from csassess.data.record.redactions import Value, known_redactions, record_redaction, redacted_values
from csassess.data.record.schema import create_side_tables
from csassess.data.removal.erasure import forget_left_behind, unfinished_erasure_message
from csassess.data.storage.blobs import ATTACHED_FILE, BlobStore
from csassess.data.storage.canonical import canonical
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect, write_anew
from csassess.domain.errors import UserError

_WAITING = "to-clean"  # the places of backups that still hold what was taken out


def earlier_values(db: Database, event: Event) -> set[Value]:
    """Return every value of text fields that an entry replaces, however long ago it was set; those kept apart too."""
    found: set[Value] = set()
    waiting = [
        (c.entity, c.id, c.field, p)
        for c in event.changes
        for p in c.parents
        if holds_words(c.entity, c.field)
    ]
    while waiting:
        *named, parent = waiting.pop()
        entity, record, field = named
        if (parent, entity, record, field) in found:
            continue
        row = db.execute("SELECT body FROM events WHERE id = ?", (parent,)).fetchone()
        for change in json.loads(row[0])["changes"] if row else ():
            if [change["entity"], change["id"], change["field"]] == named:
                found.add((parent, entity, record, field))
                waiting += [(entity, record, field, each) for each in change["parents"]]
    fields = {value[1:] for value in found}
    for entry, body in db.execute("SELECT id, body FROM apart WHERE stream = ?", (event.stream,)).fetchall():
        for change in json.loads(body)["changes"]:
            named_apart = (change["entity"], change["id"], change["field"])
            if named_apart in fields:
                found.add((entry, *named_apart))
    return found


def withhold(db: Database, values: Iterable[Value]) -> None:
    """Take values and their salts out, within the caller's transaction, and the words of their portfolios out of what is searched."""
    by_entry: dict[str, set[tuple[str, ...]]] = {}
    for entry, *named in values:
        by_entry.setdefault(entry, set()).add(tuple(named))
    for entry, fields in by_entry.items():
        for table in ("events", "apart"):
            row = db.execute(f"SELECT stream, body, disclosed FROM {table} WHERE id = ?", (entry,)).fetchone()
            if row is None:
                continue
            stream, body, disclosed = row
            left = [
                WITHHELD if (change["entity"], change["id"], change["field"]) in fields else shown
                for change, shown in zip(json.loads(body)["changes"], json.loads(disclosed), strict=True)
            ]
            db.execute(f"UPDATE {table} SET disclosed = ? WHERE id = ?", (canonical(left).decode(), entry))
            record_redaction(db, stream, redacted_values(entry, body, canonical(left).decode()))
            forget_portfolio_rows(db, stream)
            forget_words(db, stream)
        db.conn.executemany("DELETE FROM drafts WHERE record = ?", [(record,) for _, record, _ in fields])


def take_out(caseload: Caseload, event: Event, places: Sequence[Path]) -> None:
    """Take out what an entry replaces, within the caller's transaction, and note which backups still hold it."""
    withhold(caseload.db, earlier_values(caseload.db, event))
    waiting = dict.fromkeys([*_places_waiting(caseload), *map(str, places)])
    caseload.set_local(_WAITING, json.dumps(["", *(each for each in waiting if each)]))


def _places_waiting(caseload: Caseload) -> list[str]:
    return list(json.loads(caseload.local(_WAITING) or "[]"))


def finish(caseload: Caseload) -> list[Path]:
    """Overwrite what was taken out, here and in the backups; return the places of backups that could not be reached.

    Raises UserError where the disk refuses; it is taken up again when the caseload is next opened.
    """
    waiting = _places_waiting(caseload)
    if not waiting:
        return []
    with unfinished_erasure_message():
        caseload.db.execute("INSERT INTO search (search) VALUES ('optimize')")
        write_anew(caseload.db)
        forget_left_behind([caseload.folder, *(Path(each) for each in waiting if each)])
        missed = [each for each in waiting if each and not clean(caseload, Path(each))]
        caseload.set_local(_WAITING, json.dumps(missed))
        caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [Path(each) for each in missed]


def clean_pending(caseload: Caseload, place: Path) -> None:
    """Take out of a place of backups what it still holds, where it could not be reached before."""
    waiting = _places_waiting(caseload)
    if str(place) in waiting and clean(caseload, place):
        caseload.set_local(_WAITING, json.dumps([each for each in waiting if each != str(place)]))


def clean(caseload: Caseload, place: Path) -> bool:
    """Take everything that was taken out of the record out of each backup in a folder; False where the folder is not there.

    Raises UserError where a backup cannot be written.
    """
    if not place.is_dir():
        return False
    values = known_redactions(caseload.db)
    try:
        for path in sorted(place.glob("*.db")):
            if path.name == ATTACHED_FILE:
                store = BlobStore(place, caseload.attached.master)
                store.forget({sha256 for sha256 in store.kept() if caseload.attached.is_taken_out(sha256)})
                store.close()
            else:
                with closing(connect(path, caseload.attached.master)) as db:
                    with db.atomic():
                        create_side_tables(db)
                        withhold(db, values)
                        fold.rebuild(db)
                    db.execute("INSERT INTO search (search) VALUES ('optimize')")
                    write_anew(db)
                    db.execute("PRAGMA journal_mode = DELETE")
    except (OSError, DatabaseError) as error:
        raise UserError(
            text(
                "A backup in “{folder}” could not be cleaned: {reason}. Make it writable, then try again.",
                folder=place,
                reason=error,
            )
        ) from None
    return True
