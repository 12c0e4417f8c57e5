"""The fold: the tables everyone reads, made from events and from nothing else.

The same events give the same tables in whatever order they came, as long as each came after those it rests on.
"""

import dataclasses
from datetime import UTC
from itertools import groupby
from typing import Any

from csassess.data.events import Change, Event, decode
from csassess.data.records import ENTITIES, columns, required_fields, to_column
from csassess.data.schema import create_fold_tables, drop_fold_tables
from csassess.data.sqlcipher import Database

_RESTS_ON = (  # entity, its field, and the entity whose record the field names
    *((entity, "evidence", "evidence") for entity in (
        "note", "customer", "feedback", "reference", "photograph", "attachment", "signature", "to-candidate", "addendum",
        "looked-at", "action",
    )),
    ("looked-at", "sample", "sample"), ("action", "sample", "sample"), ("sample-signature", "id", "sample"),
    ("action-answer", "action", "action"), ("action-closing", "action", "action"),
    ("action-answer", "addendum", "addendum"), ("action-closing", "answer", "action-answer"),
    ("judgement", "id", "evidence"), ("testimony", "id", "evidence"), ("reference", "note", "note"),
    ("reference", "note", "photograph"), ("note", "customer", "customer"), ("testimony", "witness", "witness"),
    ("evidence", "visit", "visit"),
)  # fmt: skip


Record = tuple[str, str, str]  # stream, entity, id


def apply(db: Database, event: Event, known: set[Record] | None = None) -> None:
    """Bring the tables up to date with one event, within the caller's transaction.

    Where many come, `known` are the records there are, and is brought up to date: a new one has no heads to look for.
    """
    place = 0
    for (entity, record_id), group in groupby(event.changes, key=lambda change: (change.entity, change.id)):
        changes = list(group)
        record = (event.stream, entity, record_id)
        present = {} if known is not None and record not in known else _heads(db, record)
        if known is not None:
            known.add(record)
        values = {
            change.field: to_column(_shown(db, record, event, change, heads))
            for change, heads in zip(changes, _replace_heads(db, record, event, changes, present), strict=True)
        }
        made = f"{event.at.astimezone(UTC).isoformat()} {event.sequence:08} {event.id} {place:04}"
        place += len(changes)
        creates = any(change.field in required_fields(entity) and not change.parents for change in changes)
        # Field names reach here from our own records, or checked against them, never from a user.
        names = ", ".join(f'"{name}"' for name in values)
        updates = [f'"{name}" = excluded."{name}"' for name in values]
        updates += [f'made = MIN("{entity}".made, excluded.made)'] if creates else []
        db.execute(
            f'INSERT INTO "{entity}" (stream, id, made, {names}) VALUES (?, ?, ?{", ?" * len(values)}) '
            f"ON CONFLICT (stream, id) DO UPDATE SET {', '.join(updates)}",
            (event.stream, record_id, made, *values.values()),
        )


def known_records(db: Database, stream: str) -> set[Record]:
    """Return the records of a stream that were ever made."""
    rows = db.execute("SELECT DISTINCT stream, entity, id FROM heads WHERE stream = ?", (stream,)).fetchall()
    return {(row[0], row[1], row[2]) for row in rows}


def _heads(db: Database, record: Record) -> dict[str, set[str]]:
    present: dict[str, set[str]] = {}
    for field, head in db.execute(
        "SELECT field, event FROM heads WHERE stream = ? AND entity = ? AND id = ?", record
    ).fetchall():
        present.setdefault(field, set()).add(head)
    return present


def _replace_heads(
    db: Database, record: Record, event: Event, changes: list[Change], present: dict[str, set[str]]
) -> list[set[str]]:
    """Put an event in place of the heads it replaces, and return the heads that each of its fields has now."""
    gone = [
        (*record, change.field, p) for change in changes for p in present.get(change.field, set()) & set(change.parents)
    ]
    if gone:
        db.conn.executemany(
            "DELETE FROM heads WHERE stream = ? AND entity = ? AND id = ? AND field = ? AND event = ?", gone
        )
    db.conn.executemany(
        "INSERT INTO heads VALUES (?, ?, ?, ?, ?)", [(*record, change.field, event.id) for change in changes]
    )
    return [present.get(change.field, set()) - set(change.parents) | {event.id} for change in changes]


def _shown(db: Database, record: Record, event: Event, change: Change, heads: set[str]) -> Any:
    """Return the value a field shows: of several that stand side by side, that of the greatest event id, on every machine."""
    greatest = max(heads)
    return change.value if greatest == event.id else value_set_by(db, greatest, *record[1:], change.field)


def value_set_by(db: Database, event_id: str, entity: str, record_id: str, field: str) -> Any:
    """Return the value that an event set a field to."""
    row = db.execute("SELECT id, body, disclosed FROM events WHERE id = ?", (event_id,)).fetchone()
    return next(
        change.value
        for change in decode(*row).changes
        if (change.entity, change.id, change.field) == (entity, record_id, field)
    )


