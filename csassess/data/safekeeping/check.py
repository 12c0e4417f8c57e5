"""Looking whether a caseload is whole: key file, database, history, tables, photographs, backups, each a line of its own.

A full check reads with connections of its own and in short looks, so it may run on any thread and holds nobody up.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.exchange.verify_history import ChainVerifier, entries, missing_ends, told
from csassess.data.record import fold
from csassess.data.record.folder import BACKUPS
from csassess.data.record.redactions import known_redactions
from csassess.data.record.schema import create_tables, layout
from csassess.data.record.stored_files import named_bytes
from csassess.data.removal.erasure import erased_streams
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.keys import check_keys
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read, memory_database
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS

Progress = Callable[[int, int], object]  # how many pictures were looked at, of how many
Cancelled = Callable[[], bool]


class Part(StrEnum):
    """A part of a caseload that is looked at by itself."""

    KEYS = "keys"
    DATABASE = "database"
    HISTORY = "history"
    TABLES = "tables"
    PHOTOGRAPHS = "photographs"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of a check: what was looked at, and in sentences what is wrong with it; none where it is in order.

    `lacking` says of a backup that it is whole, and holds what the caseload itself lost.
    """

    part: Part
    what: str
    wrong: tuple[str, ...] = ()
    file: Path | None = None
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class FullCheck:
    """A check that is ready to run, on any thread: the caseload's folder, its key, and places of backups it does not know of."""

    folder: Path
    master: bytes
    places: tuple[Path, ...] = ()

    def run(
        self, progress: Progress = lambda _, __: None, cancelled: Cancelled = lambda: False
    ) -> Iterator[Checked]:
        """Yield a line for each part once it was looked at; ends early, having changed nothing, where it is cancelled."""
        yield key_file(self.folder, KEY_FILE)
        database = self.folder / DATABASE_FILE
        names, named, places = dict[str, str](), dict[str, list[str]](), [self.folder / BACKUPS, *self.places]
        seen: _Here | None = None
        try:
            db = connect_to_read(database, self.master)
        except DatabaseError:
            yield Checked(Part.DATABASE, DATABASE_FILE, (_damaged(DATABASE_FILE),), database)
        else:
            try:
                stop_if(db, cancelled)
                broken = tuple(_wrong_pages(db, database))
                if cancelled():
                    return
                yield Checked(Part.DATABASE, DATABASE_FILE, broken, database)
                names = names_in(db)
                places += places_kept(db)
                named = named_bytes(db)
                for part, what, step in (
                    (Part.HISTORY, text("history"), _history),
                    (Part.TABLES, text("tables made from the history"), _tables),
                ):
                    wrong = tuple(_sentences(step, what, db, names, cancelled))
                    if not cancelled():
                        yield Checked(part, what, wrong)
                seen = _here(db)
            except DatabaseError:
                pass  # what else there is was said above
            finally:
                db.close()
        if not cancelled():
            yield from _photographs(self.folder, self.master, named, progress, cancelled)
        for place in dict.fromkeys(places):
            yield from _backups(place, self.master, seen, names, cancelled)


def stop_if(db: Database, cancelled: Cancelled) -> None:
    """Let a long look at a database end soon after it is cancelled; what it then says counts for nothing."""
    db.conn.set_progress_handler(lambda: int(cancelled()), 100_000)


def key_file(folder: Path, what: str, part: Part = Part.KEYS) -> Checked:
    """Look whether the key file in a folder is whole."""
    try:
        check_keys(folder)
    except UserError as error:
        return Checked(part, what, (str(error),), folder / KEY_FILE)
    return Checked(part, what, (), folder / KEY_FILE)


def _damaged(name: str) -> str:
    return text("{file} cannot be read: it is damaged, or belongs to another caseload.", file=name)


