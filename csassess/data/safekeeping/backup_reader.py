"""Reading a backup of the open caseload without restoring it."""

from collections.abc import Iterator
from contextlib import contextmanager

from csassess.catalogue import text
from csassess.data.exchange.chains import StoredEvent
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event, decode
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.backup import Backup


class BackupReader:
    """The records of an open backup."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def names(self) -> dict[str, str]:
        """Return the candidates' names by portfolio."""
        rows = self._db.execute("SELECT stream, name FROM candidate WHERE NOT COALESCE(deleted, 0)")
        return dict(rows.fetchall())

    def event_ids(self) -> list[tuple[str, str]]:
        """Return the id and the stream of every event."""
        return list(self._db.execute("SELECT id, stream FROM events").fetchall())

    def newest_event(self) -> Event | None:
        """Return the event that was written last, or None."""
        row = self._db.execute(
            "SELECT id, body, disclosed FROM events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        return decode(*row) if row else None

    def events_of(self, stream: str) -> list[StoredEvent]:
        """Return the events of a portfolio, oldest first."""
        rows = self._db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (stream,)
        )
        return [StoredEvent(*row) for row in rows.fetchall()]

    def wordings(self) -> list[tuple[str, str, str]]:
        """Return the digest, the unit and the JSON content of every stored wording."""
        return list(self._db.execute("SELECT digest, unit, content FROM wordings").fetchall())


@contextmanager
def open_backup(caseload: Caseload, backup: Backup) -> Iterator[BackupReader]:
    """Yield a backup's records; raises UserError if it cannot be read with this caseload's key."""
    try:
        db = connect_to_read(backup.path, caseload.attached.master, at_rest=True)
    except DatabaseError:
        raise UserError(
            text(
                "The backup “{name}” does not open with this caseload’s key. Choose another backup.",
                name=backup.path.name,
            )
        ) from None
    try:
        yield BackupReader(db)
    finally:
        db.close()
