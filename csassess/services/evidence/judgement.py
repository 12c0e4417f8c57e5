"""The assessor's judgement of evidence.

Accepting, reopening and withdrawing items, and confirming requirements that only the assessor can
judge.
"""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.assessment.acceptance import Reason, reasons_against_accepting
from csassess.domain.assessment.decisions import basis_of
from csassess.domain.assessment.item_actions import (
    reason_against_accepting,
    reason_against_bringing_back,
    reason_against_judging,
    reason_against_reopening,
)
from csassess.domain.codes.schemes import PRESENT, judgement_code
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.records.evidence import (
    Addendum,
    Confirmation,
    Judgement,
    Outcome,
    Quality,
    derived_id,
)
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.rules import AssessorRule, ConfirmationRule, Rule, has_exception
from csassess.domain.units.units import Unit


def reasons(caseload: Caseload, candidate_id: str, evidence_id: str) -> tuple[Reason, ...]:
    """Return the reasons why an item cannot be accepted; empty if it can."""
    portfolio = load_portfolio(caseload, candidate_id)
    return reasons_against_accepting(
        portfolio.item(evidence_id), portfolio, enrolled_units(caseload, portfolio)
    )


def accept(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    comment: str = "",
    exceptions: tuple[Quality, ...] = (),
) -> Judgement:
    """Accept an item as valid, authentic, current and sufficient, with commented exceptions.

    Raises UserError if the item is withdrawn or accepted already, if it cannot be accepted (with
    every reason), or if an exception has no comment.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    item = portfolio.item(evidence_id)
    refuse(reason_against_accepting(item, portfolio))
    obstacles = reasons(caseload, candidate_id, evidence_id)
    if obstacles:
        words = " ".join(reason.words for reason in obstacles)
        raise UserError(text("Item {number} cannot be accepted yet.", number=item.number) + " " + words)
    if exceptions and not comment.strip():
        raise MissingError(text("a comment on each exception"), "comment")
    return _judge(caseload, candidate_id, evidence_id, Outcome.ACCEPTED, comment.strip(), exceptions)


def request_more_evidence(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    what: str,
    exceptions: tuple[Quality, ...] = (),
) -> Judgement:
    """Record the judgement that more evidence is needed, which, and what the item lacks.

    Raises UserError if `what` is blank, or if the item is withdrawn.
    """
    refuse(reason_against_judging(load_portfolio(caseload, candidate_id).item(evidence_id)))
    if not what.strip():
        raise MissingError(text("what is needed"), "comment")
    return _judge(caseload, candidate_id, evidence_id, Outcome.MORE_EVIDENCE_NEEDED, what.strip(), exceptions)


def reopen(caseload: Caseload, candidate_id: str, evidence_id: str, reason: str) -> Judgement:
    """Reopen an accepted item, so that it can be changed; it is a draft again until it is judged.

    Raises UserError if the item is withdrawn or not accepted, or if the reason is blank.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    refuse(reason_against_reopening(portfolio.item(evidence_id), portfolio.judgement_of(evidence_id)))
    if not reason.strip():
        raise MissingError(text("why the item is reopened"), "reason")
    return _judge(
        caseload, candidate_id, evidence_id, Outcome.MORE_EVIDENCE_NEEDED, reason.strip(), reopened=True
    )


def _judge(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    outcome: Outcome,
    comment: str,
    exceptions: tuple[Quality, ...] = (),
    *,
    reopened: bool = False,
) -> Judgement:
    judged_code = judgement_code(evidence_id, load_portfolio(caseload, candidate_id))
    judgement = Judgement(
        evidence_id,
        outcome,
        caseload.clock().date(),
        caseload.author,
        comment,
        exceptions,
        judged_code,
        reopened,
        scheme=PRESENT,
    )
    if reopened:
        action = UserAction.EVIDENCE_REOPEN
    elif outcome is Outcome.ACCEPTED:
        action = UserAction.EVIDENCE_ACCEPT
    else:
        action = UserAction.EVIDENCE_REQUEST_MORE
    caseload.save(candidate_id, action, judgement)
    return judgement


def add_addendum(caseload: Caseload, candidate_id: str, evidence_id: str, words: str) -> Addendum:
    """Add a dated comment to an item, accepted or not.

    It alters nothing: what was decided or signed stays valid.
    Raises UserError if the comment is blank.
    """
    if not words.strip():
        raise MissingError(text("the addendum"), "words")
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    addendum = Addendum(caseload.new_id(), item.id, words.strip(), caseload.clock(), caseload.author)
    caseload.save(candidate_id, UserAction.EVIDENCE_ADDENDUM, addendum)
    return addendum


def withdraw(caseload: Caseload, candidate_id: str, evidence_id: str) -> None:
    """Withdraw an item: it keeps its number and stays in the record, but counts for nothing.

    Raises UserError if it is withdrawn already.
    """
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    refuse(reason_against_judging(item))
    caseload.save(candidate_id, UserAction.EVIDENCE_WITHDRAW, replace(item, withdrawn=True))


def bring_back(caseload: Caseload, candidate_id: str, evidence_id: str) -> None:
    """Bring back a withdrawn item unchanged.

    Raises UserError if it is not withdrawn.
    """
    item = load_portfolio(caseload, candidate_id).item(evidence_id)
    refuse(reason_against_bringing_back(item))
    caseload.save(candidate_id, UserAction.EVIDENCE_BRING_BACK, replace(item, withdrawn=False))


def confirm(
    caseload: Caseload, candidate_id: str, unit_id: str, requirement: str, reason: str
) -> Confirmation:
    """Confirm a requirement or a lettered item of it, with a reason, on the evidence accepted now.

    Raises UserError if the reason is blank, if no evidence is accepted, if the candidate is not
    enrolled on the unit, or if the requirement needs no confirmation.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    unit = next((unit for unit in enrolled_units(caseload, portfolio) if unit.id == unit_id), None)
    if unit is None:
        raise UserError(text("The candidate is not enrolled on this unit. Enrol them first."))
    rules = rules_to_confirm(unit, requirement)
    if not rules:
        raise UserError(
            text(
                "{unit} has no requirement {requirement} to confirm.", unit=unit.name, requirement=requirement
            )
        )
    if not reason.strip():
        raise MissingError(text("the reason for your confirmation"), "reason")
    basis = basis_of(unit, portfolio)
    if not basis and not any(map(has_exception, rules)):
        raise UserError(text("There is no accepted evidence yet. Accept some evidence, then confirm this."))
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


def rules_to_confirm(unit: Unit, name: str) -> list[Rule]:
    """Return the rules of a requirement or lettered item, such as "4 b", that its confirmation answers."""
    return [
        rule
        for stated in unit.evidence_requirements
        for part in stated.parts
        if " ".join(filter(None, (stated.label, part))) == name
        for rule in stated.rules_for(part)
        if isinstance(rule, ConfirmationRule | AssessorRule) or has_exception(rule)
    ]


def take_back_confirmation(caseload: Caseload, candidate_id: str, confirmation: Confirmation) -> None:
    """Withdraw the confirmation of a requirement; can be undone.

    A decision on the unit that was made with it counts as changed since.
    """
    caseload.save(candidate_id, UserAction.REQUIREMENT_UNCONFIRM, remove=(confirmation,))
