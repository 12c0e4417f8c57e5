"""Retention: holds, the review list, and erasing a portfolio with a certificate.

Nothing is deleted automatically.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.accepted import own_machines
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal import erasure, held_copies, redaction
from csassess.data.safekeeping.backups import backup_places
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import folded
from csassess.domain.records.people import Candidate
from csassess.domain.records.retention import Erasure, Hold
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.review import Review
from csassess.domain.retention.rules import RetentionDates, hold_in_force, retention_dates, years_later
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.retention.periods import periods_for, stated_periods

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
    stated, today, reviews = stated_periods(caseload), caseload.clock().date(), []
    for status in portfolio_statuses(caseload):
        if status.held or not (status.achieved or status.ended):
            continue
        if status.achieved and not status.ended and years_later(status.achieved, stated.shortest) > today:
            continue
        portfolio = load_portfolio(caseload, status.candidate)
        periods = stated.of(portfolio)
        dates = retention_dates(portfolio, periods)
        if dates.records_due(today) or dates.files_due(today):
            reviews.append(Review(status.candidate, status.name, status.number, dates, periods.bodies))
    return sorted(reviews, key=lambda review: review.dates.from_day or date.min)


def erase(
    caseload: Caseload, candidate_id: str, reason: str, certificate: str = "", *, second: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio for good, here and in the backups, but for a held copy if the centre holds any.

    Before the retention period is over a `second` person's name is needed. `certificate` is the number of
    an erasure elsewhere that this one follows. Only a stub without personal data remains. Return it and
    the backup folders that could not be reached.
    Raises UserError, having changed nothing, if something needed is missing, or during a hold.
    """
    _check(caseload, candidate_id, reason, certificate, second)
    held_copies.look_after(caseload)
    take_snapshot(caseload, "before-erasing")
    hashes = erasure.own_file_hashes(caseload, candidate_id)
    on, centre = caseload.clock().date(), centre_of(caseload)
    dates = dates_of(caseload, candidate_id)
    is_early = not dates.are_over(on)
    stub = Erasure(
        candidate_id,
        on,
        assessor_of(caseload).name,
        reason.strip(),
        certificate or _next_number(caseload, on),
        erasure.count_of(caseload, candidate_id),
        len(hashes),
        held_until=on + timedelta(days=centre.held_days) if centre.held_days else None,
        no_copy_because="" if centre.held_days else centre.no_copy_because,
        second=second.strip() if is_early else "",
        kept_until=dates.all_until if is_early else None,
    )
    places = backup_places(caseload)
    return stub, erasure.erase_portfolio(caseload, stub, hashes, places, centre.held_days)


def erase_named(
    caseload: Caseload, candidate_id: str, typed: str, reason: str, certificate: str = "", second: str = ""
) -> tuple[Erasure, list[Path]]:
    """Erase a portfolio as `erase` does, once the candidate's name was typed to confirm.

    Raises UserError if the name differs.
    """
    check_erasing(caseload, candidate_id, typed, reason, certificate, second)
    return erase(caseload, candidate_id, reason, certificate, second=second)


def check_erasing(
    caseload: Caseload, candidate_id: str, typed: str, reason: str, certificate: str = "", second: str = ""
) -> None:
    """Raise UserError if the typed name differs, something needed is missing, or a hold is in force."""
    name = load_portfolio(caseload, candidate_id).candidate.name
    if folded(typed) != folded(name):
        raise UserError(text("The name does not match. Type the candidate’s name exactly as shown above."))
    _check(caseload, candidate_id, reason, certificate, second)


def _check(caseload: Caseload, candidate_id: str, reason: str, certificate: str, second: str) -> None:
    current_hold = hold_in_force(load_portfolio(caseload, candidate_id))
    if not reason.strip():
        raise MissingError(text("the reason"), "reason", "words")
    if current_hold:
        raise UserError(
            text("This portfolio is on hold: {reason}. Lift the hold first.", reason=current_hold.reason)
        )
    if held_copies.is_needed(caseload, candidate_id):
        raise UserError(
            text(
                "A held copy of this portfolio is still here from an earlier erasure. Restore or delete that"
                " copy first."
            )
        )
    if needs_second_person(caseload, candidate_id, certificate):
        if not second.strip():
            raise MissingError(text("the name of the second person"), "second")
        if plain_name(second) == plain_name(assessor_of(caseload).name):
            raise UserError(text("The second person must be somebody other than you. Enter their name."))


def dates_of(caseload: Caseload, candidate_id: str) -> RetentionDates:
    """Return until when a portfolio is kept."""
    portfolio = load_portfolio(caseload, candidate_id)
    return retention_dates(portfolio, periods_for(caseload, portfolio))


def needs_second_person(caseload: Caseload, candidate_id: str, certificate: str = "") -> bool:
    """Return whether a portfolio goes only with a second person: before its retention period is over.

    An erasure that follows one on the user's own other machine needs no one again: the certificate is
    the same.
    """
    follows = own_erasures(caseload).get(candidate_id, {}).get("certificate")
    if certificate and certificate == follows:
        return False
    return not dates_of(caseload, candidate_id).are_over(caseload.clock().date())


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


def note_erased_elsewhere(caseload: Caseload, stubs: list[dict[str, str]], device: str = "") -> None:
    """Record, within the caller's transaction, portfolios here that were erased elsewhere.

    `device` is the machine that says so. The user is asked what to do with each. What another machine of
    theirs said remains in force, whatever others say of the same portfolio.
    """
    settled = set(json.loads(caseload.local.get(_SETTLED) or "[]"))
    stubs = [stub for stub in stubs if stub["id"] not in settled]
    if not stubs:
        return
    here = {candidate.id for candidate in caseload.all(Candidate)}
    asked = _asked(caseload)
    own = own_machines(caseload)
    said_by_own = {stream for stream, stub in asked.items() if stub.get("device") in own}
    kept = said_by_own if device not in own else set[str]()
    asked |= {stub["id"]: {**stub, "device": device} for stub in stubs if stub["id"] in here - kept}
    caseload.local.set(_ASKED, json.dumps(asked))


def erased_elsewhere(caseload: Caseload) -> dict[str, dict[str, str]]:
    """Return the portfolios here that were erased elsewhere: certificate, day and by whom."""
    return {
        stream: {name: value for name, value in stub.items() if name != "device"}
        for stream, stub in _asked_here(caseload).items()
    }


def own_erasures(caseload: Caseload) -> dict[str, dict[str, str]]:
    """Return those erased elsewhere of which the user's own other machines say so."""
    own = own_machines(caseload)
    return {stream: stub for stream, stub in _asked_here(caseload).items() if stub.get("device") in own}


def _asked_here(caseload: Caseload) -> dict[str, dict[str, str]]:
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
    "dates_of",
    "erase",
    "erase_named",
    "erased_elsewhere",
    "erasures",
    "finish_erasing",
    "hold",
    "keep_despite_erasure",
    "lift",
    "needs_second_person",
    "note_erased_elsewhere",
    "own_erasures",
    "review_list",
]
