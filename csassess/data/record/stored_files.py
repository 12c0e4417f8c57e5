"""The stored bytes that the record names: photographs, files, signed papers, scans, the logo."""

import re

from csassess.catalogue import text
from csassess.data.storage.sqlcipher import Database
from csassess.domain.records.kinds import KINDS, RecordKind, Stream

HASH = re.compile(r"\b[0-9a-f]{64}\b")  # a SHA-256 as entries name it
_FIELDS = tuple((kind, field) for kind in KINDS.values() for field, _ in kind.files)


def named_bytes(db: Database) -> dict[str, list[str]]:
    """Return the SHA-256 of all bytes that records name, with descriptions for a person.

    Removed records do not count.
    """
    named: dict[str, list[str]] = {}
    for kind, field in _FIELDS:
        rows = db.execute(
            f'SELECT a."{field}", c.name, e.number FROM "{kind.name}" a'
            " LEFT JOIN candidate c ON c.stream = a.stream AND c.id = a.stream"
            f" LEFT JOIN evidence e ON e.stream = a.stream AND e.id = {_item_of(kind)}"
            f" WHERE NOT COALESCE(a.deleted, 0) AND COALESCE(a.\"{field}\", '') <> '' ORDER BY a.made"
        ).fetchall()
        for sha256, name, number in rows:
            named.setdefault(sha256, []).append(_describe(kind, name, number))
    return named


def is_named(db: Database, sha256: str) -> bool:
    """Return whether a record, removed ones aside, names these bytes."""
    return any(
        db.execute(
            f'SELECT 1 FROM "{kind.name}" WHERE "{field}" = ? AND NOT COALESCE(deleted, 0) LIMIT 1', (sha256,)
        ).fetchone()
        for kind, field in _FIELDS
    )


def _item_of(kind: RecordKind) -> str:
    """Return the SQL expression for the item that a record's file belongs to."""
    if kind.owner:
        return f'a."{kind.owner}"'
    return 'a."about"' if kind.has("about") else "NULL"


def _describe(kind: RecordKind, name: str | None, number: str | None) -> str:
    if kind.name == "external-visit":
        return text("a report of the external verifier")
    if kind.stream is not Stream.PORTFOLIO:
        return text("the centre’s logo")
    where = text("item {number} of {name}", number=number, name=name) if number else str(name)
    file = text("photograph") if kind.name == "photograph" else text("file")
    return text("{kind} of {where}", kind=file, where=where)
