"""One assessor's open caseload: the only way to write to the record."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import Any
from uuid import uuid4

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.events import Change, Event, decode, encode, event_id
from csassess.data.record.folder import OPEN_FILE
from csassess.data.record.history import History, KnownStreams, chain_end
from csassess.data.record.list_cache import forget_all_lists, forget_all_statuses, forget_portfolio_rows
from csassess.data.record.local_state import Drafts, LocalState
from csassess.data.record.permissions import Permissions
from csassess.data.record.reader import RecordReader
from csassess.data.record.records import Edit, default_values, entity_name, forget_read, from_row, to_values
from csassess.data.record.transactions import Transactions
from csassess.data.storage.blobs import BlobStore
from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.folder_lock import FolderLock
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_for_worker
from csassess.domain.assessment.co_reference_counts import CoReferenceCounts
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Reference
from csassess.domain.records.kinds import Stream
from csassess.domain.records.people import Enrolment
from csassess.domain.records.user_actions import UserAction
from csassess.domain.typed_values import check_set, check_typed
from csassess.platform.files import delete_if_free

CASELOAD_STREAM: str = Stream.CASELOAD.value
CENTRE_STREAM: str = Stream.CENTRE.value
SHARED_STREAMS = (CASELOAD_STREAM, CENTRE_STREAM)  # all others are portfolios


def _now() -> datetime:
    return datetime.now().astimezone()


def _new_id() -> str:
    return uuid4().hex


_IN_LISTS = {  # settings on which lists rest: who signs next, and which qualifications are approved here
    ("centre", "verifies_every_unit"),
    ("qualification-version", "approved"),
    ("qualification-version", "digest"),
}


class Caseload(Transactions, RecordReader):
    """An open caseload folder. Belongs to the thread that opened it; close it when done.

    `author` is the id of the person on whose behalf events are written. `lock` keeps other
    instances out; a second connection to the same caseload has none.
    """

    def __init__(
        self,
        folder: Path,
        db: Database,
        lock: FolderLock | None,
        master: bytes,
        *,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        super().__init__(db)
        self.folder, self.clock, self.new_id = folder, clock, new_id
        self._lock = lock
        self.attached = BlobStore(folder, master)
        self.history = History(db)
        self.local = LocalState(db, self)
        self.drafts = Drafts(db, self, clock)
        self.permissions = Permissions(self, lambda: self.clock().date())
        self.ended_uncleanly = (folder / OPEN_FILE).exists()
        self._edit: Edit | None = None  # the one being saved
        self.repaired: list[str] = []  # sentences on what was repaired by itself, until they are shown
        self.was_copied = False  # found to be a copy on opening, so it became a new device
        self.refuses_because = ""  # why nothing can be saved, if the disk refuses to be written
        self.connect_again: Callable[[], Database] = partial(
            connect_for_worker, folder / DATABASE_FILE, master
        )  # for another thread
        self.closing = Flag()  # set when it closes: readers on other threads stop
        self.linked = CoReferenceCounts()
        self.known = KnownStreams()
        # The day, and `changes`, when what lists show was last brought up to date.
        self.listed_at: tuple[str, int, int] = ("", -1, -1)
        self.author = self.local.get("author") or ""

    def close(self) -> None:
        """Fold the write-ahead log into the database, close it, and let another instance in."""
        self.closing.set()
        try:
            with suppress(
                DatabaseError
            ):  # a full disk, or damage: the log is kept and read with the database
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.db.close()
            self.attached.close()
            forget_read()
            if not self.refuses_because:
                delete_if_free(self.folder / OPEN_FILE)
        finally:
            if self._lock:
                self._lock.release()

    @property
    def device(self) -> str:
        """The device that this caseload is now; another connection may have made it a new one."""
        return self.local.get("device") or ""

    @property
    def changes(self) -> tuple[int, int]:
        """A value that differs after anything was written, on this connection or another."""
        return self.db.conn.total_changes, int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def save(
        self,
        stream: str,
        action: UserAction,
        *records: Any,
        remove: tuple[Any, ...] = (),
        are_copies: bool = False,
    ) -> Event | None:
        """Write records as given, and remove others, as one event; return it, or None if nothing changed.

        Only fields that differ from the tables become changes. A removed record comes back when it
        is saved again. Drafts of the records are deleted in the same transaction. Records that
        `are_copies` of others may hold texts as long as earlier versions kept them.

        Raises UserError if the disk refuses, the author may not write this, or a value cannot be saved.
        """
        with self.together():
            for record in records:
                self.db.execute("DELETE FROM drafts WHERE record = ?", (record.id,))
            changes = [
                change for record in records for change in self._changes(stream, record, is_copied=are_copies)
            ]
            present = [record for record in remove if self.one(type(record), stream, record.id) is not None]
            changes += [self.change(stream, entity_name(type(r)), r.id, "deleted", True) for r in present]
            if not changes:
                return None
            event = self.append(stream, action, changes, self._wordings_named(stream, (*records, *remove)))
            for record in records:
                if self._edit and self._edit.is_of(stream, entity_name(type(record)), record.id):
                    fields = {change.field for change in event.changes if change.id == record.id}
                    self._edit.saved(to_values(record), fields, event.id)
            return event

    def begin_edit(self, stream: str, record: Any) -> Edit:
        """Return an edit of a record as it is shown now; the record need not exist yet.

        If a field is in conflict, the edit follows the value displayed; the conflict remains.
        """
        entity = entity_name(type(record))
        row = self.row(entity, stream, record.id)
        values = to_values(record) if row else default_values(type(record))
        present = to_values(from_row(type(record), row)) if row else {}
        heads: dict[str, tuple[str, ...]] = {
            field: (max(events),)
            for field, events in self.heads(stream, entity, record.id).items()
            if present.get(field) == values.get(field)  # else a value arrived that is not shown yet
        }
        return Edit(stream, entity, record.id, values, heads)

    @contextmanager
    def saving(self, edit: Edit) -> Iterator[None]:
        """Save the block's changes to the record of an edit as changes to what was shown.

        If the block fails, nothing was saved and the edit is as before.
        """
        self._edit, before = edit, (edit.values, dict(edit.heads))
        try:
            yield
        except BaseException:
            edit.values, edit.heads = before
            raise
        finally:
            self._edit = None

    def resolve_conflict(self, stream: str, entity: str, record_id: str, field: str, value: Any) -> Event:
        """Set a field to one of its conflicting values, in place of all of them."""
        with self.together():
            change = self.change(stream, entity, record_id, field, value)
            return self.append(stream, UserAction.CONFLICT_CHOOSE, [change])

    def set_irrevocably(
        self, stream: str, action: UserAction, field: tuple[str, str, str], value: Any, record: Any
    ) -> Event:
        """Set a field in place of all its values and add a record, as one event.

        `field` is entity, id and name. The value may be the same as before.
        """
        with self.together():
            self.db.execute("DELETE FROM drafts WHERE record = ?", (field[1],))
            changes = [self.change(stream, *field, value), *self._changes(stream, record)]
            return self.append(stream, action, changes)

    def store_wording(self, digest: str, unit_id: str, content: Any) -> None:
        """Store the exact wording of a unit by its digest, for ever."""
        self.db.execute(
            "INSERT OR IGNORE INTO wordings (digest, unit, content) VALUES (?, ?, ?)",
            (digest, unit_id, canonical(content).decode()),
        )

    def change(self, stream: str, entity: str, record_id: str, field: str, value: Any) -> Change:
        """Return a change that replaces all present values of a field.

        A removal names every event it has seen.
        """
        heads = self.heads(stream, entity, record_id)
        is_removal = (field, value) == ("deleted", True)
        seen = {event for events in heads.values() for event in events} if is_removal else set()
        return Change(entity, record_id, field, value, heads.get(field, ()), tuple(sorted(seen)))

    def append(
        self, stream: str, action: str, changes: list[Change], units: dict[str, str] | None = None
    ) -> Event:
        """Append an event to this device's chain and fold it, within the caller's transaction.

        Raises UserError if the author may not write the changes, or no record can hold their values.
        """
        self.check_writable()
        self.permissions.check(self.author, stream, action, changes)
        check_set(changes)
        device = self.device
        sequence, previous = chain_end(self.db, stream, device)
        body, disclosed = encode(
            stream,
            action,
            changes,
            [secrets.token_hex(16) for _ in changes],
            author=self.author,
            device=device,
            sequence=sequence + 1,
            previous=previous,
            at=self.clock(),
            units=units or {},
        )
        event = decode(event_id(body), body, disclosed)
        self.db.execute(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            (event.id, stream, device, event.sequence, body, disclosed),
        )
        fold.apply(self.db, event)
        forget_portfolio_rows(self.db, stream)
        if any(change.entity == "assessor" for change in changes):
            forget_all_statuses(self.db)
        if any((change.entity, change.field) in _IN_LISTS for change in changes):
            forget_all_lists(self.db)
        for machine in {change.id for change in changes if change.entity == "accepted-machine"}:
            for written in self.history.streams_written_on(machine):  # what counts there has changed
                forget_portfolio_rows(self.db, written)
        if fold.has_kept_despite_removal(self.db, stream) or fold.may_revive(self.db, event):
            fold.resolve_removals(self.db, stream)
        self.note_written(event)
        return event

    def check_writable(self) -> None:
        """Raise UserError if the caseload could only be opened to read."""
        if self.refuses_because:
            raise UserError(
                text(
                    "Nothing can be saved: {reason}. The caseload is open to read only. Free some disk space,"
                    " then open it again.",
                    reason=self.refuses_because,
                )
            )

    def _changes(self, stream: str, record: Any, *, is_copied: bool = False) -> Iterator[Change]:
        """Yield a change for each field that differs from the tables.

        A new record is compared with its defaults.
        """
        entity, values = entity_name(type(record)), to_values(record)
        row = self.row(entity, stream, record.id)
        present = to_values(from_row(type(record), row)) if row else default_values(type(record))
        if row and row["deleted"]:
            values["deleted"], present["deleted"] = False, True
        heads = self.heads(stream, entity, record.id) if row else {}
        if self._edit and self._edit.is_of(stream, entity, record.id):
            present = {**present, **self._edit.values}
            here = {f: h for f, h in self._edit.heads.items() if all(map(self._counts, h))}
            replaced = {f: heads.get(f, ()) for f in self._edit.heads.keys() - here.keys()}
            heads = {"deleted": heads.get("deleted", ()), **replaced, **here}
        for field, value in values.items():
            if field not in present or present[field] != value:
                check_typed(entity, field, value, is_copied=is_copied)
                yield Change(entity, record.id, field, value, heads.get(field, ()))

    def _counts(self, event: str) -> bool:
        """Return whether an event is here and not set aside, which may happen while it is edited."""
        return bool(self.db.execute("SELECT 1 FROM events WHERE id = ?", (event,)).fetchone())

    def _wordings_named(self, stream: str, records: tuple[Any, ...]) -> dict[str, str]:
        """Return the digests of the unit wordings to which the records refer, by unit."""
        digests = {record.id: record.digest for record in records if isinstance(record, Enrolment)}
        for unit in {record.unit for record in records if isinstance(record, Reference)}:
            row = self.row("enrolment", stream, unit)
            if row:
                digests[unit] = row["digest"]
        return digests