def _wrong_pages(db: Database, path: Path) -> Iterator[str]:
    """Yield what is wrong with a file as such: the seal of each of its pages, and how they hang together."""
    broken = _unsealed(db, path)
    if broken:
        broken &= _unsealed(
            db, path
        )  # a page that was being written while it was looked at is whole at the second look
    if broken:
        yield plural(
            "{name} is damaged in {count} place.",
            "{name} is damaged in {count} places.",
            len(broken),
            name=path.name,
        )
        return
    try:
        found = [row[0] for row in db.execute("PRAGMA integrity_check(10)").fetchall()]
    except DatabaseError:
        found = [""]
    if found != ["ok"]:
        yield _damaged(path.name)


def _unsealed(db: Database, path: Path) -> set[int]:
    """Return the pages whose seal is broken, those left out that the write-ahead log replaces: a power cut may tear them."""
    found = [
        re.search(r"page (\d+)", str(row[0]))
        for row in db.execute("PRAGMA cipher_integrity_check").fetchall()
    ]
    pages = {int(each[1]) if each else 0 for each in found}
    return pages - _pages_in_log(path) if pages else pages


def _pages_in_log(path: Path) -> set[int]:
    """Return the numbers of the pages that stand in a database's write-ahead log, by the heads of its frames."""
    try:
        log = path.with_name(path.name + "-wal").read_bytes()
    except OSError:
        return set()
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    starts = range(32, len(log) - 23, size + 24) if size else range(0)
    return {int.from_bytes(log[at : at + 4], "big") for at in starts if log[at + 8 : at + 16] == salts}


def names_in(db: Database) -> dict[str, str]:
    """Return how a person calls each portfolio; what cannot be read has no name."""
    try:
        rows = db.execute("SELECT stream, name FROM candidate").fetchall()
    except DatabaseError:
        rows = []
    return {**dict(rows), "caseload": text("the caseload itself")}


def places_kept(db: Database) -> list[Path]:
    """Return the folders of the user's choosing that were backed up to, as far as can be read."""
    try:
        row = db.execute("SELECT value FROM local WHERE key = 'backup-places'").fetchone()
    except DatabaseError:
        return []
    return [Path(each) for each in json.loads(row[0])] if row else []


@dataclass(frozen=True, slots=True)
class _Here:
    """What is here, to hold backups against: the entries, this machine, and the portfolios that were erased."""

    entries: set[str]
    device: str
    erased: set[str]


def _here(db: Database) -> _Here:
    ids = {
        row[0] for table in ("events", "apart") for row in db.execute(f"SELECT id FROM {table}").fetchall()
    }
    device = db.execute("SELECT value FROM local WHERE key = 'device'").fetchone()
    return _Here(ids, device[0] if device else "", erased_streams(db))


_Step = Callable[[Database, dict[str, str], Cancelled], Iterator[str]]


def _sentences(
    step: _Step, what: str, db: Database, names: dict[str, str], cancelled: Cancelled
) -> Iterator[str]:
    """Yield what a step finds wrong, and that it could not go on where the file is damaged."""
    try:
        yield from step(db, names, cancelled)
    except DatabaseError:
        yield text("The {part} cannot be read whole.", part=what)