def settle(db: Database, stream: str) -> None:
    """Show again what was removed in a stream while someone else changed it, or hung something on it: no word is lost.

    What this shows depends on the events alone; nothing is to be done where one machine wrote them all.
    """
    for entity, record_id in db.execute("SELECT entity, id FROM revived WHERE stream = ?", (stream,)).fetchall():
        db.execute(f'UPDATE "{entity}" SET deleted = 1 WHERE stream = ? AND id = ?', (stream, record_id))
    db.execute("DELETE FROM revived WHERE stream = ?", (stream,))
    removed = {
        (entity, row[0])
        for entity in ENTITIES
        for row in db.execute(f'SELECT id FROM "{entity}" WHERE stream = ? AND deleted', (stream,)).fetchall()
    }
    revived = {record for record in sorted(removed) if _changed_meanwhile(db, stream, *record)}
    while True:
        for entity, record_id in revived:
            db.execute(f'UPDATE "{entity}" SET deleted = 0 WHERE stream = ? AND id = ?', (stream, record_id))
            db.execute("INSERT OR IGNORE INTO revived VALUES (?, ?, ?)", (stream, entity, record_id))
        removed -= revived
        revived = removed & _rested_on(db, stream) if removed else set()
        if not revived:
            return


def _changed_meanwhile(db: Database, stream: str, entity: str, record_id: str) -> bool:
    """Whether a value of a removed record was set by an event that its removal had not seen."""
    heads = db.execute(
        "SELECT field, event FROM heads WHERE stream = ? AND entity = ? AND id = ?", (stream, entity, record_id)
    ).fetchall()
    seen: set[str] = set()
    for head in {event for field, event in heads if field == "deleted"}:
        row = db.execute("SELECT id, body, disclosed FROM events WHERE id = ?", (head,)).fetchone()
        seen.add(head)
        for change in decode(*row).changes:
            if (change.entity, change.id, change.field) == (entity, record_id, "deleted"):
                seen.update(change.seen)
    return any(event not in seen for field, event in heads if field != "deleted")


def _rested_on(db: Database, stream: str) -> set[tuple[str, str]]:
    """Return the records that standing records of a stream rest on."""
    return {
        (target, row[0])
        for entity, field, target in _RESTS_ON
        for row in db.execute(
            f'SELECT DISTINCT "{field}" FROM "{entity}" WHERE stream = ? AND NOT COALESCE(deleted, 0) AND "{field}" IS NOT NULL',
            (stream,),
        ).fetchall()
    }


def has_revived(db: Database, stream: str) -> bool:
    """Whether a stream has records that were removed and are shown again."""
    return db.execute("SELECT 1 FROM revived WHERE stream = ? LIMIT 1", (stream,)).fetchone() is not None


def is_shared(db: Database, stream: str) -> bool:
    """Whether more than one machine wrote to a stream."""
    first, last = (
        db.execute(f"SELECT {end}(device) FROM events WHERE stream = ?", (stream,)).fetchone()[0]
        for end in ("MIN", "MAX")
    )
    return bool(first != last)


def rebuild(db: Database) -> None:
    """Drop the tables made from events and make them again, in one transaction."""
    with db.atomic():
        drop_fold_tables(db)
        create_fold_tables(db)
        fold_all(db)


def fold_all(db: Database) -> None:
    """Fold all events of a database into its empty tables, within the caller's transaction.

    A stream is folded in memory and its rows are written together: that is the same as event by event, in a third of the time.
    """
    for (stream,) in db.execute("SELECT stream FROM events GROUP BY stream ORDER BY MIN(rowid)").fetchall():
        records: dict[tuple[str, str], _Folded] = {}
        for stored in db.execute("SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (stream,)):
            _fold(records, decode(*stored))
        _write(db, stream, records)
        if is_shared(db, stream):
            settle(db, stream)


@dataclasses.dataclass(slots=True)
class _Folded:
    """A record as far as it was folded: when it was made, and for each field the values that its heads set."""

    made: str
    heads: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)


def _fold(records: dict[tuple[str, str], _Folded], event: Event) -> None:
    """Bring a stream's records up to date with one event, as `apply` does in the tables."""
    at, place = event.at.astimezone(UTC).isoformat(), 0
    for named, group in groupby(event.changes, key=lambda change: (change.entity, change.id)):
        changes = list(group)
        made = f"{at} {event.sequence:08} {event.id} {place:04}"
        place += len(changes)
        record = records.get(named)
        if record is None:
            record = records[named] = _Folded(made)
        elif any(c.field in required_fields(c.entity) and not c.parents for c in changes):
            record.made = min(record.made, made)
        for change in changes:
            heads = record.heads.setdefault(change.field, {})
            for parent in change.parents:
                heads.pop(parent, None)
            heads[event.id] = change.value


def _write(db: Database, stream: str, records: dict[tuple[str, str], _Folded]) -> None:
    """Write a stream's folded records and their heads into tables that have none of it."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    heads = []
    for (entity, record_id), record in records.items():
        shown = {name: to_column(values[max(values)]) for name, values in record.heads.items()}
        rows.setdefault(entity, []).append(
            (
                stream,
                record_id,
                record.made,
                shown.pop("deleted", None),
                *(shown.pop(name, None) for name in columns(entity)),
            )
        )
        if shown:
            raise ValueError(f"{entity} has no {', '.join(shown)}")
        heads += [(stream, entity, record_id, name, event) for name, values in record.heads.items() for event in values]
    for entity, written in rows.items():
        names = ", ".join(f'"{name}"' for name in ("stream", "id", "made", "deleted", *columns(entity)))
        places = ", ".join("?" * (4 + len(columns(entity))))
        db.conn.executemany(f'INSERT INTO "{entity}" ({names}) VALUES ({places})', written)
    db.conn.executemany("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", sorted(heads))
