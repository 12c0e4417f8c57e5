"""The values redacted on purpose, so that their absence is not reported as damage."""

import json

from csassess.data.record.events import WITHHELD
from csassess.data.storage.canonical import canonical
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


UNEXPLAINED = """
    SELECT * FROM withheld WHERE NOT EXISTS (SELECT 1 FROM "taken-out" AS redaction
        WHERE (redaction.entity, redaction.record, redaction.field) =
            (withheld.entity, withheld.id, withheld.field))
"""
"""Query for the values that are withheld although no record says that they were redacted."""


def unexplained_in(db: Database, stream: str) -> set[Value]:
    """Return the values of a stream that are withheld although no one is recorded to have redacted them."""
    rows = db.execute(f"SELECT event, entity, id, field FROM ({UNEXPLAINED}) WHERE stream = ?", (stream,))
    return set(rows.fetchall())


def complete(db: Database, values: set[Value], entry: str, body: bytes, disclosed: str) -> bool:
    """Give withheld values of a stored event back from one that has them; return whether it had any.

    Within the caller's transaction. `values` are those that may be given back.
    """
    missing = {value for value in values if value[0] == entry}
    given = missing - set(redacted_values(entry, body, disclosed))
    if not given:
        return False
    names = [(entry, c["entity"], c["id"], c["field"]) for c in json.loads(body)["changes"]]
    for table in ("events", "apart"):
        row = db.execute(f"SELECT disclosed FROM {table} WHERE id = ?", (entry,)).fetchone()
        if row:
            present = json.loads(row[0])
            whole = [
                new if name in given else old
                for name, old, new in zip(names, present, json.loads(disclosed), strict=True)
            ]
            db.execute(f"UPDATE {table} SET disclosed = ? WHERE id = ?", (canonical(whole).decode(), entry))
    db.conn.executemany(
        "DELETE FROM withheld WHERE event = ? AND entity = ? AND id = ? AND field = ?", sorted(given)
    )
    return True
