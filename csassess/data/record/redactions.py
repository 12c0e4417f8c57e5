"""The values redacted on purpose, so that their absence is not reported as damage."""

import json

from csassess.data.record.events import WITHHELD
from csassess.data.storage.sqlcipher import Database

Value = tuple[str, str, str, str]  # entry, entity, record, field


def redacted_values(entry: str, body: bytes, disclosed: str) -> list[Value]:
    """Return the values of an event that are not disclosed."""
    if '"withheld":true' not in disclosed:
        return []
    pairs = zip(json.loads(body)["changes"], json.loads(disclosed), strict=True)
    return [
        (entry, change["entity"], change["id"], change["field"])
        for change, disclosed_value in pairs
        if disclosed_value == WITHHELD
    ]


def record_redaction(db: Database, stream: str, values: list[Value]) -> None:
    """Record, within the caller's transaction, that values were redacted on purpose."""
    if values:
        db.conn.executemany(
            "INSERT OR IGNORE INTO withheld VALUES (?, ?, ?, ?, ?)", [(stream, *value) for value in values]
        )


def known_redactions(db: Database) -> set[Value]:
    """Return every value that was redacted on purpose."""
    return set(db.execute("SELECT event, entity, id, field FROM withheld").fetchall())
