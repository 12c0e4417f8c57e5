"""Erase one portfolio for good, here and in the backups.

Events, values, tables, search words and photographs all go. What is to be erased is written down in
the transaction that erases the record, and struck off once the bytes are overwritten everywhere. An
interrupted erasure is finished when the caseload is next opened.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, known_streams, own_devices
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.fold import record_ids
from csassess.data.record.folder import UNPROVED, left_behind
from csassess.data.record.list_cache import forget_words
from csassess.data.record.local_state import forget_form_drafts
from csassess.data.record.records import forget_read
from csassess.data.record.stored_files import HASH, hashes_set_by
from csassess.data.removal.held_copies import HeldCopy, delete_copy, hold_copy
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE
from csassess.data.storage.filenames import check_backup_files
from csassess.data.storage.sqlcipher import Database, DatabaseError, OperationalError, connect, rewrite_pages
from csassess.domain.errors import UserError
from csassess.domain.records.retention import Erasure
from csassess.domain.records.user_actions import UserAction
from csassess.platform.drives import is_reachable
from csassess.platform.files import delete, delete_if_free, reason_of


def own_file_hashes(caseload: Caseload, stream: str) -> set[str]:
    """Return the SHA-256 of every stored file that only this portfolio ever referred to.

    What strangers wrote in other portfolios keeps no file.
    """
    own: set[str] = set()
    entries = (
        "SELECT disclosed FROM events WHERE stream = ? UNION ALL SELECT disclosed FROM apart WHERE stream = ?"
    )
    for (disclosed,) in caseload.db.execute(entries, (stream, stream)).fetchall():
        own.update(HASH.findall(disclosed))
    own = {sha256 for sha256 in own if caseload.attached.has(sha256)}
    if not own:
        return own
    streams, machines = known_streams(caseload), own_devices(caseload) | accepted_machines(caseload).keys()
    others = caseload.db.execute(
        "SELECT body, disclosed FROM events WHERE stream <> ? AND stream IN (SELECT value FROM json_each(?))"
        " UNION ALL SELECT body, disclosed FROM apart WHERE stream <> ? AND device IN (SELECT value FROM"
        " json_each(?))",
        (stream, json.dumps(sorted(streams)), stream, json.dumps(sorted(machines))),
    )
    for body, disclosed in others.fetchall():
        if not own.isdisjoint(HASH.findall(disclosed)):
            own -= hashes_set_by(json.loads(body)["changes"], json.loads(disclosed))
    return own


def count_of(caseload: Caseload, stream: str) -> int:
    """Return the number of events in a portfolio's history."""
    return int(caseload.db.execute("SELECT COUNT(*) FROM events WHERE stream = ?", (stream,)).fetchone()[0])


def count_ever_recorded(caseload: Caseload) -> int:
    """Return how many portfolios were ever erased here, including those received again since."""
    return int(caseload.db.execute("SELECT COUNT(*) FROM erasure").fetchone()[0])


def erase_portfolio(
    caseload: Caseload, stub: Erasure, gone: Iterable[str], places: Sequence[Path], days_held: int = 0
) -> list[Path]:
    """Erase a portfolio and leave its stub, and a held copy for a number of days.

    `gone` are the SHA-256 of files to delete, `places` the backup folders.
    Return the backup folders that could not be reached; they are cleaned once they are available.
    Raises UserError, having changed nothing, if the record cannot be written.
    """
    copy: HeldCopy | None = None
    try:
        with caseload.together():
            if days_held:
                copy = hold_copy(caseload, stub, days_held)
            for sha256 in ("", *sorted(gone)):
                caseload.db.execute("INSERT OR IGNORE INTO erasing VALUES (?, ?)", (stub.id, sha256))
            take_stream_out(caseload.db, stub.id)
            caseload.save(CASELOAD_STREAM, UserAction.PORTFOLIO_ERASE, stub)
    except BaseException:
        if copy:
            delete_copy(copy)
        raise
    return finish(caseload, places)


