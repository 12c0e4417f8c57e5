"""One assessor's caseload, open: the only way to write to the record."""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event as Flag
from typing import Any, TypeVar
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.events import Change, Event, decode, encode, event_id
from csassess.data.record.folder import (
    OPEN_FILE,
    check_folder,
    is_checked_on_opening,
    locked,
    new_folder,
    open_database,
)
from csassess.data.record.list_cache import (
    forget_all_lists,
    forget_all_statuses,
    forget_portfolio_rows,
    list_format,
)
from csassess.data.record.records import default_values, entity_name, from_row, to_values
from csassess.data.record.schema import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    create_side_tables,
    create_tables,
    layout,
)
from csassess.data.storage.blobs import BlobStore
from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.keys import NewKeys, save_keys
from csassess.data.storage.sqlcipher import (
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
    is_free,
    writing,
)
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.records.evidence import Reference
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import Assessor, Device, Enrolment, HandOver
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UNDO, UserAction
from csassess.domain.records.write_rules import is_verifiers_word, may_write, names_a_signed_sheet

CASELOAD_STREAM: str = Stream.CASELOAD.value
_LISTS, _STANDS_AT = "lists", "stands-at"
_OF_HAND_OVER = (UserAction.CANDIDATE_HAND_OVER, UserAction.CANDIDATE_TAKE_BACK)

Record = TypeVar("Record")


def _now() -> datetime:
    return datetime.now().astimezone()


def _new_id() -> str:
    return uuid4().hex


def bring_up_to_date(folder: Path, master: bytes) -> None:
    """Make tables anew that another version made, before the caseload is opened: of a large one it takes long, and it may be done on any thread.

    What is wrong with the caseload is left for opening to say.
    """
    if is_checked_on_opening(folder):
        return  # a small one, whose tables are made anew at once
    with suppress(UserError, DatabaseError):
        with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
            found = tuple(
                db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            outdated = found == (APPLICATION_ID, SCHEMA_VERSION) and _is_outdated(db)
        if outdated:
            with locked(folder) as lock, closing(connect(folder / DATABASE_FILE, master)) as db:
                _rebuild_outdated(db)
            lock.release()


def _is_outdated(db: Database) -> bool:
    kept = db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone()
    return kept is None or kept[0] != layout()


def _rebuild_outdated(db: Database) -> None:
    """Make the tables anew where another version made them, and what lists show of them."""
    if _is_outdated(db):
        fold.rebuild(db)
        db.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, '')", (_LISTS,))


def _check_length(entity: str, field: str, value: Any) -> None:
    """Raise UserError if words are longer than their field allows: every other machine would refuse them."""
    if field in KINDS[entity].words and not KINDS[entity].fields[field].accepts(value):
        raise UserError(
            text("The text that begins “{start}…” is too long. Shorten it, or divide it.", start=value[:40])
        )


class CoReferenceCounts:
    """How often criteria were referenced together in all portfolios `but` one, as far as it was asked; see `links`."""

    def __init__(self) -> None:
        self.but = ""
        self.last = 0  # the place of the last event when it was counted
        self.units: frozenset[str] = frozenset()  # counted whole: what is not counted of them is nothing
        self.counted: dict[tuple[str, str], Counter[tuple[str, str]]] = {}


