"""What a caseload keeps outside the history: unfinished typing and local values."""

from collections.abc import Callable
from datetime import datetime

from csassess.data.record.transactions import Transactions
from csassess.data.storage.sqlcipher import Database


class LocalState:
    """Values by key that belong to this machine alone and are no part of the record."""

    def __init__(self, db: Database, transactions: Transactions) -> None:
        self._db, self._transactions = db, transactions

    def get(self, key: str) -> str | None:
        """Return a value, or None."""
        row = self._db.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def all(self) -> dict[str, str]:
        """Return all values by key."""
        return dict(self._db.execute("SELECT key, value FROM local").fetchall())

    def set(self, key: str, value: str) -> None:
        """Store a value, unless it is stored already; raises UserError if the disk refuses."""
        if self.get(key) == value:
            return
        with self._transactions.together():
            self._db.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", (key, value))


class Drafts:
    """Unfinished typing by record and field, kept until the field is saved."""

    def __init__(self, db: Database, transactions: Transactions, clock: Callable[[], datetime]) -> None:
        self._db, self._transactions, self._clock = db, transactions, clock

    def keep(self, record_id: str, field: str, value: str) -> None:
        """Store a draft; raises UserError if the disk refuses."""
        with self._transactions.together():
            at = self._clock().isoformat(timespec="seconds")
            self._db.execute(
                "INSERT OR REPLACE INTO drafts (record, field, value, at) VALUES (?, ?, ?, ?)",
                (record_id, field, value, at),
            )

    def forget(self, record_id: str) -> None:
        """Delete the drafts of a record."""
        with self._transactions.together():
            self._db.execute("DELETE FROM drafts WHERE record = ?", (record_id,))

    def of(self, record_id: str) -> dict[str, str]:
        """Return the drafts of a record by field."""
        return dict(
            self._db.execute("SELECT field, value FROM drafts WHERE record = ?", (record_id,)).fetchall()
        )

    def records(self) -> list[str]:
        """Return the ids of the records that have drafts; none of the drafts is read."""
        return [record for (record,) in self._db.execute("SELECT DISTINCT record FROM drafts").fetchall()]

    def all(self, beginning: str = "") -> dict[tuple[str, str], str]:
        """Return the drafts by record id and field, of records whose id has this beginning."""
        found = self._db.execute(
            "SELECT record, field, value FROM drafts WHERE substr(record, 1, ?) = ?",
            (len(beginning), beginning),
        )
        return {(record, field): value for record, field, value in found.fetchall()}


def form_key(stream: str, *rest: str) -> str:
    """Return the key under which what is typed into a candidate's dialog is drafted."""
    return " ".join(("form", stream, *rest))


def forget_form_drafts(db: Database, stream: str) -> None:
    """Delete what is being typed into dialogs of a candidate, within the caller's transaction."""
    db.execute("DELETE FROM drafts WHERE record LIKE ? || '%'", (form_key(stream, ""),))
