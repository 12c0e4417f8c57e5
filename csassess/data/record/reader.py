"""Reading the records of a caseload from its tables."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from csassess.data.record import fold
from csassess.data.record.records import entity_name, from_row
from csassess.data.storage.sqlcipher import Database

Record = TypeVar("Record")


class RecordReader:
    """Reads records, their heads and the wording of units."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def row(self, entity: str, stream: str, record_id: str) -> dict[str, Any] | None:
        """Return the table row of a record, also of a removed one; None if it was never made."""
        return next(
            self._rows(f'SELECT * FROM "{entity}" WHERE stream = ? AND id = ?', stream, record_id), None
        )

    def _rows(self, query: str, *parameters: str) -> Iterator[dict[str, Any]]:
        """Read rows with one statement; sqlite-utils' own reading puts a savepoint around each."""
        cursor = self.db.execute(query, parameters)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())

    def one(self, record_type: type[Record], stream: str, record_id: str) -> Record | None:
        """Return a record, or None if the stream has none with this id or it was removed."""
        row = self.row(entity_name(record_type), stream, record_id)
        return from_row(record_type, row) if row and not row["deleted"] else None

    def rows(self, entity: str, stream: str) -> Iterator[dict[str, Any]]:
        """Return the table rows of a kind in a stream, without those of removed records."""
        return self._rows(f'SELECT * FROM "{entity}" WHERE stream = ? AND NOT COALESCE(deleted, 0)', stream)

    def has_any(self, record_type: type[Record], stream: str | None = None) -> bool:
        """Return whether there is a record of a kind that was not removed, in one stream or in any."""
        query = (
            f'SELECT 1 FROM "{entity_name(record_type)}" WHERE stream = COALESCE(?, stream)'
            " AND NOT COALESCE(deleted, 0) LIMIT 1"
        )
        return self.db.execute(query, (stream,)).fetchone() is not None

    def all(self, record_type: type[Record], stream: str | None = None) -> list[Record]:
        """Return the records of a kind that were not removed, of one stream or of all.

        They are in the order in which they were made.
        """
        query = f'SELECT * FROM "{entity_name(record_type)}" WHERE (deleted IS NULL OR NOT deleted)'
        if stream:
            rows = self._rows(query + " AND stream = ? ORDER BY made", stream)
        else:
            rows = self._rows(query + " ORDER BY made")
        return [from_row(record_type, row) for row in rows]

    def removed(self, record_type: type[Record], stream: str | None = None) -> list[Record]:
        """Return the records of a kind that were removed, of one stream or all, in order of making."""
        query = f'SELECT * FROM "{entity_name(record_type)}" WHERE deleted'
        if stream:
            rows = self._rows(query + " AND stream = ? ORDER BY made", stream)
        else:
            rows = self._rows(query + " ORDER BY made")
        return [from_row(record_type, row) for row in rows]

    def where(self, record_type: type[Record], field: str, value: str) -> list[tuple[str, Record]]:
        """Return the records of a kind, in all streams, whose field has a value; each with its stream."""
        query = (
            f'SELECT * FROM "{entity_name(record_type)}" WHERE "{field}" = ? AND NOT COALESCE(deleted, 0)'
            " ORDER BY made"
        )
        return [(row["stream"], from_row(record_type, row)) for row in self._rows(query, value)]

    def where_any(
        self, record_type: type[Record], field: str, values: Iterable[str], stream: str
    ) -> list[Record]:
        """Return the records of a kind in a stream whose field has one of some values."""
        query = (
            f'SELECT * FROM "{entity_name(record_type)}" WHERE "{field}" IN (SELECT value FROM json_each(?))'
            " AND stream = ? AND NOT COALESCE(deleted, 0) ORDER BY made"
        )
        wanted = json.dumps(sorted(set(values)))
        return [from_row(record_type, row) for row in self._rows(query, wanted, stream)]

    def heads(self, stream: str, entity: str, record_id: str) -> dict[str, tuple[str, ...]]:
        """Return the heads of each field of a record."""
        return fold.heads_of(self.db, stream, entity, record_id)

    def evidence_numbers_used(self, stream: str) -> list[str]:
        """Return every evidence number ever used in a portfolio, also those of removed items."""
        return [
            row[0]
            for row in self.db.execute("SELECT number FROM evidence WHERE stream = ?", (stream,)).fetchall()
        ]

    def has_wording(self, digest: str) -> bool:
        """Return whether the wording of a unit with this digest is stored."""
        row = self.db.execute("SELECT 1 FROM wordings WHERE digest = ?", (digest,)).fetchone()
        return row is not None

    def wording(self, digest: str) -> Any:
        """Return the stored wording of a unit; raises KeyError if none has the digest."""
        row = self.db.execute("SELECT content FROM wordings WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return json.loads(row[0])
