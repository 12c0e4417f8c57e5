"""The stored bytes that the record names: photographs, files, signed papers, scans, the logo."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from csassess.catalogue import text
from csassess.data.storage.sqlcipher import Database
from csassess.domain.records.kinds import KINDS, RecordKind, Stream

HASH = re.compile(r"\b[0-9a-f]{64}\b")  # a SHA-256 as entries name it
_FIELDS = tuple((kind, field) for kind in KINDS.values() for field, _ in kind.files)
_NAMES = {(kind.name, field) for kind, field in _FIELDS}

Naming = tuple[str, str, str]  # stream, kind and id of a record that names stored bytes


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
    return any(_naming(db, sha256))


def not_named_by_others(
    db: Database, hashes: Iterable[str], records: Collection[Naming], streams: Collection[str]
) -> frozenset[str]:
    """Return those of some SHA-256 that no record besides the given ones names in these streams.

    The records given are those with which the bytes go. Anybody who ever had a portfolio knows the
    SHA-256 of its files, so a record that names one need not be its owner.
    """
    return frozenset(
        sha256
        for sha256 in hashes
        if not any(named[0] in streams and named not in records for named in _naming(db, sha256))
    )


def hashes_set_by(changes: Iterable[dict[str, Any]], disclosed: Iterable[dict[str, Any]]) -> set[str]:
    """Return the SHA-256 that an entry sets in fields that name stored files."""
    return {
        str(value.get("value"))
        for change, value in zip(changes, disclosed, strict=True)
        if (change["entity"], change["field"]) in _NAMES
    }


def _naming(db: Database, sha256: str) -> Iterator[Naming]:
    for kind, field in _FIELDS:
        rows = db.execute(
            f'SELECT stream, id FROM "{kind.name}" WHERE "{field}" = ? AND NOT COALESCE(deleted, 0)',
            (sha256,),
        ).fetchall()
        yield from ((stream, kind.name, record_id) for stream, record_id in rows)


def _item_of(kind: RecordKind) -> str:
    """Return the SQL expression for the item that a record's file belongs to."""
    if kind.owner:
        return f'a."{kind.owner}"'
    return 'a."about"' if kind.has("about") else "NULL"


def _describe(kind: RecordKind, name: str | None, number: str | None) -> str:
    if kind.stream is Stream.CASELOAD:
        return text("the centre’s logo")
    where = text("item {number} of {name}", number=number, name=name) if number else str(name)
    file = text("photograph") if kind.name == "photograph" else text("file")
    return text("{kind} of {where}", kind=file, where=where)
