"""Retention: holds, the review list, and erasing a portfolio with a certificate.

Nothing is deleted automatically.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal import erasure, redaction
from csassess.data.safekeeping.backups import backup_places
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.people import Candidate
from csassess.domain.records.retention import Erasure, Hold
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.review import Review
from csassess.domain.retention.rules import hold_in_force, retention_dates, years_later
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.progress.portfolio_status import portfolio_statuses

_ASKED, _SETTLED = "erased-elsewhere", "kept-all-the-same"


def hold(caseload: Caseload, candidate_id: str, reason: str) -> Hold:
    """Protect a portfolio from erasure during an appeal, complaint or inquiry.

    Raises UserError without a reason.
    """
    if not reason.strip():
        raise MissingError(text("the reason"), "reason", "words")
    new_hold = Hold(caseload.new_id(), reason.strip(), caseload.clock().date(), caseload.author)
    caseload.save(candidate_id, UserAction.HOLD_PLACE, new_hold)
    return new_hold


def lift(caseload: Caseload, candidate_id: str, open_hold: Hold) -> None:
    """Lift a hold."""
    caseload.save(candidate_id, UserAction.HOLD_LIFT, replace(open_hold, lifted=caseload.clock().date()))


def review_list(caseload: Caseload) -> list[Review]:
    """Return the portfolios due for review that no hold protects, oldest first.

    Due means that the period for records or for evidence files is over.
    """
    centre, today, reviews = centre_of(caseload), caseload.clock().date(), []
    shortest = min(centre.keep_records, centre.keep_files)
    for status in portfolio_statuses(caseload):
        if status.achieved is None or status.held or years_later(status.achieved, shortest) > today:
            continue
        dates = retention_dates(load_portfolio(caseload, status.candidate), centre)
        if dates.records_due(today) or dates.files_due(today):
            reviews.append(Review(status.candidate, status.name, status.number, dates))
    return sorted(reviews, key=lambda review: review.dates.from_day or date.min)


def erase(
    caseload: Caseload, candidate_id: str, reason: str, certificate: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio for good, here and in the backups.

    Only a stub without personal data remains. Return it and the backup folders that could not be
    reached.
    Raises UserError, having changed nothing, without a reason or during a hold.
    """
    _check(caseload, candidate_id, reason)
    take_snapshot(caseload, "before-erasing")
    hashes = erasure.own_file_hashes(caseload, candidate_id)
    on = caseload.clock().date()
    stub = Erasure(
        candidate_id,
        on,
        assessor_of(caseload).name,
        reason.strip(),
        certificate or _next_number(caseload, on),
        erasure.count_of(caseload, candidate_id),
        len(hashes),
    )
    return stub, erasure.erase_portfolio(caseload, stub, hashes, backup_places(caseload))


def erase_named(
    caseload: Caseload, candidate_id: str, typed: str, reason: str, certificate: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio as `erase` does, once the candidate's name was typed to confirm.

    Raises UserError if the name differs.
    """
    check_erasing(caseload, candidate_id, typed, reason)
    return erase(caseload, candidate_id, reason, certificate)


def check_erasing(caseload: Caseload, candidate_id: str, typed: str, reason: str) -> None:
    """Raise UserError if the typed name differs, the reason is missing, or a hold is in force."""
    name = load_portfolio(caseload, candidate_id).candidate.name
    if typed.strip().casefold() != name.casefold():
        raise UserError(text("The name does not match. Type the candidate’s name exactly as shown above."))
    _check(caseload, candidate_id, reason)


def _check(caseload: Caseload, candidate_id: str, reason: str) -> None:
    current_hold = hold_in_force(load_portfolio(caseload, candidate_id))
    if not reason.strip():
        raise MissingError(text("the reason"), "reason", "words")
    if current_hold:
        raise UserError(
            text("This portfolio is on hold: {reason}. Lift the hold first.", reason=current_hold.reason)
        )


def _next_number(caseload: Caseload, on: date) -> str:
    """Return an unused certificate number; portfolios received again since still count."""
    return f"E{on:%Y%m%d}-{erasure.count_ever_recorded(caseload) + 1}"


def finish_erasing(caseload: Caseload) -> None:
    """Finish interrupted erasures and redactions, if any.

    Raises UserError if the disk refuses.
    """
    erasure.finish(caseload, backup_places(caseload))
    redaction.finish(caseload)


def erasures(caseload: Caseload) -> list[Erasure]:
    """Return the stubs of erased portfolios, latest first."""
    return sorted(
        caseload.all(Erasure, CASELOAD_STREAM), key=lambda stub: (stub.on, stub.certificate), reverse=True
    )


def allow_again(caseload: Caseload, stub: Erasure) -> None:
    """Allow a portfolio erased here to be received again."""
    caseload.save(CASELOAD_STREAM, UserAction.PORTFOLIO_ALLOW, remove=(stub,))


def note_erased_elsewhere(caseload: Caseload, stubs: list[dict[str, str]]) -> None:
    """Record, within the caller's transaction, portfolios here that were erased elsewhere.

    The user is asked what to do with each.
    """
    settled = set(json.loads(caseload.local.get(_SETTLED) or "[]"))
    stubs = [stub for stub in stubs if stub["id"] not in settled]
    if not stubs:
        return
    here = {candidate.id for candidate in caseload.all(Candidate)}
    asked = {**_asked(caseload), **{stub["id"]: stub for stub in stubs if stub["id"] in here}}
    caseload.local.set(_ASKED, json.dumps(asked))


def erased_elsewhere(caseload: Caseload) -> dict[str, dict[str, str]]:
    """Return the portfolios here that were erased elsewhere: certificate, day and by whom."""
    here = {candidate.id for candidate in caseload.all(Candidate)}
    return {stream: stub for stream, stub in _asked(caseload).items() if stream in here}


def _asked(caseload: Caseload) -> dict[str, dict[str, str]]:
    return dict(json.loads(caseload.local.get(_ASKED) or "{}"))


def keep_despite_erasure(caseload: Caseload, stream: str) -> None:
    """Keep a portfolio here although it was erased elsewhere; the user is not asked again."""
    asked = _asked(caseload)
    asked.pop(stream, None)
    settled = {*json.loads(caseload.local.get(_SETTLED) or "[]"), stream}
    with caseload.together():
        caseload.local.set(_ASKED, json.dumps(asked))
        caseload.local.set(_SETTLED, json.dumps(sorted(settled)))


__all__ = [
    "allow_again",
    "backup_places",
    "check_erasing",
    "erase",
    "erase_named",
    "erased_elsewhere",
    "erasures",
    "finish_erasing",
    "hold",
    "keep_despite_erasure",
    "lift",
    "note_erased_elsewhere",
    "review_list",
]
