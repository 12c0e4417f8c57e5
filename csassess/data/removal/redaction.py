"""Redact words for good: delete value and salt, but keep the commitment.

The chain therefore still verifies. The remaining words are set by an ordinary event. It removes
every earlier value of that field: here, in the backups, and on every device that receives it. An
interrupted redaction is finished when the caseload is next opened.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import WITHHELD, Event
from csassess.data.record.list_cache import forget_portfolio_rows, forget_words
from csassess.data.record.local_state import forget_form_drafts
from csassess.data.record.records import forget_read, holds_words
from csassess.data.record.redactions import Value, known_redactions, record_redaction, redacted_values
from csassess.data.record.schema import create_side_tables
from csassess.data.removal.erasure import forget_left_behind, unfinished_erasure_message
from csassess.data.storage.blobs import ATTACHED_FILE, BlobStore
from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import check_backup_files
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect, rewrite_pages
from csassess.domain.errors import UserError
from csassess.platform.drives import is_reachable
from csassess.platform.files import reason_of

_PENDING = "to-clean"  # backup folders that still hold redacted values


def redacted_fields(event: Event) -> set[tuple[str, str, str]]:
    """Return the fields that an event says it redacted, as (kind, record, field)."""
    said: dict[str, dict[str, Any]] = {}
    for change in event.changes:
        if change.entity == "taken-out":
            said.setdefault(change.id, {})[change.field] = change.value
    names = ("entity", "record", "field")
    return {
        (str(values["entity"]), str(values["record"]), str(values["field"]))
        for values in said.values()
        if all(name in values for name in names)
    }


def earlier_values(db: Database, event: Event) -> set[Value]:
    """Return every value of text fields that an event replaces, at any depth of its history.

    Quarantined events are included.
    """
    values: set[Value] = set()
    pending = [
        (c.entity, c.id, c.field, p)
        for c in event.changes
        for p in c.parents
        if holds_words(c.entity, c.field)
    ]
    while pending:
        *key, parent = pending.pop()
        entity, record, field = key
        if (parent, entity, record, field) in values:
            continue
        row = db.execute("SELECT body FROM events WHERE id = ?", (parent,)).fetchone()
        for change in json.loads(row[0])["changes"] if row else ():
            if [change["entity"], change["id"], change["field"]] == key:
                values.add((parent, entity, record, field))
                pending += [(entity, record, field, earlier_parent) for earlier_parent in change["parents"]]
    fields = {value[1:] for value in values}
    for event_id, body in db.execute(
        "SELECT id, body FROM apart WHERE stream = ?", (event.stream,)
    ).fetchall():
        for change in json.loads(body)["changes"]:
            quarantined_key = (change["entity"], change["id"], change["field"])
            if quarantined_key in fields:
                values.add((event_id, *quarantined_key))
    return values


def removes_words(db: Database, event: Event) -> bool:
    """Return whether a redaction would remove words that are here."""
    for entry, *key in earlier_values(db, event):
        row = db.execute(
            "SELECT body, disclosed FROM events WHERE id = ? UNION ALL"
            " SELECT body, disclosed FROM apart WHERE id = ?",
            (entry, entry),
        ).fetchone()
        pairs = zip(json.loads(row[0])["changes"], json.loads(row[1]), strict=True)
        if any([c["entity"], c["id"], c["field"]] == key and value != WITHHELD for c, value in pairs):
            return True
    return False


def redact_values(db: Database, values: Iterable[Value]) -> None:
    """Delete values and their salts, within the caller's transaction.

    The words of their portfolios also leave the search index and the list cache.
    """
    fields_by_event: dict[str, set[tuple[str, ...]]] = {}
    for event_id, *key in values:
        fields_by_event.setdefault(event_id, set()).add(tuple(key))
    for event_id, fields in fields_by_event.items():
        for table in ("events", "apart"):
            row = db.execute(
                f"SELECT stream, body, disclosed FROM {table} WHERE id = ?", (event_id,)
            ).fetchone()
            if row is None:
                continue
            stream, body, disclosed = row
            remaining = [
                WITHHELD if (change["entity"], change["id"], change["field"]) in fields else disclosed_value
                for change, disclosed_value in zip(
                    json.loads(body)["changes"], json.loads(disclosed), strict=True
                )
            ]
            db.execute(
                f"UPDATE {table} SET disclosed = ? WHERE id = ?", (canonical(remaining).decode(), event_id)
            )
            record_redaction(db, stream, redacted_values(event_id, body, canonical(remaining).decode()))
            forget_portfolio_rows(db, stream)
            forget_words(db, stream)
            forget_form_drafts(db, stream)
        db.conn.executemany("DELETE FROM drafts WHERE record = ?", [(record,) for _, record, _ in fields])


def redact_earlier_values(caseload: Caseload, event: Event, places: Sequence[Path]) -> None:
    """Redact what an event replaces, within the caller's transaction.

    `places` are the backup folders that still hold it; they are remembered until cleaned.
    """
    redact_values(caseload.db, earlier_values(caseload.db, event))
    folders = dict.fromkeys([*_pending_folders(caseload), *map(str, places)])
    caseload.local.set(_PENDING, json.dumps(["", *(folder for folder in folders if folder)]))


def _pending_folders(caseload: Caseload) -> list[str]:
    return list(json.loads(caseload.local.get(_PENDING) or "[]"))


def finish(caseload: Caseload) -> list[Path]:
    """Overwrite redacted values here and in the backups.

    Return the backup folders that could not be reached.
    Raises UserError if the disk refuses; the work resumes when the caseload is next opened.
    """
    pending = _pending_folders(caseload)
    if not pending:
        return []
    with unfinished_erasure_message():
        caseload.db.execute("INSERT INTO search (search) VALUES ('optimize')")
        rewrite_pages(caseload.db)
        forget_read()
        forget_left_behind([caseload.folder, *(Path(folder) for folder in pending if folder)])
        unreached = [folder for folder in pending if folder and not clean(caseload, Path(folder))]
        caseload.local.set(_PENDING, json.dumps(unreached))
        caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [Path(folder) for folder in unreached]


def clean_pending(caseload: Caseload, place: Path) -> None:
    """Redact a backup folder that could not be reached before."""
    pending = _pending_folders(caseload)
    if str(place) in pending and clean(caseload, place):
        caseload.local.set(_PENDING, json.dumps([folder for folder in pending if folder != str(place)]))


def clean(caseload: Caseload, place: Path) -> bool:
    """Redact every backup in a folder.

    Return False if the folder does not exist.
    Raises UserError if a backup cannot be written.
    """
    if not is_reachable(place):
        return False
    values = known_redactions(caseload.db)
    try:
        check_backup_files(place)
        for path in sorted(place.glob("*.db")):
            if path.name == ATTACHED_FILE:
                store = BlobStore(place, caseload.attached.master)
                store.forget({sha256 for sha256 in store.hashes() if caseload.attached.is_refused(sha256)})
                store.close()
            else:
                with closing(connect(path, caseload.attached.master)) as db:
                    with db.atomic():
                        create_side_tables(db)
                        redact_values(db, values)
                        fold.rebuild(db)
                    db.execute("INSERT INTO search (search) VALUES ('optimize')")
                    rewrite_pages(db)
                    db.execute("PRAGMA journal_mode = DELETE")
    except (OSError, DatabaseError) as error:
        raise UserError(
            text(
                "A backup in “{folder}” could not be cleaned: {reason}. Allow writing to the "
                "folder, then try again.",
                folder=place,
                reason=reason_of(error),
            )
        ) from None
    return True
