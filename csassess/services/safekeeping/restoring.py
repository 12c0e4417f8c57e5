"""Restore from a backup: preview it, restore one portfolio, or restore the whole caseload."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.exchange.accepted import known_streams
from csassess.data.exchange.chains import StoredEvent
from csassess.data.exchange.merge import take_in
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import is_erased
from csassess.data.removal.held_copies import move_copies
from csassess.data.safekeeping.backup_reader import open_backup
from csassess.data.safekeeping.backups import restore
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import ATTACHED_FILE, BlobStore
from csassess.data.storage.plain_files import is_plain
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.portfolio import stored_files
from csassess.domain.safekeeping.backup import Backup
from csassess.platform.files import move, reason_of
from csassess.services.arriving.putting_back import put_back_first


@dataclass(frozen=True, slots=True)
class BackedUpPortfolio:
    """A portfolio in a backup: its number of events, and how many of them are missing here."""

    candidate: str
    name: str
    entries: int
    missing_here: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The content of a backup: its newest event, and its portfolios."""

    newest: datetime | None
    portfolios: tuple[BackedUpPortfolio, ...]

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
    ids_here = caseload.history.ids()
    with open_backup(caseload, backup) as reader:
        names = reader.names()
        counts: dict[str, list[int]] = {stream: [0, 0] for stream in names}
        for event_id, stream in reader.event_ids():
            if stream in counts:
                counts[stream][0] += 1
                counts[stream][1] += event_id not in ids_here
        newest = reader.newest_event()
    portfolios = [
        BackedUpPortfolio(stream, names[stream], entries, missing)
        for stream, (entries, missing) in counts.items()
    ]
    portfolios.sort(key=lambda portfolio: name_key(portfolio.name))
    return Preview(newest.at if newest else None, tuple(portfolios))


def restore_portfolio(caseload: Caseload, backup: Backup, candidate_id: str) -> int:
    """Restore the events of one portfolio that are missing here; nothing is overwritten.

    Return the number of restored events.
    Raises UserError, having changed nothing, if the portfolio was erased, the backup cannot be
    read, or the result would be inconsistent.
    """
    if is_erased(caseload, candidate_id):
        raise UserError(text("This portfolio was erased. It cannot be restored from a backup."))
    with open_backup(caseload, backup) as reader:
        events, wordings = reader.events_of(candidate_id), reader.wordings()
    take_snapshot(caseload, "before-restoring")
    with caseload.together():
        for digest, unit, content in wordings:
            caseload.store_wording(digest, unit, json.loads(content))
        new = _put_back(caseload, candidate_id, events)
        if new:
            portfolio = load_portfolio(caseload, candidate_id)
            _bring_pictures(caseload, backup.path.parent, [sha256 for sha256, _ in stored_files(portfolio)])
    return new


def _put_back(caseload: Caseload, candidate_id: str, events: Sequence[StoredEvent]) -> int:
    """Put back the events that are missing here; return their number.

    If strangers alone wrote what is here of the portfolio, it is judged again after them.
    """
    count = 0

    def put_back() -> None:
        nonlocal count
        merged = take_in(caseload, events, lambda *_: None, were_folded_here=True)
        count = len(merged.new.get(candidate_id, []))

    if candidate_id in known_streams(caseload):
        put_back()
    else:
        put_back_first(caseload, candidate_id, put_back)
    return count


def _bring_pictures(caseload: Caseload, place: Path, wanted: list[str]) -> None:
    """Copy pictures and files that are missing here from a backup folder."""
    missing = [s for s in wanted if not caseload.attached.has(s) and not caseload.attached.is_refused(s)]
    if not missing or not is_plain(place / ATTACHED_FILE):
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

    The present caseload is renamed; held copies of erased portfolios move to the new one.
    Raises UserError if restoring fails; the present caseload is then back in its place.
    """
    aside = folder.with_name(f"{folder.name}.before-restoring-{now:%Y%m%d-%H%M%S}")
    try:
        move(folder, aside)
    except OSError as error:
        raise UserError(
            text(
                "The current caseload could not be moved aside: {reason}. Nothing was changed.",
                reason=reason_of(error),
            )
        ) from None
    path = aside / backup.path.relative_to(folder) if backup.path.is_relative_to(folder) else backup.path
    try:
        restore(path, master, folder, backup.at, aside)
        move_copies(aside, folder)
    except BaseException:
        _put_back_caseload(aside, folder)
        raise
    return aside


def _put_back_caseload(aside: Path, folder: Path) -> None:
    """Move a caseload that was set aside to its place again.

    Raises UserError with its present place if another program keeps something there.
    """
    try:
        if folder.exists():
            folder.rmdir()
        move(aside, folder)
    except OSError as error:
        raise UserError(
            text(
                "The backup could not be restored, and the caseload could not be moved back: {reason}. It is"
                " whole in “{folder}”: close csassess and rename that folder to “{name}”.",
                reason=reason_of(error),
                folder=aside,
                name=folder.name,
            )
        ) from error