class Caseload:
    """An open caseload folder. Belongs to the thread that opened it; close it when done.

    `author` names the assessor on whose behalf events are written. `lock` keeps other instances out; beside one that has it
    there is none.
    """

    def __init__(
        self,
        folder: Path,
        db: Database,
        lock: FileLock | None,
        master: bytes,
        *,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        self.folder, self.db, self.clock, self.new_id = folder, db, clock, new_id
        self._lock = lock
        self._written: list[Event] | None = None  # by the action that is under way
        self.attached = BlobStore(folder, master)
        self.ended_uncleanly = (folder / OPEN_FILE).exists()
        self.was_copied = False  # it was found to be a copy, and is a machine of its own from then on
        self.closing = Flag()  # what reads beside it on other threads stops when it is set
        self.linked = CoReferenceCounts()
        # The day, and how much had been written, when what lists show was last made up to date.
        self.listed_at: tuple[str, int, int] = ("", -1, -1)
        self.device = self.local("device") or ""
        self.author = self.local("author") or ""

    # Opening and closing

    @classmethod
    def create(
        cls, folder: Path, keys: NewKeys, begin: Callable[["Caseload"], None], **injected: Any
    ) -> "Caseload":
        """Make a new caseload in the folder and open it; `begin` writes its first records.

        All of it is there or none of it; raises UserError where a caseload is there already or it cannot be written.
        """
        with new_folder(folder) as lock:
            save_keys(folder, keys)
            db = connect(folder / DATABASE_FILE, keys.master)
            try:
                with db.atomic():
                    create_tables(db)
                    caseload = cls(folder, db, lock, keys.master, **injected)
                    caseload._become_device()
                    begin(caseload)
                    caseload._is_copy()  # keeps where it stands
            except BaseException:
                db.close()
                raise
            caseload._mark_open()
        return caseload

    @classmethod
    def open(cls, folder: Path, master: bytes, **injected: Any) -> "Caseload":
        """Open the caseload in the folder with its master key; raises UserError, having changed nothing."""
        check_folder(folder)
        with locked(folder) as lock:
            db = open_database(folder, master)
            try:
                caseload = cls(folder, db, lock, master, **injected)
                create_side_tables(db)
                _rebuild_outdated(db)
                if caseload.local(_LISTS) != list_format():
                    forget_all_lists(db)
                    caseload.set_local(_LISTS, list_format())
                caseload.was_copied = caseload._is_copy()
                if not caseload.device or caseload.was_copied:  # the old machine's chain may go on elsewhere
                    caseload.become_new_device()
            except BaseException as error:
                db.close()
                if isinstance(error, OperationalError):
                    raise UserError(
                        text("The caseload could not be opened: {reason}. Nothing was changed.", reason=error)
                    ) from None
                raise
            caseload._mark_open()
        return caseload

    def _is_copy(self) -> bool:
        """Whether the database is another file, in another place, than it was when it was last open; where it stands is kept."""
        file = (self.folder / DATABASE_FILE).stat()
        now = {"path": str(self.folder.resolve()), "file": f"{file.st_dev}:{file.st_ino}"}
        kept = json.loads(self.local(_STANDS_AT) or "{}")
        if kept != now:
            self.set_local(_STANDS_AT, json.dumps(now))
        return bool(kept) and all(
            kept[name] != now[name] for name in now
        )  # moved, or made anew in its place, it is the same

    def _mark_open(self) -> None:
        """Leave a mark that is there while the caseload is open: found on opening, it tells that the program was stopped."""
        with suppress(OSError):  # a full disk keeps nobody out
            (self.folder / OPEN_FILE).touch(mode=0o600)

    def close(self) -> None:
        """Fold the write-ahead log into the database, close it, and let another instance in."""
        self.closing.set()
        try:
            with suppress(
                DatabaseError
            ):  # a full disk, or damage: the log stays beside the database, and is read with it
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.db.close()
            self.attached.close()
            with suppress(OSError):
                (self.folder / OPEN_FILE).unlink(missing_ok=True)
        finally:
            if self._lock:
                self._lock.release()

    def become_new_device(self) -> None:
        """Make a caseload that was restored or copied a machine of its own: two machines never write one chain."""
        with self.together():
            self.set_local("age-identity", "")
            self._become_device()

    def _become_device(self) -> None:
        """Make this copy of the caseload a device with a key of its own; its secret half never leaves the caseload."""
        key = Ed25519PrivateKey.generate()
        device = Device(self.new_id(), letter="", public_key=key.public_key().public_bytes_raw().hex())
        self.device = device.id
        self.set_local("device", device.id)
        self.set_local("device-key", key.private_bytes_raw().hex())
        self.save(CASELOAD_STREAM, UserAction.DEVICE_ADD, device)

    # Writing

    def save(
        self, stream: str, action: UserAction, *records: Any, remove: tuple[Any, ...] = ()
    ) -> Event | None:
        """Write records as they are now given, and remove others, as one event; return it, or None where nothing changed.

        Only fields that differ from the present tables become changes. What was removed comes back when saved again.
        Drafts of the written fields are cleared in the same transaction. Raises UserError where the disk refuses.
        """
        with self.together():
            for record in records:
                self.db.execute("DELETE FROM drafts WHERE record = ?", (record.id,))
            changes = [change for record in records for change in self._changes(stream, record)]
            standing = [record for record in remove if self.one(type(record), stream, record.id) is not None]
            changes += [self._change(stream, entity_name(type(r)), r.id, "deleted", True) for r in standing]
            if not changes:
                return None
            units = self._wordings_named(stream, (*records, *remove))
            return self._append(stream, action, changes, units)

    def resolve_conflict(self, stream: str, entity: str, record_id: str, field: str, value: Any) -> Event:
        """Set a field to one of the values that stand side by side, in place of all of them."""
        with self.together():
            change = self._change(stream, entity, record_id, field, value)
            return self._append(stream, UserAction.CONFLICT_CHOOSE, [change], {})

    def set_irrevocably(
        self, stream: str, action: UserAction, field: tuple[str, str, str], value: Any, said: Any
    ) -> Event:
        """Set a field (entity, id, name) in place of all it held, though it be to the same, and add a record of it: one event."""
        with self.together():
            self.db.execute("DELETE FROM drafts WHERE record = ?", (field[1],))
            changes = [self._change(stream, *field, value), *self._changes(stream, said)]
            return self._append(stream, action, changes, {})

    def undo(self, undone: str) -> Event:
        """Set back what an event set, as a new event; raises UserError where something was changed again since."""
        with self.together():
            event = self.event(undone)
            created = {
                (c.entity, c.id)
                for c in event.changes
                if c.field in KINDS[c.entity].required and not c.parents
            }
            touched = {(c.entity, c.id, c.field): c for c in event.changes}
            later = {
                (*record, field) for record in created for field in self._heads(event.stream, *record)
            } - set(touched)
            if any(self._shown(event.stream, field, undone) != {undone} for field in touched) or any(
                self._shown(event.stream, field, undone) - {undone, None} for field in later
            ):
                raise UserError(
                    text(
                        "This was changed again since, so it cannot be undone on its own. Undo the later"
                        " change first."
                    )
                )
            changes = [self._change(event.stream, *record, "deleted", True) for record in sorted(created)]
            changes += [
                self._change(event.stream, *field, self._value_before(change))
                for field, change in touched.items()
                if field[:2] not in created
            ]
            return self._append(event.stream, UNDO + undone, changes, {})

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make what the block writes one transaction; raises UserError, with nothing written, where the disk refuses."""
        outermost = self._written is None
        if outermost:
            self._written = []
        try:
            with writing(self.db):
                yield
                if outermost:
                    self._keep_together()
        except OperationalError as error:
            raise UserError(
                text(
                    "This could not be saved: {reason}. What you typed is still here; make room or allow"
                    " writing, then try again.",
                    reason=error,
                )
            ) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a constraint that is broken is a bug
                raise
            raise UserError(
                text(
                    "This could not be saved: the database ({file}) is damaged. Close csassess, then put it"
                    " right with “csassess check --repair”.",
                    file=DATABASE_FILE,
                )
            ) from error
        finally:
            if outermost:
                self._written = None

    def _keep_together(self) -> None:
        """Note the events that one action wrote, where they are several: they are undone together."""
        written = self._written or []
        if len(written) > 1:
            for event in written:
                self.db.execute("INSERT INTO grouped (event, first) VALUES (?, ?)", (event.id, written[0].id))

    @property
    def is_free(self) -> bool:
        """Whether nothing else is being written just now: what is written then waits for nobody."""
        return is_free(self.db)

    @contextmanager
    def one_instant(self) -> Iterator[None]:
        """Read all that the block reads as it stood at one instant, whatever is written beside meanwhile."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.db.conn.rollback()

    def events_of_action(self, event_id: str) -> list[str]:
        """Return the ids of the events that the same action wrote, newest first: this one alone where it wrote no other."""
        rows = self.db.execute(
            "SELECT event FROM grouped WHERE first = (SELECT first FROM grouped WHERE event = ?) ORDER BY"
            " rowid DESC",
            (event_id,),
        ).fetchall()
        return [row[0] for row in rows] or [event_id]

    def _changes(self, stream: str, record: Any) -> Iterator[Change]:
        """Yield a change for each field that differs from the tables; a new record is held against its defaults."""
        entity, values = entity_name(type(record)), to_values(record)
        row = self._row(entity, stream, record.id)
        present = to_values(from_row(type(record), row)) if row else default_values(type(record))
        if row and row["deleted"]:
            values["deleted"], present["deleted"] = False, True
        heads = self._heads(stream, entity, record.id) if row else {}
        for field, value in values.items():
            if field not in present or present[field] != value:
                _check_length(entity, field, value)
                yield Change(entity, record.id, field, value, heads.get(field, ()))

    def _change(self, stream: str, entity: str, record_id: str, field: str, value: Any) -> Change:
        heads = self._heads(stream, entity, record_id)
        seen = (
            {event for own in heads.values() for event in own} if (field, value) == ("deleted", True) else ()
        )
        return Change(entity, record_id, field, value, heads.get(field, ()), tuple(sorted(seen)))

    def _heads(self, stream: str, entity: str, record_id: str) -> dict[str, tuple[str, ...]]:
        return fold.heads_of(self.db, stream, entity, record_id)

    def handed_over_by_us(self, stream: str) -> HandOver | None:
        """Return the hand-over by which this machine gave a portfolio away, None where it may write to it."""
        given = self.all(HandOver, stream)
        overtaken = {each.after for each in given}
        ours = (
            {device.id for device in self.all(Device, CASELOAD_STREAM)} if given else set()
        )  # before a restore too
        return next((g for g in given if g.id not in overtaken and g.from_device in ours), None)

    def _append(self, stream: str, action: str, changes: list[Change], units: dict[str, str]) -> Event:
        given = self.handed_over_by_us(stream) if action not in _OF_HAND_OVER else None
        if given:
            raise UserError(
                text(
                    "This portfolio was handed over to {name} on {day}. It can be read here, and no longer"
                    " changed.",
                    name=given.to,
                    day=long_date(given.on),
                )
            )
        self._check_role(stream, changes)
        last = self.db.execute(
            "SELECT id, sequence FROM events WHERE stream = ? AND device = ? ORDER BY sequence DESC LIMIT 1",
            (stream, self.device),
        ).fetchone()
        previous, sequence = last or (None, 0)
        body, disclosed = encode(
            stream,
            action,
            changes,
            [secrets.token_hex(16) for _ in changes],
            author=self.author,
            device=self.device,
            sequence=sequence + 1,
            previous=previous,
            at=self.clock(),
            units=units,
        )
        event = decode(event_id(body), body, disclosed)
        self.db.execute(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            (event.id, stream, self.device, event.sequence, body, disclosed),
        )
        fold.apply(self.db, event)
        forget_portfolio_rows(self.db, stream)
        if any(change.entity == "assessor" for change in changes):
            forget_all_statuses(self.db)
        if fold.has_kept_despite_removal(
            self.db, stream
        ):  # else nothing written here, with all of it seen, shows or hides anything else
            fold.resolve_removals(self.db, stream)
        if self._written is not None:
            self._written.append(event)
        return event

    def _check_role(self, stream: str, changes: list[Change]) -> None:
        """Raise UserError where whoever works here may not write this in a portfolio."""
        person = self.one(Assessor, CASELOAD_STREAM, self.author)
        writable = stream == CASELOAD_STREAM and person is not None and person.role is not Role.READER
        if person and not writable and not self.may_write(person.role, stream, changes):
            raise UserError(
                text(
                    "You work here as {role}, who may not write this. See File, About me.",
                    role=label(person.role),
                )
            )

    def may_write(self, role: Role, stream: str, changes: Sequence[Change]) -> bool:
        """Whether a role may make changes to the record as it is: what is there already is held to what it says now."""
        values: dict[tuple[str, str], dict[str, Any]] = {}
        for change in changes:
            values.setdefault((change.entity, change.id), {})[change.field] = change.value
        for (entity, record_id), set_to in values.items():
            if role is Role.ASSESSOR and not is_verifiers_word(entity):
                if not may_write(role, entity, set_to):  # spares a look at the record for each tick
                    return False
                continue
            if not may_write(role, entity, self._row(entity, stream, record_id) or set_to):
                return False
            if role is Role.ASSESSOR and not self._is_from_paper(stream, entity, record_id, values):
                return False
        return True

    def _is_from_paper(
        self, stream: str, entity: str, record_id: str, values: dict[tuple[str, str], dict[str, Any]]
    ) -> bool:
        """Whether the signed sheet that a verifier's word was typed from is in the record, or comes with it; what belongs to a
        sample comes with a sample that was typed in."""

        def known(kind: str, known_id: str) -> dict[str, Any]:
            return self._row(kind, stream, known_id) or values.get((kind, known_id), {})

        own = known(entity, record_id)
        needs = [own] if names_a_signed_sheet(entity) else []
        if "sample" in (kind for _, kind in KINDS[entity].rests_on):
            needs.append(
                known("sample", record_id if entity == "sample-signature" else str(own.get("sample")))
            )
        rows = self.db.execute(
            'SELECT sha256 FROM "signed-sheet" WHERE stream = ? AND NOT COALESCE(deleted, 0)', (stream,)
        )
        sheets = {row[0] for row in rows.fetchall()}
        sheets |= {each.get("sha256") for (kind, _), each in values.items() if kind == "signed-sheet"}
        return all(each.get("sheet") in sheets for each in needs)

    def _wordings_named(self, stream: str, records: tuple[Any, ...]) -> dict[str, str]:
        """Return the digests of the unit wordings that the records speak of."""
        named = {record.id: record.digest for record in records if isinstance(record, Enrolment)}
        for unit in {record.unit for record in records if isinstance(record, Reference)}:
            row = self._row("enrolment", stream, unit)
            if row:
                named[unit] = row["digest"]
        return named

    def _shown(self, stream: str, field: tuple[str, str, str], undone: str) -> set[str | None]:
        """Return the events whose values a field (entity, id, name) shows; the one to be undone stands for itself."""
        heads = self._heads(stream, *field[:2]).get(field[2], ())
        return {head if head == undone else self._origin(head, field) for head in heads}

    def _origin(self, head: str, field: tuple[str, str, str]) -> str | None:
        """Return the event whose value a field shows: where the head undid another, the one that other had replaced."""
        origin: str | None = head
        while origin is not None:
            event = self.event(origin)
            if not event.action.startswith(UNDO):
                break
            undone = self.event(event.action.removeprefix(UNDO))
            change = next(c for c in (*undone.changes, *event.changes) if (c.entity, c.id, c.field) == field)
            origin = change.parents[0] if change.parents else None
        return origin

    def _value_before(self, change: Change) -> Any:
        """Return the value a change replaced, as its first parent set it; None where it replaced none."""
        if not change.parents:
            return None
        parent = self.event(change.parents[0])
        return next(
            c.value
            for c in parent.changes
            if (c.entity, c.id, c.field) == (change.entity, change.id, change.field)
        )

    # Reading

    def _row(self, entity: str, stream: str, record_id: str) -> dict[str, Any] | None:
        return next(
            self._rows(f'SELECT * FROM "{entity}" WHERE stream = ? AND id = ?', stream, record_id), None
        )

    def _rows(self, query: str, *given: str) -> Iterator[dict[str, Any]]:
        """Read rows with one statement; sqlite-utils' own way of reading puts a savepoint around each."""
        cursor = self.db.execute(query, given)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())

    def one(self, record_type: type[Record], stream: str, record_id: str) -> Record | None:
        """Return one record, or None where the stream has no such record or it was removed."""
        row = self._row(entity_name(record_type), stream, record_id)
        return from_row(record_type, row) if row and not row["deleted"] else None

    def all(self, record_type: type[Record], stream: str | None = None) -> list[Record]:
        """Return the records of one type that were not removed, of one stream or of all, in the order they were made."""
        query = f'SELECT * FROM "{entity_name(record_type)}" WHERE (deleted IS NULL OR NOT deleted)'
        if stream:
            rows = self._rows(query + " AND stream = ? ORDER BY made", stream)
        else:
            rows = self._rows(query + " ORDER BY made")
        return [from_row(record_type, row) for row in rows]

    def where(self, record_type: type[Record], field: str, value: str) -> list[tuple[str, Record]]:
        """Return the records of one type, over all streams, whose field has a value; each with its stream."""
        query = (
            f'SELECT * FROM "{entity_name(record_type)}" WHERE "{field}" = ? AND NOT COALESCE(deleted, 0)'
            " ORDER BY made"
        )
        return [(row["stream"], from_row(record_type, row)) for row in self._rows(query, value)]

    def event(self, event_id: str) -> Event:
        """Return one event; raises KeyError where there is none."""
        row = self.db.execute("SELECT id, body, disclosed FROM events WHERE id = ?", (event_id,)).fetchone()
        if row is None:
            raise KeyError(event_id)
        return decode(*row)

    def history(self, stream: str) -> list[Event]:
        """Return the events of a stream, oldest first."""
        rows = self.db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (stream,)
        )
        return [decode(*row) for row in rows.fetchall()]

    @property
    def changes(self) -> tuple[int, int]:
        """What differs once anything was written, here or on another connection beside."""
        return self.db.conn.total_changes, int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def last_row(self) -> int:
        """Return the place of the last event of all; 0 where there is none."""
        return int(self.db.execute("SELECT COALESCE(MAX(rowid), 0) FROM events").fetchone()[0])

    def last_written(self) -> datetime | None:
        """Return when this machine last wrote an entry, or None."""
        row = self.db.execute(
            "SELECT id, body, disclosed FROM events WHERE device = ? ORDER BY rowid DESC LIMIT 1",
            (self.device,),
        ).fetchone()
        return decode(*row).at if row else None

    def newest_by_device(self) -> dict[str, Event]:
        """Return the event of each machine that came last into any portfolio."""
        rows = self.db.execute(
            "SELECT device, MAX(rowid) FROM events WHERE stream <> ? GROUP BY device", (CASELOAD_STREAM,)
        ).fetchall()
        found = {}
        for device, row in rows:
            found[device] = decode(
                *self.db.execute("SELECT id, body, disclosed FROM events WHERE rowid = ?", (row,)).fetchone()
            )
        return found

    def streams_written_on(self, device: str) -> list[str]:
        """Return the portfolios in which a machine wrote."""
        rows = self.db.execute(
            "SELECT DISTINCT stream FROM events WHERE device = ? AND stream <> ?", (device, CASELOAD_STREAM)
        )
        return [row[0] for row in rows.fetchall()]

    def first_author(self, stream: str) -> str:
        """Return the author of a stream's first event; raises KeyError where it has none."""
        row = self.db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid LIMIT 1", (stream,)
        ).fetchone()
        if row is None:
            raise KeyError(stream)
        return decode(*row).author

    def last_event_row(self, stream: str) -> int:
        """Return the place of a stream's last event among all events; 0 where it has none."""
        return int(
            self.db.execute(
                "SELECT COALESCE(MAX(rowid), 0) FROM events WHERE stream = ?", (stream,)
            ).fetchone()[0]
        )

    def has_events_from_elsewhere(self, row: int) -> bool:
        """Whether events of another machine came after a place among all events."""
        found = self.db.execute(
            "SELECT 1 FROM events WHERE rowid > ? AND device <> ? LIMIT 1", (row, self.device)
        )
        return found.fetchone() is not None

    def events_after(self, stream: str, row: int) -> list[Event]:
        """Return the events of a stream that came after a place among all events, oldest first."""
        rows = self.db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? AND rowid > ? ORDER BY rowid",
            (stream, row),
        )
        return [decode(*found) for found in rows.fetchall()]

    def recent(self, stream: str) -> Iterator[Event]:
        """Yield this device's events of a stream, newest first."""
        rows = self.db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? AND device = ? ORDER BY sequence DESC",
            (stream, self.device),
        )
        return (decode(*row) for row in rows)

    def evidence_numbers_used(self, stream: str) -> list[str]:
        """Return every evidence number ever given in a portfolio, those of removed items too."""
        return [
            row[0]
            for row in self.db.execute("SELECT number FROM evidence WHERE stream = ?", (stream,)).fetchall()
        ]

    # Beside the history: wordings, drafts, and what belongs to this machine

    def keep_wording(self, digest: str, unit_id: str, content: Any) -> None:
        """Keep the exact wording of a unit by its digest, for ever."""
        self.db.execute(
            "INSERT OR IGNORE INTO wordings (digest, unit, content) VALUES (?, ?, ?)",
            (digest, unit_id, canonical(content).decode()),
        )

    def wording(self, digest: str) -> Any:
        """Return the kept wording of a unit; raises KeyError where none is kept under the digest."""
        row = self.db.execute("SELECT content FROM wordings WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return json.loads(row[0])

    def keep_draft(self, record_id: str, field: str, value: str) -> None:
        """Keep unfinished typing, outside the history, until the field is saved."""
        with self.together():
            at = self.clock().isoformat(timespec="seconds")
            self.db.execute(
                "INSERT OR REPLACE INTO drafts (record, field, value, at) VALUES (?, ?, ?, ?)",
                (record_id, field, value, at),
            )

    def forget_draft(self, record_id: str) -> None:
        """Forget unfinished typing: it was taken back."""
        with self.together():
            self.db.execute("DELETE FROM drafts WHERE record = ?", (record_id,))

    def drafts(self) -> dict[tuple[str, str], str]:
        """Return the unfinished typing by record and field."""
        return {
            (record, field): value
            for record, field, value in self.db.execute("SELECT record, field, value FROM drafts").fetchall()
        }

    def local(self, key: str) -> str | None:
        """Return something this machine keeps for itself, or None."""
        row = self.db.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_local(self, key: str, value: str) -> None:
        """Keep something for this machine alone: it is no part of the record and does not travel."""
        with self.together():
            self.db.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", (key, value))
