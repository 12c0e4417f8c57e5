"""Check the stored photographs and files."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from csassess.catalogue import text
from csassess.data.safekeeping.check_pages import page_errors, stop_if, unreadable_words
from csassess.data.safekeeping.check_progress import Cancelled, Progress
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.safekeeping.check_results import Checked, Part


def check_blobs(
    folder: Path, master: bytes, named: dict[str, list[str]], progress: Progress, cancelled: Cancelled
) -> Iterator[Checked]:
    """Yield the result for the file of photographs and files; none if cancelled."""
    path, what = folder / ATTACHED_FILE, text("photographs and files ({file})", file=ATTACHED_FILE)
    if not path.is_file():
        errors = tuple(missing_words(descriptions) for descriptions in named.values())
        yield Checked(Part.PHOTOGRAPHS, what, errors, path)
        return
    errors = tuple(errors_in_blobs(path, master, named, progress, cancelled, at_rest=False))
    if not cancelled():
        yield Checked(Part.PHOTOGRAPHS, what, errors, path)


def missing_words(descriptions: Sequence[str]) -> str:
    """Return the sentence for bytes that records name but that are not stored.

    `descriptions` has one for each place where a record names them.
    """
    return text("The {what} is missing.", what=", ".join(descriptions))


def errors_in_blobs(
    path: Path,
    master: bytes,
    named: dict[str, list[str]],
    progress: Progress,
    cancelled: Cancelled,
    *,
    at_rest: bool,
) -> Iterator[str]:
    """Yield what is wrong with a file of photographs: the file, its items, items missing.

    `named` maps the SHA-256 of items that records name to descriptions.
    """
    try:
        db = connect_to_read(path, master, page_size=ATTACHED_PAGE_SIZE, at_rest=at_rest)
    except DatabaseError:
        yield unreadable_words(path.name)
        return
    try:
        stop_if(db, cancelled)
        yield from page_errors(db, path)
        stored = column(db, "SELECT sha256 FROM attached")
        taken_out = column(db, "SELECT sha256 FROM taken_out") or set()
        wanted = sorted((stored or set()) | (set(named) - taken_out))
        for count, sha256 in enumerate(wanted, start=1):
            if cancelled():
                return
            what = ", ".join(named.get(sha256) or [text("photograph stored as {code}", code=sha256[:8])])
            row = content_of(db, sha256)
            if row is None:
                yield text("The {what} is damaged.", what=what)
            elif not row:
                yield missing_words([what])
            elif hashlib.sha256(row[0]).hexdigest() != sha256:
                yield text("The {what} is not the one that was saved.", what=what)
            progress(count, len(wanted))
    finally:
        db.close()


def column(db: Database, query: str) -> set[str] | None:
    """Return the values a query finds; None if it cannot be read."""
    try:
        return {row[0] for row in db.execute(query).fetchall()}
    except DatabaseError:
        return None


def content_of(db: Database, sha256: str) -> tuple[bytes, ...] | None:
    """Return stored bytes as a tuple of one; empty if not stored, None if they cannot be read."""
    try:
        row = db.execute("SELECT content FROM attached WHERE sha256 = ?", (sha256,)).fetchone()
    except DatabaseError:
        return None
    return tuple(row or ())
