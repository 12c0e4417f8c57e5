"""Transactions of an open caseload: what one action writes is saved as a whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from csassess.catalogue import text
from csassess.data.record.events import Event
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import Database, DatabaseError, OperationalError, is_free, writing
from csassess.domain.errors import UserError


class Transactions:
    """The transactions of one connection."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._written: list[Event] | None = None  # by the action under way

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make everything that the block writes one transaction. Blocks may be nested.

        Raises UserError, with nothing written, if the disk refuses.
        """
        is_outermost = self._written is None
        if is_outermost:
            self._written = []
        try:
            with writing(self.db):
                yield
                if is_outermost:
                    self._group_events()
        except OperationalError as error:
            raise UserError(
                text(
                    "This could not be saved: {reason}. Your text is still here. Free some disk "
                    "space or allow writing, then try again.",
                    reason=error,
                )
            ) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a broken constraint is a bug
                raise
            raise UserError(
                text(
                    "This could not be saved because the database ({file}) is damaged. Close "
                    "csassess, then repair it with “csassess check --repair”.",
                    file=DATABASE_FILE,
                )
            ) from error
        finally:
            if is_outermost:
                self._written = None

    def note_written(self, event: Event) -> None:
        """Note an event as part of the action under way, so that the action's events are undone together."""
        if self._written is not None:
            self._written.append(event)

    def _group_events(self) -> None:
        written = self._written or []
        if len(written) > 1:
            for event in written:
                self.db.execute("INSERT INTO grouped (event, first) VALUES (?, ?)", (event.id, written[0].id))

    @property
    def is_free(self) -> bool:
        """Whether no one else is writing now, so that a write would not wait."""
        return is_free(self.db)

    @contextmanager
    def one_instant(self) -> Iterator[None]:
        """Let the block read one consistent state, whatever other connections write meanwhile."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.db.conn.rollback()
