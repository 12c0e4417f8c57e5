"""The fold: builds the tables that are read, from events alone.

The same events give the same tables in any order in which each comes after its parents.
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from csassess.data.record.events import Change, Event, decode
from csassess.data.record.records import columns, to_column
from csassess.data.record.schema import create_fold_tables, drop_fold_tables
from csassess.data.storage.sqlcipher import Database, larger_cache
from csassess.domain.records.kinds import KINDS, Stream

_WHILE_REBUILDING = 65_536  # KiB of page cache: indexes that do not fit are read again and again
RecordKey = tuple[str, str]  # a record of a stream: entity, id
_AS_STORED: Any = object()  # the value that an earlier event set; the tables hold it


@dataclasses.dataclass(slots=True)
class _Folded:
    """The folded state of a record: heads of its fields with their values, and changed fields."""

    heads: dict[str, dict[str, Any]]
    is_stored: bool  # in the tables
    made: str = ""  # sort key of its creation, as far as the new events say
    changed: set[str] = dataclasses.field(default_factory=set)


class Folding:
    """The records of one stream while events come in; `write` brings the tables up to date.

    The result is the same for events written one by one or together. `empty` says that the tables
    hold nothing of the stream yet.
    """

    def __init__(self, db: Database, stream: str, *, empty: bool = False) -> None:
        self._db, self._stream, self._empty = db, stream, empty
        self._records: dict[RecordKey, _Folded] = {}

    def knows(self, entity: str, record_id: str) -> bool:
        """Return whether a record was ever made."""
        return bool(self._record((entity, record_id)).heads)

    def add(self, event: Event) -> None:
        """Fold one more event, which comes after its parents."""
        at, place = _in_utc(event.at), 0
        for key, group in groupby(event.changes, key=_record_key):
            changes, record = list(group), self._record(key)
            made = f"{at} {event.sequence:08} {event.id} {place:04}"
            place += len(changes)
            if not record.heads:
                record.made = made
            elif any(
                change.field in KINDS[change.entity].required and not change.parents for change in changes
            ):
                record.made = min(record.made or made, made)
            for change in changes:
                heads = record.heads.setdefault(change.field, {})
                for parent in change.parents:
                    heads.pop(parent, None)
                heads[event.id] = change.value
                record.changed.add(change.field)

    def write(self) -> None:
        """Bring the tables up to date, within the caller's transaction."""
        rows: dict[str, list[tuple[Any, ...]]] = {}
        changed, heads = list[tuple[str, ...]](), list[tuple[str, ...]]()
        for key, record in self._records.items():
            if not record.changed:
                continue
            values = {
                field: to_column(self._shown(key, field, record.heads[field])) for field in record.changed
            }
            if record.is_stored:
                self._change(key, record.made, values)
                changed.append((self._stream, *key))
            else:
                rows.setdefault(key[0], []).append(self._row(key, record.made, values))
            heads += self._heads(key, record)
        for entity, new in rows.items():
            names = ", ".join(f'"{name}"' for name in ("stream", "id", "made", "deleted", *columns(entity)))
            self._db.conn.executemany(
                f'INSERT INTO "{entity}" ({names}) VALUES ({", ".join("?" * len(new[0]))})', new
            )
        if changed:
            self._db.conn.executemany("DELETE FROM heads WHERE stream = ? AND entity = ? AND id = ?", changed)
        self._db.conn.executemany("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", sorted(heads))
        self._records, self._empty = {}, False

    def _record(self, key: RecordKey) -> _Folded:
        record = self._records.get(key)
        if record is None:
            heads: dict[str, dict[str, Any]] = {}
            if not self._empty:
                stored_heads = heads_of(self._db, self._stream, *key)
                heads = {field: dict.fromkeys(events, _AS_STORED) for field, events in stored_heads.items()}
            record = self._records[key] = _Folded(heads, is_stored=bool(heads))
        return record

    def _shown(self, key: RecordKey, field: str, heads: dict[str, Any]) -> Any:
        """Return the value that a field shows.

        Of conflicting values it is that of the greatest event id, on every device.
        """
        greatest = max(heads)
        value = heads[greatest]
        return value_set_by(self._db, greatest, *key, field) if value is _AS_STORED else value

    def _heads(self, key: RecordKey, record: _Folded) -> Iterator[tuple[str, ...]]:
        fields: dict[str, str] = {}
        for field in sorted(record.heads):
            for event in record.heads[field]:
                fields[event] = f"{fields[event]} {field}" if event in fields else field
        for event, field_names in fields.items():
            yield self._stream, *key, event, field_names

    def _row(self, key: RecordKey, made: str, values: dict[str, Any]) -> tuple[Any, ...]:
        own_columns = columns(key[0])
        unknown = values.keys() - own_columns.keys() - {"deleted"}
        if unknown:
            raise ValueError(f"{key[0]} has no {', '.join(sorted(unknown))}")
        return (self._stream, key[1], made, values.get("deleted"), *map(values.get, own_columns))

    def _change(self, key: RecordKey, made: str, new_values: dict[str, Any]) -> None:
        # Field names come from the declared kinds, or were checked against them; never from a user.
        sets, values = [f'"{name}" = ?' for name in new_values], list(new_values.values())
        if made:
            sets, values = [*sets, "made = MIN(made, ?)"], [*values, made]
        self._db.execute(
            f'UPDATE "{key[0]}" SET {", ".join(sets)} WHERE stream = ? AND id = ?',
            (*values, self._stream, key[1]),
        )


