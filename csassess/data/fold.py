"""The fold: the tables everyone reads, made from events and from nothing else."""

from itertools import groupby

from csassess.data.events import Event, decode
from csassess.data.records import to_column
from csassess.data.schema import create_fold_tables, drop_fold_tables
from csassess.data.sqlcipher import Database


def apply(db: Database, event: Event) -> None:
    """Bring the tables up to date with one event, within the caller's transaction."""
    for (entity, record_id), changes in groupby(event.changes, key=lambda change: (change.entity, change.id)):
        values = {}
        for change in changes:
            key = (event.stream, entity, record_id, change.field)
            for parent in change.parents:
                db.execute(
                    "DELETE FROM heads WHERE stream = ? AND entity = ? AND id = ? AND field = ? AND event = ?",
                    (*key, parent),
                )
            db.execute("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", (*key, event.id))
            values[change.field] = to_column(change.value)
        # Field names reach here from our own records only, never from a user.
        names = ", ".join(f'"{name}"' for name in values)
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in values)
        db.execute(
            f'INSERT INTO "{entity}" (stream, id, {names}) VALUES (?, ?{", ?" * len(values)}) '
            f"ON CONFLICT (stream, id) DO UPDATE SET {updates}",
            (event.stream, record_id, *values.values()),
        )


def rebuild(db: Database) -> None:
    """Drop the tables made from events and make them again, in one transaction."""
    with db.atomic():
        drop_fold_tables(db)
        create_fold_tables(db)
        for event_id, body, disclosed in db.execute("SELECT id, body, disclosed FROM events ORDER BY rowid").fetchall():
            apply(db, decode(event_id, body, disclosed))
