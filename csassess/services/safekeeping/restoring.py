"""Restore from a backup: preview it, restore one portfolio, or restore the whole caseload."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.exchange.merge import StoredEvent, take_in
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import decode
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import is_erased
from csassess.data.safekeeping.backups import Backup, restore
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import ATTACHED_FILE, BlobStore
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.portfolio import stored_files


@dataclass(frozen=True, slots=True)
class Kept:
    """A portfolio in a backup: its number of events, and how many of them are missing here."""

    candidate: str
    name: str
    entries: int
    missing_here: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The content of a backup: its newest event, and its portfolios."""

    newest: datetime | None
    portfolios: tuple[Kept, ...]

    @property
    def words(self) -> str:
        """The backup described in a sentence."""
        count = plural("{count} portfolio", "{count} portfolios", len(self.portfolios))
        newest = date_and_time(self.newest) if self.newest else text("none")
        return text("{count}; newest entry: {newest}.", count=count, newest=newest)


def preview(caseload: Caseload, backup: Backup) -> Preview:
    """Return the content of a backup of this caseload; changes nothing.

    Raises UserError if the backup cannot be read.
    """
    here = {row[0] for row in caseload.db.execute("SELECT id FROM events").fetchall()}
    with _opened(caseload, backup) as db:
        names = dict(
            db.execute("SELECT stream, name FROM candidate WHERE NOT COALESCE(deleted, 0)").fetchall()
        )
        counts: dict[str, list[int]] = {stream: [0, 0] for stream in names}
        for event, stream in db.execute("SELECT id, stream FROM events").fetchall():
            if stream in counts:
                counts[stream][0] += 1
                counts[stream][1] += event not in here
        last = db.execute("SELECT id, body, disclosed FROM events ORDER BY rowid DESC LIMIT 1").fetchone()
    portfolios = [
        Kept(stream, names[stream], entries, missing) for stream, (entries, missing) in counts.items()
    ]
    portfolios.sort(key=lambda kept: kept.name.casefold())
    return Preview(decode(*last).at if last else None, tuple(portfolios))


def _opened(caseload: Caseload, backup: Backup) -> "closing[Database]":
    try:
        return closing(connect_to_read(backup.path, caseload.attached.master, at_rest=True))
    except DatabaseError:
        raise UserError(
            text(
                "The backup “{name}” cannot be read with this caseload’s key. Choose another.",
                name=backup.path.name,
            )
        ) from None


def restore_portfolio(caseload: Caseload, backup: Backup, candidate_id: str) -> int:
    """Restore the events of one portfolio that are missing here; nothing is overwritten.

    Return the number of restored events.
    Raises UserError, having changed nothing, if the portfolio was erased, the backup cannot be
    read, or the result would be inconsistent.
    """
    if is_erased(caseload, candidate_id):
        raise UserError(text("This portfolio was erased. It is not brought back from a backup."))
    with _opened(caseload, backup) as db:
        events = [StoredEvent(*row) for row in _rows(db, candidate_id)]
        wordings = db.execute("SELECT digest, unit, content FROM wordings").fetchall()
    take_snapshot(caseload, "before-restoring")
    with caseload.together():
        for digest, unit, content in wordings:
            caseload.store_wording(digest, unit, json.loads(content))
        merged = take_in(caseload, events, lambda *_: "")
        new = len(merged.new.get(candidate_id, []))
        if new:
            portfolio = load_portfolio(caseload, candidate_id)
            _bring_pictures(caseload, backup.path.parent, [sha256 for sha256, _ in stored_files(portfolio)])
    return new


def _rows(db: Database, stream: str) -> Iterator[tuple[str, bytes, str]]:
    rows = db.execute(
        "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (stream,)
    ).fetchall()
    yield from ((event, body, disclosed) for event, body, disclosed in rows)


def _bring_pictures(caseload: Caseload, place: Path, wanted: list[str]) -> None:
    """Copy pictures and files that are missing here from a backup folder."""
    missing = [s for s in wanted if not caseload.attached.has(s) and not caseload.attached.is_taken_out(s)]
    if not missing or not (place / ATTACHED_FILE).exists():
        return
    store = BlobStore(place, caseload.attached.master)
    try:
        for sha256 in missing:
            if store.has(sha256):
                caseload.attached.put(store.content(sha256))
    finally:
        store.close()


def restore_whole(folder: Path, master: bytes, backup: Backup, now: datetime) -> Path:
    """Replace a closed caseload by a backup; return where the present one was set aside.

    The present caseload is renamed, otherwise untouched.
    Raises UserError if restoring fails; the present caseload is then back in its place.
    """
    aside = folder.with_name(f"{folder.name}.before-restoring-{now:%Y%m%d-%H%M%S}")
    try:
        folder.rename(aside)
    except OSError as error:
        raise UserError(
            text(
                "The present caseload could not be put aside: {reason}. Nothing was changed.",
                reason=error.strerror,
            )
        ) from None
    path = aside / backup.path.relative_to(folder) if backup.path.is_relative_to(folder) else backup.path
    try:
        restore(path, master, folder, backup.at, aside)
    except BaseException:
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
        raise
    return aside