def finish(caseload: Caseload, places: Sequence[Path]) -> list[Path]:
    """Overwrite the bytes of erased portfolios in the stores and backups.

    Return the backup folders that could not be reached.
    Raises UserError if the disk refuses; the work resumes when the caseload is next opened.
    """
    with caseload.together():  # skip portfolios that have been allowed again since
        caseload.db.execute(
            "DELETE FROM erasing WHERE stream NOT IN (SELECT id FROM erasure WHERE NOT COALESCE(deleted, 0))"
        )
    rows = caseload.db.execute("SELECT stream, sha256 FROM erasing").fetchall()
    if not rows:
        return []
    streams, hashes = {stream for stream, _ in rows}, frozenset(sha256 for _, sha256 in rows if sha256)
    with unfinished_erasure_message():
        rewrite_pages(caseload.db)
        forget_read()
        caseload.attached.forget(set(hashes))
        caseload.attached.fold_in()
        forget_left_behind((caseload.folder, *places))
        unreached = [
            place for place in places if not clean_backups(place, caseload.attached.master, streams, hashes)
        ]
        if not unreached:
            with caseload.together():
                caseload.db.execute("DELETE FROM erasing")
            caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return unreached


@contextmanager
def unfinished_erasure_message() -> Iterator[None]:
    """Turn a disk error while overwriting into a UserError: erased, but traces remain for now."""
    try:
        yield
    except OperationalError as error:
        raise UserError(
            text(
                "The record was removed, but traces of it could not be overwritten yet: "
                "{reason}. csassess will try again when the caseload is next opened.",
                reason=error,
            )
        ) from error


def forget_left_behind(places: Iterable[Path]) -> None:
    """Delete damaged files set aside and interrupted copies: they cannot be cleaned."""
    for path in (path for place in places for path in left_behind(place)):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        delete_if_free(path)  # otherwise at the next erasure


def clean_backups(place: Path, master: bytes, streams: Iterable[str], gone: Iterable[str]) -> bool:
    """Erase portfolios and files from every backup in a folder.

    Return False if the folder does not exist.
    Raises UserError if a backup cannot be written.
    """
    if not is_reachable(place):
        return False
    try:
        check_backup_files(place)
        for unverified in place.glob(f"*{UNPROVED}*"):  # a copy that was never verified
            delete(unverified)
        for path in sorted(place.glob("*.db")):
            is_photographs = path.name == ATTACHED_FILE
            db = (
                connect(path, master, page_size=ATTACHED_PAGE_SIZE)
                if is_photographs
                else connect(path, master)
            )
            with closing(db):
                before = db.conn.total_changes
                with db.atomic():
                    if is_photographs:
                        db.conn.executemany(
                            "DELETE FROM attached WHERE sha256 = ?", [(sha256,) for sha256 in gone]
                        )
                    else:
                        for stream in streams:
                            take_stream_out(db, stream)
                if db.conn.total_changes > before and not is_photographs:
                    rewrite_pages(db)
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.execute("PRAGMA journal_mode = DELETE")
    except (OSError, OperationalError, DatabaseError) as error:
        raise UserError(
            text(
                "A backup in “{folder}” could not be cleaned: {reason}. Allow writing to the "
                "folder, then try again.",
                folder=place,
                reason=reason_of(error),
            )
        ) from None
    return True


def take_stream_out(db: Database, stream: str) -> None:
    """Delete a portfolio's rows from every table, within the caller's transaction."""
    tables = set(db.table_names())
    if "search_rows" in tables:
        forget_words(db, stream)
    db.conn.executemany(
        "DELETE FROM drafts WHERE record = ?", [(record_id,) for record_id in record_ids(db, stream)]
    )
    forget_form_drafts(db, stream)
    db.execute("DELETE FROM grouped WHERE event IN (SELECT id FROM events WHERE stream = ?)", (stream,))
    for table in sorted(tables - {"search", "erasing"}):
        if "stream" in db.table(table).columns_dict:
            db.execute(f'DELETE FROM "{table}" WHERE stream = ?', (stream,))


def erased_streams(db: Database) -> set[str]:
    """Return the portfolios that were erased and not allowed again."""
    return {row[0] for row in db.execute("SELECT id FROM erasure WHERE NOT COALESCE(deleted, 0)").fetchall()}


def is_erased(caseload: Caseload, stream: str) -> Erasure | None:
    """Return the stub of a portfolio erased here, or None."""
    return caseload.one(Erasure, CASELOAD_STREAM, stream)
