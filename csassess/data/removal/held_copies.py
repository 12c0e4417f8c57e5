"""Held copies of erased portfolios: the way back, on this machine only, for a period.

A held copy is two files next to the caseload: the portfolio, encrypted under a random key of its own, and
that key with the days left, encrypted under the caseload's master key. Their names say nothing. No backup and
no portfolio file contains them; without the second file the first can never be read.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.fold import record_ids
from csassess.data.record.local_state import form_key
from csassess.data.record.stored_files import HASH, is_named
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.canonical import canonical
from csassess.data.storage.sqlcipher import (
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.domain.records.retention import Erasure
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.countdown import Countdown
from csassess.platform.files import delete, delete_if_free, flush_folder, move, reason_of

COPY, KEY = ".held", ".heldkey"
_PREFIX, _NONCE = "erased-", 12
SIDE_TABLES = ("apart", "signed", "had", "withheld")  # of a stream, and made from nothing else


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A held copy: of which portfolio, by which certificate, and the days it still has.

    `sha256` is that of the copy's file. If the file of its key is damaged, `countdown` is None and nothing
    else is known of it.
    """

    path: Path
    key: bytes = b""
    sha256: str = ""
    stream: str = ""
    certificate: str = ""
    erased: date | None = None
    countdown: Countdown | None = None

    @property
    def key_path(self) -> Path:
        """The file of its key and its days."""
        return self.path.with_suffix(KEY)

    @property
    def ends_on(self) -> date:
        """The day on which the copy ends, as far as it is known."""
        return self.countdown.ends_on if self.countdown else date.min

    @property
    def is_damaged(self) -> bool:
        """Whether it can no longer be restored: one of its files is missing or was changed."""
        return self.countdown is None or _sha256_of(self.path) != self.sha256


def hold_copy(caseload: Caseload, stub: Erasure, days: int) -> HeldCopy:
    """Copy a portfolio, within the transaction that erases it, for a number of days.

    The copy is complete, synced and compared before its key is stored; without a key it is no copy.
    Raises UserError if it cannot be made; nothing is left of it then.
    """
    path = caseload.folder / f"{_PREFIX}{secrets.token_hex(8)}{COPY}"
    key = secrets.token_bytes(32)
    copy = HeldCopy(path, key, "", stub.id, stub.certificate, stub.on, Countdown(days, stub.on))
    try:
        with closing(connect(path, key)) as held:
            held.execute("PRAGMA journal_mode = DELETE")
            with held.atomic():
                _fill(caseload, held, stub.id)
        copy = replace(copy, sha256=_sha256_of(path))
        _check_same(caseload, copy)
        flush_folder(caseload.folder)
        _store_key(copy, caseload.attached.master)
    except (OSError, OperationalError, DatabaseError) as error:
        delete_copy(copy)
        raise UserError(
            text(
                "No copy of the portfolio could be held, so it was not erased: {reason}. Free some disk"
                " space, then try again.",
                reason=reason_of(error),
            )
        ) from error
    except BaseException:
        delete_copy(copy)
        raise
    return copy


def _fill(caseload: Caseload, held: Database, stream: str) -> None:
    """Copy the rows and the stored files of a portfolio."""
    db, of_stream = caseload.db, "WHERE stream = ? ORDER BY rowid"
    for table in ("events", *SIDE_TABLES):
        _copy(db, held, table, db.execute(f"SELECT * FROM {table} {of_stream}", (stream,)).fetchall())
    _copy(
        db,
        held,
        "grouped",
        db.execute(
            "SELECT * FROM grouped WHERE event IN (SELECT id FROM events WHERE stream = ?)", (stream,)
        ).fetchall(),
    )
    records, form = record_ids(db, stream), form_key(stream, "")
    drafts = db.execute("SELECT * FROM drafts").fetchall()
    _copy(db, held, "drafts", [row for row in drafts if row[0] in records or row[0].startswith(form)])
    named = _hashes_named(held)
    wordings = db.execute("SELECT * FROM wordings").fetchall()
    _copy(db, held, "wordings", [row for row in wordings if row[0] in named])
    held.execute("CREATE TABLE files (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL, thumbnail BLOB)")
    store = caseload.attached
    for sha256 in sorted(sha256 for sha256 in named if store.has(sha256)):
        thumbnail: bytes | None = None
        with suppress(KeyError):
            thumbnail = store.thumbnail(sha256)
        _insert(held, "files", [(sha256, store.content(sha256), thumbnail)])


def _copy(db: Database, held: Database, table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in db.table(table).columns_dict)
    held.execute(f'CREATE TABLE "{table}" ({columns})')
    _insert(held, table, rows)


