"""Claims: put forward, released by the external verifier if need be, and claimed; direct claims status."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Kind, Line
from csassess.domain.asking.would_ask import to_answer
from csassess.domain.errors import FieldError, MissingError, UserError
from csassess.domain.names import name_key
from csassess.domain.programme.claiming import (
    ClaimState,
    claim_state,
    claimable,
    is_direct,
    reason_against_claiming_unit,
)
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Qualification
from csassess.domain.records.programme.claims import Claim, DirectClaims
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name
from csassess.services.candidates.candidates import list_candidates, qualification_named
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.progress.qualification_progress import progress_of

_OF_THE_WHOLE = (Kind.RULE_NOT_MET, Kind.RULE_NOT_STATED)  # not asked of a claim of units only


def qualifications(caseload: Caseload) -> list[Qualification]:
    """Return the qualifications that candidates are registered for, by title."""
    return sorted(caseload.all(Qualification, CASELOAD_STREAM), key=lambda each: name_key(each.title))


def direct_claims(caseload: Caseload) -> list[DirectClaims]:
    """Return the centre's direct claims statuses, latest first."""
    return sorted(caseload.all(DirectClaims, CASELOAD_STREAM), key=lambda each: each.since, reverse=True)


def keep_direct_claims(
    caseload: Caseload, status: DirectClaims, title: str, qualification_number: str = ""
) -> DirectClaims:
    """Record or correct direct claims status of a qualification from a day on, until one if it ended.

    Raises UserError if the title is blank, or if it ends before it begins.
    """
    if status.until and status.until < status.since:
        raise FieldError(text("The end date is before the start date. Check the dates."), "until")
    with caseload.together():
        qualification = qualification_named(caseload, title, qualification_number)
        kept = replace(
            status,
            id=status.id or caseload.new_id(),
            qualification=qualification.id,
            note=status.note.strip(),
        )
        caseload.save(CASELOAD_STREAM, UserAction.DIRECT_CLAIMS_KEEP, kept)
    return kept


def remove_direct_claims(caseload: Caseload, status: DirectClaims) -> None:
    """Remove a direct claims status that was entered by mistake; can be undone."""
    caseload.save(CASELOAD_STREAM, UserAction.DIRECT_CLAIMS_REMOVE, remove=(status,))


def is_direct_today(caseload: Caseload, qualification_id: str) -> bool:
    """Return whether a qualification can be claimed today without the external verifier.

    The same qualification may have several ids here: each machine that registers for it makes one.
    """
    by_id = {each.id: each for each in caseload.all(Qualification, CASELOAD_STREAM)}
    wanted, today = by_id.get(qualification_id), caseload.clock().date()
    alike = {qualification_id} | {each.id for each in by_id.values() if wanted and _is_same(each, wanted)}
    return any(is_direct(each, direct_claims(caseload), today) for each in alike)


def _is_same(stated: Qualification, wanted: Qualification) -> bool:
    """Return whether two entries name one qualification; one stated without its number goes by its title."""
    titles = {plain_name(each.title) for each in (stated, wanted)}
    return len(titles) == 1 and stated.number.strip() in ("", wanted.number.strip())


def is_direct_for(caseload: Caseload, candidate_id: str) -> bool:
    """Return whether a candidate can be claimed today without the external verifier."""
    registration = load_portfolio(caseload, candidate_id).latest_registration
    return registration is not None and is_direct_today(caseload, registration.qualification)


@dataclass(frozen=True, slots=True)
class ToClaim:
    """A candidate of whom something can be claimed, or was put forward and waits.

    `claim` is None as long as nothing was put forward; `units` are then those that could be.
    `is_whole` says that no unit of the candidate and nothing of the qualification is missing, `against` in
    words what is.
    """

    candidate: str
    name: str
    qualification: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    is_whole: bool = False
    against: tuple[str, ...] = ()
    claim: Claim | None = None


def to_claim(caseload: Caseload, views: Iterable[PortfolioView]) -> list[ToClaim]:
    """Return what can be claimed and what was put forward and is not claimed, by candidate."""
    titles = {each.id: each.title for each in qualifications(caseload)}
    rows = []
    for view in views:
        portfolio, candidate = view.portfolio, view.portfolio.candidate
        for claim in portfolio.claims:
            title = titles.get(claim.qualification, "")
            names = tuple(_unit_name(view, unit) for unit in claim.units)
            if claim_state(claim) is not ClaimState.CLAIMED:
                rows.append(ToClaim(candidate.id, candidate.name, title, claim.units, names, claim=claim))
        registration, found = portfolio.latest_registration, claimable(view.standings, portfolio)
        if registration is None or not found.units:
            continue
        progress = progress_of(caseload, view)
        missing = () if progress is None or progress.is_complete else (progress.achieved.words,)
        rows.append(
            ToClaim(
                candidate.id,
                candidate.name,
                titles.get(registration.qualification, ""),
                found.units,
                tuple(_unit_name(view, unit) for unit in found.units),
                not found.against and not missing,
                (
                    *(f"{_unit_name(view, unit)}: {reason}" for unit, reason in found.against.items()),
                    *(text("for the qualification: {missing}", missing=each) for each in missing),
                ),
            )
        )
    return rows


def views_of_all(caseload: Caseload) -> list[PortfolioView]:
    """Return every portfolio; read it on another thread, for there may be many."""
    return [portfolio_view(caseload, candidate.id) for candidate in list_candidates(caseload)]