def _in_utc(at: datetime) -> str:
    """Return a time by which records are ordered, also at the ends of the calendar."""
    try:
        return at.astimezone(UTC).isoformat()
    except OverflowError:
        return at.replace(tzinfo=UTC).isoformat()


def _record_key(change: Change) -> RecordKey:
    return change.entity, change.id


def apply(db: Database, event: Event) -> None:
    """Bring the tables up to date with one event, within the caller's transaction."""
    folding = Folding(db, event.stream)
    folding.add(event)
    folding.write()


def heads_of(db: Database, stream: str, entity: str, record_id: str) -> dict[str, tuple[str, ...]]:
    """Return the heads of each field of a record, in order: the events whose value was not replaced."""
    heads: dict[str, tuple[str, ...]] = {}
    for event, fields in db.execute(
        "SELECT event, fields FROM heads WHERE stream = ? AND entity = ? AND id = ? ORDER BY event",
        (stream, entity, record_id),
    ).fetchall():
        for field in fields.split():
            heads[field] = (*heads.get(field, ()), event)
    return heads


def has_records(db: Database, stream: str) -> bool:
    """Return whether any record was ever made in a stream."""
    return db.execute("SELECT 1 FROM heads WHERE stream = ? LIMIT 1", (stream,)).fetchone() is not None


def record_ids(db: Database, stream: str) -> set[str]:
    """Return the ids of the records of a stream that were ever made."""
    return {
        row[0] for row in db.execute("SELECT DISTINCT id FROM heads WHERE stream = ?", (stream,)).fetchall()
    }


def value_set_by(db: Database, event_id: str, entity: str, record_id: str, field: str) -> Any:
    """Return the value that an event set a field to."""
    row = db.execute("SELECT id, body, disclosed FROM events WHERE id = ?", (event_id,)).fetchone()
    return next(
        change.value
        for change in decode(*row).changes
        if (change.entity, change.id, change.field) == (entity, record_id, field)
    )


def resolve_removals(db: Database, stream: str) -> None:
    """Show a removed record again if another device changed it, or added to it, meanwhile: no word is lost.

    The result depends on the events alone, also on those of a machine that wrote what no action here does.
    """
    for entity, record_id in db.execute(
        "SELECT entity, id FROM revived WHERE stream = ?", (stream,)
    ).fetchall():
        last = max(heads_of(db, stream, entity, record_id)["deleted"])  # it may not be a removal any more
        is_removed = value_set_by(db, last, entity, record_id, "deleted")
        db.execute(
            f'UPDATE "{entity}" SET deleted = ? WHERE stream = ? AND id = ?', (is_removed, stream, record_id)
        )
    db.execute("DELETE FROM revived WHERE stream = ?", (stream,))
    removed = {
        (entity, row[0])
        for entity in KINDS
        for row in db.execute(f'SELECT id FROM "{entity}" WHERE stream = ? AND deleted', (stream,)).fetchall()
    }
    revived = {record for record in sorted(removed) if _changed_meanwhile(db, stream, *record)}
    while True:
        for entity, record_id in revived:
            db.execute(f'UPDATE "{entity}" SET deleted = 0 WHERE stream = ? AND id = ?', (stream, record_id))
            db.execute("INSERT OR IGNORE INTO revived VALUES (?, ?, ?)", (stream, entity, record_id))
        removed -= revived
        revived = removed & _needed(db, stream) if removed else set()
        if not revived:
            return


def may_revive(db: Database, event: Event) -> bool:
    """Return whether an event of this machine, just folded, can make a removed record shown again.

    Written with everything seen, it can if it leaves a record that is shown resting on one that is removed.
    """
    if _is_removed(db, event.stream, "candidate", event.stream):
        return True
    fields: dict[RecordKey, set[str]] = {}
    for change in event.changes:
        fields.setdefault(_record_key(change), set()).add(change.field)
    return any(
        changed != {"deleted"} or _carries_others(db, event.stream, key)
        if _is_removed(db, event.stream, *key)
        else _rests_on_removed(db, event.stream, key)
        for key, changed in fields.items()
    )


def _is_removed(db: Database, stream: str, entity: str, record_id: str) -> bool:
    return bool(
        db.execute(
            f'SELECT 1 FROM "{entity}" WHERE stream = ? AND id = ? AND deleted', (stream, record_id)
        ).fetchone()
    )


