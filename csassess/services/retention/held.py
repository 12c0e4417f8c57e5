"""The held copies of erased portfolios: listed, restored in one action, or deleted early."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Event
from csassess.data.record.list_cache import forget_portfolio_rows, forget_words
from csassess.data.removal import held_copies
from csassess.data.removal.held_copies import SIDE_TABLES, HeldReader, delete_copy, open_copy
from csassess.data.safekeeping.backups import put_aside
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.records.retention import Erasure
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.countdown import Countdown
from csassess.services.arriving.putting_back import put_back_first
from csassess.services.retention import redaction


@dataclass(frozen=True, slots=True)
class Held:
    """A held copy as it is shown: by its certificate, without a name.

    `damage` says why it cannot be restored. `countdown` is None if its key is damaged.
    """

    path: Path
    certificate: str
    erased: date | None
    countdown: Countdown | None
    damage: str = ""

    @property
    def title(self) -> str:
        """The certificate that names the copy."""
        return text("Certificate {number}", number=self.certificate) if self.certificate else text("Unknown")

    @property
    def words(self) -> str:
        """How long the copy is held, or that it is damaged, in a sentence."""
        if self.damage or self.countdown is None or self.erased is None:
            return self.damage
        if self.countdown.awaits_another_day:
            return text(
                "Erased on {day}. The clock moved on by {days} since csassess was last open: if that is"
                " right, the held copy is deleted on the next day on which csassess is open.",
                day=long_date(self.erased),
                days=plural("{count} day", "{count} days", self.countdown.waiting),
            )
        return text(
            "Erased on {day}; held copy ends on {end}, in {days}.",
            day=long_date(self.erased),
            end=long_date(self.countdown.ends_on),
            days=plural("{count} day", "{count} days", self.countdown.days_left),
        )


def held(caseload: Caseload) -> list[Held]:
    """Return the held copies on this machine, the first to end first."""
    return [
        Held(
            copy.path,
            copy.certificate,
            copy.erased,
            copy.countdown,
            held_copies.damage_words(copy) if copy.is_damaged else "",
        )
        for copy in held_copies.held_copies(caseload)
    ]


def today_words(caseload: Caseload) -> str:
    """Return the held copies in a line for Today; empty if there are none."""
    copies = held(caseload)
    damaged = sum(bool(copy.damage) for copy in copies)
    if damaged:
        return plural(
            "{count} held copy of an erased portfolio is damaged",
            "{count} held copies of erased portfolios are damaged",
            damaged,
        )
    if not copies or copies[0].countdown is None:
        return ""
    words = plural(
        "{count} erased portfolio can still be restored",
        "{count} erased portfolios can still be restored",
        len(copies),
    )
    ends = long_date(copies[0].countdown.ends_on)
    days = plural("{count} day", "{count} days", copies[0].countdown.days_left)
    if len(copies) == 1:
        return text("{what}: held copy ends on {end}, in {days}", what=words, end=ends, days=days)
    return text("{what}: the first held copy ends on {end}, in {days}", what=words, end=ends, days=days)


def end_of_copy(caseload: Caseload, stub: Erasure) -> tuple[date | None, bool]:
    """Return the day on which the held copy of an erasure ends or ended, and whether it is still held.

    The day is None if no copy was held.
    """
    if stub.copy_deleted or stub.held_until is None:
        return stub.copy_deleted, False
    for copy in held_copies.held_copies(caseload):
        if copy.certificate == stub.certificate:
            return copy.ends_on, True
    return stub.held_until, stub.held_until > caseload.clock().date()  # on the machine that erased


def restore_held(caseload: Caseload, path: Path) -> str:
    """Put back an erased portfolio from its held copy, which is deleted; return the candidate's id.

    What was received of it again meanwhile is judged as if it came after the copy was put back.
    Raises UserError, having changed nothing, if the copy is damaged or may not be restored here.
    """
    copy = _copy_at(caseload, path)
    with open_copy(copy) as reader:
        take_snapshot(caseload, "before-restoring")
        with caseload.together():
            agreed = _put_back(caseload, reader, copy.stream)
            stub = caseload.one(Erasure, CASELOAD_STREAM, copy.stream)
            if stub:
                caseload.save(CASELOAD_STREAM, UserAction.PORTFOLIO_RESTORE, remove=(stub,))
    delete_copy(copy)
    for event in agreed:
        redaction.finish_received_redaction(caseload, event)
    return copy.stream


def _put_back(caseload: Caseload, reader: HeldReader, stream: str) -> list[Event]:
    """Put back what a held copy has; return the redactions received meanwhile that were agreed to."""
    for digest, unit, content in reader.wordings():
        caseload.store_wording(digest, unit, json.loads(content))
    for sha256, stored, thumbnail in reader.files():
        if not caseload.attached.has(sha256) and not caseload.attached.is_refused(sha256):
            caseload.attached.put(stored, thumbnail)

    def put_back() -> None:
        for table in ("events", *SIDE_TABLES, "grouped", "drafts"):
            reader.put_back(caseload.db, table)
        fold.rebuild_stream(caseload.db, stream)

    merged = put_back_first(caseload, stream, put_back)
    agreed = [event for event in merged.agreed if event.action == UserAction.REDACT]
    for event in agreed:
        redaction.apply_received_redaction(caseload, event)
    forget_portfolio_rows(caseload.db, stream)
    forget_words(caseload.db, stream)
    return agreed


def delete_held(caseload: Caseload, path: Path) -> None:
    """Delete a held copy before its period is over; the certificate is dated today.

    Raises UserError if the disk refuses.
    """
    caseload.check_writable()
    held_copies.end_copy(caseload, _copy_at(caseload, path))


def _copy_at(caseload: Caseload, path: Path) -> held_copies.HeldCopy:
    for copy in held_copies.held_copies(caseload):
        if copy.path == path:
            return copy
    raise UserError(text("This held copy is no longer here: it was restored, or its period is over."))


def look_after_held(caseload: Caseload) -> bool:
    """Count the day that is seen, and delete the held copies that are over; return whether one was.

    Raises UserError if the disk refuses.
    """
    return held_copies.look_after(caseload, put_aside(caseload))