def _history(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield the first entry of each portfolio that is not as it was written, and chains that end too early."""
    chains, wrong = ChainVerifier(withheld=known_redactions(db)), set[str]()
    for each in entries(db):
        if cancelled():
            return
        found = chains.error_in(each)
        if found and each.stream not in wrong:
            wrong.add(each.stream)
            yield f"{told(found[0], names)}: {found[1]}."
    yield from missing_ends(db, chains, names)


def _tables(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield which tables of which portfolio say something else than the history folded anew."""
    kept = db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone()
    if kept is None or kept[0] != layout():
        return  # an older version's: they are made anew when the caseload is next opened
    anew = memory_database()
    create_tables(anew)
    tables = {
        name: ", ".join(f'"{c}"' for c in anew.table(name).columns_dict)
        for name in ("heads", "revived", *KINDS)
    }
    for stream in sorted(_streams(db)):
        if cancelled():
            return
        unlike = sorted(rows_unlike_history(db, anew, stream, tables))
        if unlike:
            yield text(
                "What is shown of {name} is not what the history says ({tables}).",
                name=names.get(stream, stream[:8]),
                tables=", ".join(unlike),
            )


def _streams(db: Database) -> set[str]:
    tables = ("events", "heads", "revived", *KINDS)
    return {
        row[0] for table in tables for row in db.execute(f'SELECT DISTINCT stream FROM "{table}"').fetchall()
    }


def rows_unlike_history(db: Database, anew: Database, stream: str, tables: dict[str, str]) -> set[str]:
    """Return the tables (name to columns) whose rows of a stream differ from those folded anew; `anew` is left empty."""
    db.execute("BEGIN")
    try:
        events = db.execute(
            "SELECT id, stream, device, sequence, body, disclosed FROM events WHERE stream = ? ORDER BY"
            " rowid",
            (stream,),
        ).fetchall()
        shown = {name: _rows(db, name, own, stream) for name, own in tables.items()}
    finally:
        db.execute("COMMIT")
    anew.execute("BEGIN")
    try:
        anew.conn.executemany(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            events,
        )
        fold.fold_all(anew)
        return {name for name, own in tables.items() if _rows(anew, name, own, stream) != shown[name]}
    except (DatabaseError, ValueError, KeyError, TypeError, StopIteration):
        return {text("the history cannot be folded")}
    finally:
        anew.execute("ROLLBACK")


def _rows(db: Database, table: str, own: str, stream: str) -> list[tuple[object, ...]]:
    return sorted(db.execute(f'SELECT {own} FROM "{table}" WHERE stream = ?', (stream,)).fetchall(), key=repr)


def _photographs(
    folder: Path, master: bytes, named: dict[str, list[str]], progress: Progress, cancelled: Cancelled
) -> Iterator[Checked]:
    path, what = folder / ATTACHED_FILE, text("photographs and files ({file})", file=ATTACHED_FILE)
    if not path.is_file():
        wrong = tuple(_missing(told_of) for told_of in named.values())
        yield Checked(Part.PHOTOGRAPHS, what, wrong, path)
        return
    wrong = tuple(errors_in_blobs(path, master, named, progress, cancelled, at_rest=False))
    if not cancelled():
        yield Checked(Part.PHOTOGRAPHS, what, wrong, path)


def _missing(told_of: Sequence[str]) -> str:
    return text("The {what} is missing.", what=", ".join(told_of))


def errors_in_blobs(
    path: Path,
    master: bytes,
    named: dict[str, list[str]],
    progress: Progress,
    cancelled: Cancelled,
    *,
    at_rest: bool,
) -> Iterator[str]:
    """Yield what is wrong with a file of photographs: with the file, with each that is kept, and which of the named are not."""
    try:
        db = connect_to_read(path, master, page_size=ATTACHED_PAGE_SIZE, at_rest=at_rest)
    except DatabaseError:
        yield _damaged(path.name)
        return
    try:
        stop_if(db, cancelled)
        yield from _wrong_pages(db, path)
        kept = column(db, "SELECT sha256 FROM attached")
        refused = column(db, "SELECT sha256 FROM taken_out") or set()
        wanted = sorted((kept or set()) | (set(named) - refused))
        for count, sha256 in enumerate(wanted, start=1):
            if cancelled():
                return
            what = ", ".join(named.get(sha256) or [text("photograph kept as {code}", code=sha256[:8])])
            row = content_of(db, sha256)
            if row is None:
                yield text("The {what} is damaged.", what=what)
            elif not row:
                yield _missing([what])
            elif hashlib.sha256(row[0]).hexdigest() != sha256:
                yield text("The {what} is not the one that was kept.", what=what)
            progress(count, len(wanted))
    finally:
        db.close()


def column(db: Database, query: str) -> set[str] | None:
    """Return what a query finds; None where it cannot be read."""
    try:
        return {row[0] for row in db.execute(query).fetchall()}
    except DatabaseError:
        return None


def content_of(db: Database, sha256: str) -> tuple[bytes, ...] | None:
    """Return kept bytes alone, nothing where there are none, or None where they cannot be read."""
    try:
        row = db.execute("SELECT content FROM attached WHERE sha256 = ?", (sha256,)).fetchone()
    except DatabaseError:
        return None
    return tuple(row or ())


def _backups(
    place: Path, master: bytes, here: _Here | None, names: dict[str, str], cancelled: Cancelled
) -> Iterator[Checked]:
    """Yield a line for each file of a place of backups; a place that is not there is passed over."""
    copies = sorted(place.glob("*.db"))
    if not copies:
        return
    if (place / KEY_FILE).exists() or _latest(copies):
        yield key_file(place, f"{place.name}/{KEY_FILE}", Part.BACKUP)
    for path in copies:
        if cancelled():
            return
        what, lacking = f"{place.name}/{path.name}", False
        if path.name == ATTACHED_FILE:
            wrong = list(errors_in_blobs(path, master, {}, _untold, cancelled, at_rest=True))
        else:
            wrong = list(errors_in_backup(path, master, cancelled))
            if not wrong and here is not None and path == _latest(copies):
                wrong += _gone_since(path, master, here, names)
                lacking = bool(wrong)
        if cancelled():
            return
        yield Checked(Part.BACKUP, what, tuple(wrong), path, lacking)


def _untold(_: int, __: int) -> None:
    """Progress of what is not told."""


def _latest(copies: list[Path]) -> Path | None:
    return max(
        (path for path in copies if path.name.startswith("records-")),
        default=None,
        key=lambda path: path.name,
    )


def errors_in_backup(path: Path, master: bytes, cancelled: Cancelled = lambda: False) -> Iterator[str]:
    """Yield what is wrong with a copy of the records that nobody writes."""
    try:
        db = connect_to_read(path, master, at_rest=True)
    except DatabaseError:
        yield _damaged(path.name)
        return
    try:
        stop_if(db, cancelled)
        yield from _wrong_pages(db, path)
    finally:
        db.close()


def _gone_since(path: Path, master: bytes, here: _Here, names: dict[str, str]) -> Iterator[str]:
    """Yield, of each portfolio that was not erased, the first entry of this machine that a backup holds and the caseload no longer does.

    What another machine wrote after the backup that this one was restored from is its own, and no loss.
    """
    db = connect_to_read(path, master, at_rest=True)
    try:
        told_of = set(here.erased)
        for kept in entries(db):
            if kept.device == here.device and kept.id not in here.entries and kept.stream not in told_of:
                told_of.add(kept.stream)
                yield text(
                    "{entry} is in the backup, and no longer in the caseload.", entry=told(kept, names)
                )
    finally:
        db.close()


def quick_check(db: Database, folder: Path) -> list[str]:
    """Return, in sentences, what a short look finds: chains with gaps, and named photographs that are not kept at all."""
    wrong = []
    names = names_in(db)
    for (stream,) in db.execute(
        "SELECT DISTINCT stream FROM (SELECT stream, device FROM events GROUP BY stream, device "
        "HAVING COUNT(*) <> MAX(sequence) OR MIN(sequence) <> 1)"
    ).fetchall():
        wrong.append(
            text("Entries are missing in the history of {name}.", name=names.get(stream, stream[:8]))
        )
    if not (folder / ATTACHED_FILE).is_file():
        wrong += [_missing(told_of) for told_of in named_bytes(db).values()]
    return wrong


__all__ = [
    "Checked",
    "FullCheck",
    "Part",
    "column",
    "content_of",
    "errors_in_backup",
    "errors_in_blobs",
    "key_file",
    "names_in",
    "quick_check",
    "rows_unlike_history",
]