def _unit_name(view: PortfolioView, unit_id: str) -> str:
    return next((view.name_of(unit) for unit in view.units if unit.id == unit_id), unit_id)


def put_forward(
    caseload: Caseload, candidate_id: str, units: tuple[str, ...], *, units_only: bool = False
) -> Claim:
    """Put a claim forward: of the qualification or, for a leaver, of the certificates of units.

    With direct claims status it can be claimed at once, otherwise it waits for the external verifier.
    Raises UserError if the candidate is not registered, if nothing is chosen, or if a unit cannot be claimed.
    """
    view = portfolio_view(caseload, candidate_id)
    registration, found = view.portfolio.latest_registration, claimable(view.standings, view.portfolio)
    if registration is None:
        raise UserError(text("The candidate is not registered. Record the registration first."))
    if not units:
        raise MissingError(text("which units are claimed"), "units")
    for unit in units:
        if unit not in found.units:
            raise _cannot_be_claimed(view, unit, found.against.get(unit, text("claimed before")))
    claim = Claim(
        caseload.new_id(),
        registration.qualification,
        caseload.clock().date(),
        units,
        units_only,
        is_direct_today(caseload, registration.qualification),
        by=caseload.author,
    )
    caseload.save(candidate_id, UserAction.CLAIM_PUT, claim)
    return claim


def _cannot_be_claimed(view: PortfolioView, unit_id: str, reason: str) -> UserError:
    name = _unit_name(view, unit_id)
    return UserError(text("{unit} cannot be claimed: {reason}.", unit=name, reason=reason))


def _check_units(view: PortfolioView, claim: Claim) -> None:
    """Raise UserError if a unit of a claim is not decided, signed and verified."""
    standings = {standing.unit.id: standing for standing in view.standings}
    for unit in claim.units:
        standing = standings.get(unit)
        reason = (
            reason_against_claiming_unit(standing, view.portfolio) if standing else text("not decided yet")
        )
        if reason:
            raise _cannot_be_claimed(view, unit, reason)


def release(caseload: Caseload, candidate_id: str, claim: Claim, by: str, on: date) -> None:
    """Record that the external verifier released a claim.

    Raises UserError without a name, if the day is in the future or before the claim, or if it was claimed.
    """
    if claim.claimed:
        raise UserError(text("This was claimed already."))
    if not by.strip():
        raise MissingError(text("the external verifier’s name"), "released_by")
    if not claim.on <= on <= caseload.clock().date():
        raise FieldError(text("Choose a day between the claim and today."), "released")
    released = replace(claim, released=on, released_by=by.strip())
    caseload.save(candidate_id, UserAction.CLAIM_RELEASE, released)


def asked_before(
    caseload: Caseload, candidate_id: str, claim: Claim, milestone: Milestone | None = None
) -> tuple[Line, ...]:
    """Return what must be answered before a claim is made; of units only, not what concerns the whole.

    `milestone` is the date about to be recorded, if it is known.
    """
    view = portfolio_view(caseload, candidate_id)
    about = milestone or Milestone("", MilestoneKind.CLAIMED, caseload.clock().date())
    lines = to_answer(would_ask.lines_of(caseload, view, claiming=about))
    return tuple(line for line in lines if not (claim.units_only and line.kind in _OF_THE_WHOLE))


def make(
    caseload: Caseload, candidate_id: str, claim: Claim, on: date, number: str = "", reason: str = ""
) -> Claim:
    """Record that a claim was made on a day; the date is added to those of the registration too.

    `reason` answers what an external verifier would ask.
    Raises UserError if the claim waits for the external verifier, if the day is in the future or before
    the claim was put forward or released, if something is asked and no reason is given, or if a unit cannot
    be claimed: the claim may have come from elsewhere, or the record may have changed since.
    """
    if claim_state(claim) is ClaimState.WAITS:
        raise UserError(
            text(
                "The claim waits for the external verifier. Record their release first, or remove the "
                "claim and put it forward again under direct claims status."
            )
        )
    if claim.claimed:
        raise UserError(text("This was claimed already."))
    _check_units(portfolio_view(caseload, candidate_id), claim)
    if not max(claim.on, claim.released or claim.on) <= on <= caseload.clock().date():
        raise FieldError(text("Choose a day between the claim and today."), "claimed")
    note = text("certificates of units") if claim.units_only else ""
    milestone = Milestone(caseload.new_id(), MilestoneKind.CLAIMED, on, number.strip(), note)
    asked = asked_before(caseload, candidate_id, claim, milestone)
    if asked and not reason.strip():
        raise MissingError(text("the reason why it is recorded all the same"), "reason")
    made = replace(claim, claimed=on, number=number.strip(), milestone=milestone.id)
    with caseload.together():
        caseload.save(candidate_id, UserAction.CLAIM_MAKE, made, milestone)
        if asked:
            would_ask.answer(caseload, candidate_id, [line.code for line in asked], reason)
    return made


def remove(caseload: Caseload, candidate_id: str, claim: Claim) -> None:
    """Remove a claim that was put forward by mistake; can be undone.

    The date of a claim that was made goes too.
    """
    date_of_claim = [each for each in caseload.all(Milestone, candidate_id) if each.id == claim.milestone]
    caseload.save(candidate_id, UserAction.CLAIM_REMOVE, remove=(claim, *date_of_claim))