def _carries_others(db: Database, stream: str, key: RecordKey) -> bool:
    return any(
        db.execute(
            f'SELECT 1 FROM "{entity}" WHERE stream = ? AND "{field}" = ?'
            " AND NOT COALESCE(deleted, 0) LIMIT 1",
            (stream, key[1]),
        ).fetchone()
        for entity, kind in KINDS.items()
        for field, target in kind.rests_on
        if target == key[0]
    )


def _rests_on_removed(db: Database, stream: str, key: RecordKey) -> bool:
    return any(
        db.execute(
            f'SELECT 1 FROM "{key[0]}" JOIN "{target}" AS target'
            f' ON target.stream = "{key[0]}".stream AND target.id = "{key[0]}"."{field}"'
            f' WHERE "{key[0]}".stream = ? AND "{key[0]}".id = ? AND target.deleted',
            (stream, key[1]),
        ).fetchone()
        for field, target in KINDS[key[0]].rests_on
    )


def _changed_meanwhile(db: Database, stream: str, entity: str, record_id: str) -> bool:
    """Return whether an event that a record's removal had not seen set one of its values."""
    heads = heads_of(db, stream, entity, record_id)
    seen: set[str] = set()
    for head in heads.get("deleted", ()):
        row = db.execute("SELECT id, body, disclosed FROM events WHERE id = ?", (head,)).fetchone()
        seen.add(head)
        for change in decode(*row).changes:
            if (change.entity, change.id, change.field) == (entity, record_id, "deleted"):
                seen.update(change.seen)
    return any(event not in seen for field, events in heads.items() if field != "deleted" for event in events)


def _rested_on(db: Database, stream: str) -> set[tuple[str, str]]:
    """Return the records on which the records of a stream rest that were not removed."""
    return {
        (target, row[0])
        for entity, kind in KINDS.items()
        if kind.stream is Stream.PORTFOLIO
        for field, target in kind.rests_on
        for row in db.execute(
            f'SELECT DISTINCT "{field}" FROM "{entity}" WHERE stream = ? AND NOT COALESCE(deleted, 0) AND'
            f' "{field}" IS NOT NULL',
            (stream,),
        ).fetchall()
    }


def _needed(db: Database, stream: str) -> set[tuple[str, str]]:
    """Return the records without which the records of a stream that were not removed make no sense.

    Everything rests on the candidate, whose removal also removed other records.
    """
    needed = _rested_on(db, stream)
    candidate = ("candidate", stream)
    removals = set(heads_of(db, stream, *candidate).get("deleted", ()))
    if removals and _has_records_left(db, stream):
        return needed | _removed_by(db, stream, removals)
    return needed


def _has_records_left(db: Database, stream: str) -> bool:
    """Return whether a portfolio has records that were not removed."""
    return any(
        db.execute(
            f'SELECT 1 FROM "{entity}" WHERE stream = ? AND NOT COALESCE(deleted, 0) LIMIT 1', (stream,)
        ).fetchone()
        for entity, kind in KINDS.items()
        if kind.stream is Stream.PORTFOLIO
    )


def _removed_by(db: Database, stream: str, removals: set[str]) -> set[RecordKey]:
    """Return the records that some events removed."""
    return {
        (entity, record_id)
        for event, entity, record_id, fields in db.execute(
            "SELECT event, entity, id, fields FROM heads WHERE stream = ?", (stream,)
        ).fetchall()
        if event in removals and "deleted" in fields.split()
    }


def has_kept_despite_removal(db: Database, stream: str) -> bool:
    """Return whether a stream has records that were removed and are shown again."""
    return db.execute("SELECT 1 FROM revived WHERE stream = ? LIMIT 1", (stream,)).fetchone() is not None


def is_shared(db: Database, stream: str) -> bool:
    """Return whether more than one device wrote to a stream."""
    first, last = (
        db.execute(f"SELECT {end}(device) FROM events WHERE stream = ?", (stream,)).fetchone()[0]
        for end in ("MIN", "MAX")
    )
    return bool(first != last)


def rebuild(db: Database) -> None:
    """Drop the tables made from events and make them again, in one transaction."""
    with larger_cache(db, _WHILE_REBUILDING), db.atomic():
        drop_fold_tables(db)
        create_fold_tables(db)
        fold_all(db)


def fold_all(db: Database) -> None:
    """Fold all events of a database into its empty tables, within the caller's transaction."""
    for (stream,) in db.execute("SELECT stream FROM events GROUP BY stream ORDER BY MIN(rowid)").fetchall():
        _fold_stream(db, stream)


def rebuild_stream(db: Database, stream: str) -> None:
    """Make the records of one stream again from its events, within the caller's transaction."""
    for table in ("heads", "revived", *KINDS):
        db.execute(f'DELETE FROM "{table}" WHERE stream = ?', (stream,))
    _fold_stream(db, stream)


def _fold_stream(db: Database, stream: str) -> None:
    folding = Folding(db, stream, empty=True)
    for stored in db.execute(
        "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (stream,)
    ):
        folding.add(decode(*stored))
    folding.write()
    resolve_removals(db, stream)
