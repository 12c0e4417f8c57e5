"""How long records are kept: holds, the review list, and erasing a portfolio with a certificate. Nothing is deleted by itself."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal import erasure, redaction
from csassess.data.safekeeping.backups import backup_places
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.domain.errors import UserError
from csassess.domain.records.people import Candidate
from csassess.domain.records.retention import Erasure, Hold
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.rules import RetentionDates, retention_dates, standing_hold, years_later
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.progress.portfolio_status import portfolio_statuses

_ASKED, _SETTLED = "erased-elsewhere", "kept-all-the-same"


@dataclass(frozen=True, slots=True)
class Review:
    """A portfolio whose period is over: since when, for records and for evidence files."""

    candidate: str
    name: str
    number: str
    dates: RetentionDates


def hold(caseload: Caseload, candidate_id: str, reason: str) -> Hold:
    """Keep a portfolio from being erased while an appeal, complaint or inquiry runs; raises UserError without a reason."""
    if not reason.strip():
        raise UserError(text("Please fill in {name}.", name=text("the reason")))
    placed = Hold(caseload.new_id(), reason.strip(), caseload.clock().date(), caseload.author)
    caseload.save(candidate_id, UserAction.HOLD_PLACE, placed)
    return placed


def lift(caseload: Caseload, candidate_id: str, placed: Hold) -> None:
    """Lift a hold."""
    caseload.save(candidate_id, UserAction.HOLD_LIFT, replace(placed, lifted=caseload.clock().date()))


def review_list(caseload: Caseload) -> list[Review]:
    """Return the portfolios whose period for records or evidence files is over and which nothing holds, the oldest first."""
    centre, today, found = centre_of(caseload), caseload.clock().date(), []
    shortest = min(centre.keep_records, centre.keep_files)
    for each in portfolio_statuses(caseload):
        if each.achieved is None or each.held or years_later(each.achieved, shortest) > today:
            continue
        kept = retention_dates(load_portfolio(caseload, each.candidate), centre)
        if kept.records_due(today) or kept.files_due(today):
            found.append(Review(each.candidate, each.name, each.number, kept))
    return sorted(found, key=lambda review: review.dates.from_day or date.min)


def erase(
    caseload: Caseload, candidate_id: str, reason: str, certificate: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio for good, here and in the backups, and leave a stub without personal data.

    Return the stub, and the places of backups that could not be reached. Raises UserError without a reason, or while a hold
    stands; then nothing is changed.
    """
    _check(caseload, candidate_id, reason)
    take_snapshot(caseload, "before-erasing")
    gone = erasure.kept_bytes_of(caseload, candidate_id)
    on = caseload.clock().date()
    stub = Erasure(
        candidate_id,
        on,
        assessor_of(caseload).name,
        reason.strip(),
        certificate or _next_number(caseload, on),
        erasure.count_of(caseload, candidate_id),
        len(gone),
    )
    return stub, erasure.take_out(caseload, stub, gone, backup_places(caseload))


def erase_named(
    caseload: Caseload, candidate_id: str, typed: str, reason: str, certificate: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio as `erase` does, once the candidate's name was typed; raises UserError where it is another."""
    check_erasing(caseload, candidate_id, typed, reason)
    return erase(caseload, candidate_id, reason, certificate)


def check_erasing(caseload: Caseload, candidate_id: str, typed: str, reason: str) -> None:
    """Raise UserError where a portfolio may not be erased: another name was typed, there is no reason, or a hold stands."""
    name = load_portfolio(caseload, candidate_id).candidate.name
    if typed.strip().casefold() != name.casefold():
        raise UserError(text("That is not the name of this candidate. Type it as it stands above."))
    _check(caseload, candidate_id, reason)


def _check(caseload: Caseload, candidate_id: str, reason: str) -> None:
    held = standing_hold(load_portfolio(caseload, candidate_id))
    if not reason.strip():
        raise UserError(text("Please fill in {name}.", name=text("the reason")))
    if held:
        raise UserError(text("This portfolio is held: {reason}. Lift the hold first.", reason=held.reason))


def _next_number(caseload: Caseload, on: date) -> str:
    """Return a number that no certificate here has had, also of what was taken in again since."""
    return f"E{on:%Y%m%d}-{erasure.count_ever_recorded(caseload) + 1}"


def finish_erasing(caseload: Caseload) -> None:
    """Finish what an erasure, or taking words out, left where it stopped half-way; nothing where none did.

    Raises UserError where the disk refuses.
    """
    erasure.finish(caseload, backup_places(caseload))
    redaction.finish(caseload)


def erasures(caseload: Caseload) -> list[Erasure]:
    """Return the stubs of what was erased, the latest first."""
    return sorted(
        caseload.all(Erasure, CASELOAD_STREAM), key=lambda stub: (stub.on, stub.certificate), reverse=True
    )


def take_in_again(caseload: Caseload, stub: Erasure) -> None:
    """Let a portfolio that was erased here be received again: somebody has decided so."""
    caseload.save(CASELOAD_STREAM, UserAction.PORTFOLIO_ALLOW, remove=(stub,))


def note_erased_elsewhere(caseload: Caseload, stubs: list[dict[str, str]]) -> None:
    """Keep, within the caller's transaction, that portfolios which are here were erased elsewhere: somebody is asked."""
    settled = set(json.loads(caseload.local(_SETTLED) or "[]"))
    stubs = [each for each in stubs if each["id"] not in settled]
    if not stubs:
        return
    here = {candidate.id for candidate in caseload.all(Candidate)}
    asked = {**_asked(caseload), **{each["id"]: each for each in stubs if each["id"] in here}}
    caseload.set_local(_ASKED, json.dumps(asked))


def erased_elsewhere(caseload: Caseload) -> dict[str, dict[str, str]]:
    """Return the portfolios here that were erased elsewhere, with certificate, day and by whom."""
    here = {candidate.id for candidate in caseload.all(Candidate)}
    return {stream: each for stream, each in _asked(caseload).items() if stream in here}


def _asked(caseload: Caseload) -> dict[str, dict[str, str]]:
    return dict(json.loads(caseload.local(_ASKED) or "{}"))


def keep_all_the_same(caseload: Caseload, stream: str) -> None:
    """Keep a portfolio here although it was erased elsewhere; nobody is asked again."""
    asked = _asked(caseload)
    asked.pop(stream, None)
    settled = {*json.loads(caseload.local(_SETTLED) or "[]"), stream}
    with caseload.together():
        caseload.set_local(_ASKED, json.dumps(asked))
        caseload.set_local(_SETTLED, json.dumps(sorted(settled)))


__all__ = [
    "Erasure",
    "Hold",
    "Review",
    "backup_places",
    "check_erasing",
    "erase",
    "erase_named",
    "erased_elsewhere",
    "erasures",
    "finish_erasing",
    "hold",
    "keep_all_the_same",
    "lift",
    "note_erased_elsewhere",
    "review_list",
    "take_in_again",
]
