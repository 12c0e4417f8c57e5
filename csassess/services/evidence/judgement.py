"""The assessor's judgement: accepting evidence, reopening, withdrawing, and confirming what only judgement settles."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.assessment.acceptance import Reason, reasons_against_accepting
from csassess.domain.assessment.decisions import basis_of
from csassess.domain.assessment.hints import Hint, hints, narrative
from csassess.domain.assessment.integrity import content_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import (
    Addendum,
    Confirmation,
    Judgement,
    Note,
    Outcome,
    Quality,
    derived_id,
)
from csassess.domain.records.people import Candidate
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import ConfirmationRule
from csassess.services.access.caseloads import centre_of


def reasons(caseload: Caseload, candidate_id: str, evidence_id: str) -> tuple[Reason, ...]:
    """Return what stands in the way of accepting an item; empty where nothing does."""
    portfolio = load_portfolio(caseload, candidate_id)
    return reasons_against_accepting(
        portfolio.item(evidence_id), portfolio, enrolled_units(caseload, portfolio)
    )


def look_again(caseload: Caseload, candidate_id: str, evidence_id: str | None = None) -> tuple[Hint, ...]:
    """Return what to look at again in an item before accepting it, or in all standing items of a portfolio."""
    portfolio = load_portfolio(caseload, candidate_id)
    units, centre, today = enrolled_units(caseload, portfolio), centre_of(caseload), caseload.clock().date()
    others = (c.id for c in caseload.all(Candidate) if c.id != candidate_id)
    elsewhere = frozenset(narrative(note) for other in others for note in caseload.all(Note, other))
    items = [item for item in portfolio.standing_items() if evidence_id in (None, item.id)]
    return tuple(
        caution
        for item in items
        for caution in hints(item, portfolio, units, centre=centre, today=today, elsewhere=elsewhere)
    )


def accept(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    comment: str = "",
    exceptions: tuple[Quality, ...] = (),
) -> Judgement:
    """Accept an evidence item as valid, authentic, current and sufficient, save for commented exceptions.

    Raises UserError naming every reason that stands in the way, or where an exception has no comment.
    """
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    if item.withdrawn:
        raise UserError(
            text("Item {number} was withdrawn. Bring it back before you accept it.", number=item.number)
        )
    against = reasons(caseload, candidate_id, evidence_id)
    if against:
        words = " ".join(reason.words for reason in against)
        raise UserError(text("Item {number} cannot be accepted yet.", number=item.number) + " " + words)
    if exceptions and not comment.strip():
        raise UserError(text("Please fill in {name}.", name=text("a comment on each exception")))
    return _judge(caseload, candidate_id, evidence_id, Outcome.ACCEPTED, comment.strip(), exceptions)


def reopen(caseload: Caseload, candidate_id: str, evidence_id: str, reason: str) -> Judgement:
    """Say that more evidence is needed, and which; an accepted item is open to change again."""
    if not reason.strip():
        raise UserError(
            text("Please fill in {name}.", name=text("what is needed, or why the item is reopened"))
        )
    return _judge(caseload, candidate_id, evidence_id, Outcome.MORE_EVIDENCE_NEEDED, reason.strip())


def _judge(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    outcome: Outcome,
    comment: str,
    exceptions: tuple[Quality, ...] = (),
) -> Judgement:
    judged = content_code(evidence_id, load_portfolio(caseload, candidate_id))
    judgement = Judgement(
        evidence_id, outcome, caseload.clock().date(), caseload.author, comment, exceptions, judged
    )
    action = UserAction.EVIDENCE_ACCEPT if outcome is Outcome.ACCEPTED else UserAction.EVIDENCE_REOPEN
    caseload.save(candidate_id, action, judgement)
    return judgement


def add_addendum(caseload: Caseload, candidate_id: str, evidence_id: str, words: str) -> Addendum:
    """Add a dated comment to an item, accepted or not: no alteration, so what was decided or signed stands.

    Raises UserError for a blank one.
    """
    if not words.strip():
        raise UserError(text("Please fill in {name}.", name=text("what you add")))
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    addendum = Addendum(caseload.new_id(), item.id, words.strip(), caseload.clock(), caseload.author)
    caseload.save(candidate_id, UserAction.EVIDENCE_ADDENDUM, addendum)
    return addendum


def withdraw(caseload: Caseload, candidate_id: str, evidence_id: str) -> None:
    """Withdraw an item: it keeps its number and its place in the record, and counts for nothing."""
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    caseload.save(candidate_id, UserAction.EVIDENCE_WITHDRAW, replace(item, withdrawn=True))


def bring_back(caseload: Caseload, candidate_id: str, evidence_id: str) -> None:
    """Bring a withdrawn item back as it was."""
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    caseload.save(candidate_id, UserAction.EVIDENCE_BRING_BACK, replace(item, withdrawn=False))


def confirm(
    caseload: Caseload, candidate_id: str, unit_id: str, requirement: str, reason: str
) -> Confirmation:
    """Confirm a requirement, with a reason, on the accepted evidence there is now.

    Raises UserError without a reason, without accepted evidence, or for a requirement that judgement does not settle.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    unit = next((unit for unit in enrolled_units(caseload, portfolio) if unit.id == unit_id), None)
    if unit is None:
        raise UserError(text("The candidate is not enrolled on this unit. Enrol them first."))
    wanted = next((r for r in unit.evidence_requirements if r.label == requirement), None)
    if wanted is None or not any(isinstance(rule, ConfirmationRule) for rule in wanted.rules):
        raise UserError(
            text(
                "{unit} has no requirement {requirement} to confirm.", unit=unit.name, requirement=requirement
            )
        )
    if not reason.strip():
        raise UserError(text("Please fill in {name}.", name=text("the reason for your confirmation")))
    basis = basis_of(unit, portfolio)
    if not basis:
        raise UserError(text("There is no accepted evidence to confirm this on yet."))
    confirmation = Confirmation(
        derived_id(candidate_id, unit_id, requirement),
        unit_id,
        requirement,
        reason.strip(),
        caseload.clock().date(),
        caseload.author,
        basis,
    )
    caseload.save(candidate_id, UserAction.REQUIREMENT_CONFIRM, confirmation)
    return confirmation