def _insert(db: Database, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        db.conn.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


def _hashes_named(held: Database) -> set[str]:
    """Return what may be the SHA-256 of wordings and stored files, as the copied entries name them."""
    rows = held.execute("SELECT body, disclosed FROM events UNION ALL SELECT body, disclosed FROM apart")
    return {
        sha256
        for body, disclosed in rows.fetchall()
        for words in (bytes(body).decode(), disclosed)
        for sha256 in HASH.findall(words)
    }


def _check_same(caseload: Caseload, copy: HeldCopy) -> None:
    """Raise OSError if a copy, opened again, differs from the portfolio or is damaged."""
    with closing(connect_to_read(copy.path, copy.key, at_rest=True)) as held:
        here = caseload.db.execute(
            "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (copy.stream,)
        ).fetchall()
        copied = held.execute("SELECT id, body, disclosed FROM events ORDER BY rowid").fetchall()
        if here != copied or held.execute("PRAGMA cipher_integrity_check").fetchall():
            raise OSError(0, text("the copy differs from the original"))


class HeldReader:
    """The content of an open held copy."""

    def __init__(self, held: Database) -> None:
        self._held = held

    def events(self) -> list[tuple[str, bytes, str]]:
        """Return the id, body and disclosed values of the entries, in their order."""
        return list(self._held.execute("SELECT id, body, disclosed FROM events ORDER BY rowid").fetchall())

    def wordings(self) -> list[tuple[str, str, str]]:
        """Return the digest, the unit and the JSON content of the wordings."""
        return list(self._held.execute("SELECT digest, unit, content FROM wordings").fetchall())

    def files(self) -> Iterator[tuple[str, bytes, bytes | None]]:
        """Yield the stored files: SHA-256, content and thumbnail."""
        yield from self._held.execute("SELECT sha256, content, thumbnail FROM files")

    def file_hashes(self) -> list[str]:
        """Return the SHA-256 of the stored files."""
        return [row[0] for row in self._held.execute("SELECT sha256 FROM files").fetchall()]

    def put_back(self, db: Database, table: str) -> None:
        """Insert the rows of a table that are missing, within the caller's transaction."""
        present = db.table(table).columns_dict
        names = [name for name in self._held.table(table).columns_dict if name in present]
        columns = ", ".join(f'"{name}"' for name in names)
        rows = self._held.execute(f'SELECT {columns} FROM "{table}" ORDER BY rowid').fetchall()
        places = ", ".join("?" * len(names))
        db.conn.executemany(f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({places})', rows)
        if table == "apart":  # received again meanwhile, and counted
            db.execute("DELETE FROM apart WHERE id IN (SELECT id FROM events)")


@contextmanager
def open_copy(copy: HeldCopy) -> Iterator[HeldReader]:
    """Yield the content of a held copy.

    Raises UserError if it is damaged.
    """
    if copy.is_damaged:
        raise UserError(damage_words(copy))
    with closing(connect_to_read(copy.path, copy.key, at_rest=True)) as held:
        yield HeldReader(held)


def damage_words(copy: HeldCopy) -> str:
    """Return in words that a held copy is damaged."""
    if copy.certificate:
        return text(
            "The held copy of certificate {number} is damaged and cannot be restored.",
            number=copy.certificate,
        )
    return text("A held copy is damaged: its key cannot be read, so it cannot be restored.")


def held_copies(caseload: Caseload) -> list[HeldCopy]:
    """Return the held copies on this machine, the first to end first."""
    copies = [_read(path, caseload.attached.master) for path in caseload.folder.glob(f"{_PREFIX}*{KEY}")]
    return sorted(copies, key=lambda copy: (copy.ends_on, copy.path))


def _read(key_path: Path, master: bytes) -> HeldCopy:
    path = key_path.with_suffix(COPY)
    try:
        content = key_path.read_bytes()
        plain = json.loads(_cipher(master).decrypt(content[:_NONCE], content[_NONCE:], None))
    except (OSError, ValueError, InvalidTag):
        return HeldCopy(path)
    return HeldCopy(
        path,
        bytes.fromhex(plain["key"]),
        plain["sha256"],
        plain["stream"],
        plain["certificate"],
        date.fromisoformat(plain["erased"]),
        Countdown(plain["days"], date.fromisoformat(plain["last"]), plain["passed"], plain["waiting"]),
    )


def _store_key(copy: HeldCopy, master: bytes) -> None:
    """Write the key file of a copy atomically; from now on it is a held copy."""
    if copy.countdown is None or copy.erased is None:
        return
    plain = {
        "key": copy.key.hex(),
        "sha256": copy.sha256,
        "stream": copy.stream,
        "certificate": copy.certificate,
        "erased": copy.erased.isoformat(),
        "days": copy.countdown.days,
        "last": copy.countdown.last.isoformat(),
        "passed": copy.countdown.passed,
        "waiting": copy.countdown.waiting,
    }
    nonce = secrets.token_bytes(_NONCE)
    write_atomically(copy.key_path, nonce + _cipher(master).encrypt(nonce, canonical(plain), None))


def _cipher(master: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"csassess held copy").derive(master))


def key_files_under(folder: Path, master: bytes, new_master: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each key file of a held copy, encrypted under a new master key."""
    for path in folder.glob(f"{_PREFIX}*{KEY}"):
        content, nonce = path.read_bytes(), secrets.token_bytes(_NONCE)
        with suppress(InvalidTag):  # damaged: it stays as it is
            plain = _cipher(master).decrypt(content[:_NONCE], content[_NONCE:], None)
            yield path.name, nonce + _cipher(new_master).encrypt(nonce, plain, None)


def delete_copy(copy: HeldCopy) -> None:
    """Delete a held copy, its key first: from then on no one can read it.

    Raises UserError if the disk refuses.
    """
    try:
        delete(copy.key_path)
        flush_folder(copy.path.parent)
        for path in copy.path.parent.glob(f"{copy.path.stem}.*"):
            delete(path)
        flush_folder(copy.path.parent)
    except OSError as error:
        raise UserError(
            text(
                "A held copy could not be deleted: {reason}. csassess will try again when the caseload is"
                " next opened.",
                reason=reason_of(error),
            )
        ) from error


def end_copy(caseload: Caseload, copy: HeldCopy) -> None:
    """Record that a held copy ends today, then delete it.

    Raises UserError if the disk refuses.
    """
    stub = caseload.one(Erasure, CASELOAD_STREAM, copy.stream) if copy.stream else None
    if stub and stub.certificate == copy.certificate and stub.copy_deleted is None:
        with suppress(UserError):  # a reader may write nothing; the copy ends all the same
            ended = replace(stub, copy_deleted=caseload.clock().date())
            caseload.save(CASELOAD_STREAM, UserAction.COPY_DELETE, ended)
    delete_copy(copy)


def look_after(caseload: Caseload, earlier_folders: Iterable[Path] = ()) -> bool:
    """Count the day that is seen, delete what is over, and tidy up what was interrupted.

    `earlier_folders` are those of caseloads that a backup replaced; their held copies move here.
    Return whether a copy was deleted. Raises UserError if the disk refuses.
    """
    if caseload.refuses_because:
        return False
    over, today = list[HeldCopy](), caseload.clock().date()
    with caseload.together():  # no copy is being made meanwhile
        for folder in earlier_folders:
            move_copies(folder, caseload.folder)
        for path in caseload.folder.glob(f"{_PREFIX}*"):
            if not path.with_name(path.name.partition(".")[0] + KEY).exists():
                delete_if_free(path)  # it never got its key, or lost it on purpose
        for copy in held_copies(caseload):
            if copy.countdown is None:
                if not _may_be_awaited(caseload, today):
                    over.append(copy)
                continue
            countdown = copy.countdown.seen_on(today)
            if countdown.is_over or _is_done_with(caseload, copy):
                over.append(copy)
            elif countdown != copy.countdown:
                _store_key(replace(copy, countdown=countdown), caseload.attached.master)
    for copy in over:
        end_copy(caseload, copy)
    return bool(over)


def is_needed(caseload: Caseload, stream: str) -> bool:
    """Return whether a held copy of a portfolio has what is not here, or cannot be read."""
    return any(copy.stream == stream and not _is_done_with(caseload, copy) for copy in held_copies(caseload))


def _may_be_awaited(caseload: Caseload, today: date) -> bool:
    """Return whether an unreadable copy may be one that a certificate still promises."""
    return any(
        stub.held_until and stub.copy_deleted is None and stub.held_until > today
        for stub in caseload.all(Erasure, CASELOAD_STREAM)
    )


def _is_done_with(caseload: Caseload, copy: HeldCopy) -> bool:
    """Return whether a copy was ended, or its portfolio is here whole: restored, or never erased."""
    if stub := caseload.one(Erasure, CASELOAD_STREAM, copy.stream):
        return stub.certificate == copy.certificate and stub.copy_deleted is not None
    rows = caseload.db.execute("SELECT id, disclosed FROM events WHERE stream = ?", (copy.stream,))
    here = set(rows.fetchall())
    if not here or copy.is_damaged:
        return False
    store = caseload.attached
    with open_copy(copy) as reader:
        return here.issuperset((event, disclosed) for event, _, disclosed in reader.events()) and all(
            store.has(sha256) or store.is_refused(sha256) or not is_named(caseload.db, sha256)
            for sha256 in reader.file_hashes()
        )


def move_copies(source: Path, target: Path) -> None:
    """Move held copies to another folder, each key file last; what cannot be moved now stays there."""
    with suppress(OSError):
        for path in [path for suffix in (COPY, KEY) for path in source.glob(f"{_PREFIX}*{suffix}")]:
            move(path, target / path.name)
        flush_folder(target)


def _sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty if it cannot be read. Read again only if it changed."""
    try:
        status = path.stat()
        return _sha256_at(path, status.st_size, status.st_mtime_ns, status.st_ino)
    except OSError:
        return ""


@lru_cache(maxsize=32)
def _sha256_at(path: Path, *_: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
