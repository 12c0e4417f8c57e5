"""Lend candidates to another assessor until a day, or for good after an assessor has left."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from csassess.catalogue import plural, text
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.device_card import Card
from csassess.data.record.caseload import Caseload
from csassess.data.record.centre import keeps_centre
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Candidate, Cover, Drafts, cover_in_force
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.caseloads import assessor_of, owner_of
from csassess.services.exchange.key_files import recipients_known


def colleagues(caseload: Caseload) -> list[Card]:
    """Return the machines of accepted assessors, to whom candidates can be lent."""
    accepted, own = accepted_machines(caseload), assessor_of(caseload).id
    return [
        card
        for card in recipients_known(caseload)
        if Role.ASSESSOR in accepted[card.device].roles and card.person != own
    ]


def lends_for_others(caseload: Caseload) -> bool:
    """Return whether the person here is the lead verifier, who lends the candidates of others."""
    person = assessor_of(caseload)
    return person.role is Role.VERIFIER and keeps_centre(caseload, person)


def reason_against_lending(caseload: Caseload, candidate_id: str) -> str:
    """Return why the person here cannot lend a candidate now; empty if they can."""
    person, portfolio = assessor_of(caseload), load_portfolio(caseload, candidate_id)
    if cover_in_force(portfolio.covers, caseload.clock().date()):
        return text("This candidate is lent already. End that first.")
    if not owner_of(caseload, portfolio).id:
        return text("This candidate has no assessor yet. Send the portfolio to an assessor first.")
    if lends_for_others(caseload):
        return ""
    if person.role is not Role.ASSESSOR or owner_of(caseload, portfolio).id != person.id:
        return text("Only the candidate’s assessor, or the lead verifier, lends a candidate.")
    return caseload.permissions.reason_handed_over(candidate_id)


def can_lend(caseload: Caseload, candidate_id: str) -> bool:
    """Return whether lending is offered: the person here may, and there is a colleague."""
    return bool(colleagues(caseload)) and not reason_against_lending(caseload, candidate_id)


def candidates_alike(caseload: Caseload, candidate_id: str) -> list[Candidate]:
    """Return the candidates of the same assessor that can be lent together, this one first."""
    owner = owner_of(caseload, load_portfolio(caseload, candidate_id)).id
    everyone = sorted(caseload.all(Candidate), key=lambda c: (c.id != candidate_id, name_key(c.name)))
    return [
        candidate
        for candidate in everyone
        if owner_of(caseload, load_portfolio(caseload, candidate.id)).id == owner
        and not reason_against_lending(caseload, candidate.id)
    ]


def drafts_of(portfolio: Portfolio) -> list[str]:
    """Return the ids of the items that are neither judged nor withdrawn."""
    undecided = (None, ItemState.CHANGED)
    return [item.id for item in portfolio.evidence if judged_state(item, portfolio) in undecided]


def lend(
    caseload: Caseload,
    candidate_ids: Sequence[str],
    device: str,
    until: date | None,
    because: str = "",
    drafts: Drafts = Drafts.THEIRS,
) -> None:
    """Lend candidates to the colleague of a machine until a day; without one their assessor has left.

    Drafts are withdrawn at once if so chosen.
    Raises UserError, having changed nothing, if the person here may not, the day is past, or drafts
    would stay with somebody who has left.
    """
    today = caseload.clock().date()
    to = next((card for card in colleagues(caseload) if card.device == device), None)
    if to is None:
        raise MissingError(text("the colleague"), "to")
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    if until and until < today:
        raise UserError(text("The last day is in the past. Choose today or a later day."))
    if until is None and drafts is Drafts.THEIRS:
        raise MissingError(text("what becomes of the drafts of the assessor who has left"), "drafts")
    if until is not None and drafts is not Drafts.THEIRS:
        raise UserError(text("Drafts stay with an assessor who comes back."))
    if until is None and not lends_for_others(caseload):
        raise UserError(text("Only the lead verifier does this for an assessor who has left."))
    with caseload.together():
        for candidate_id in candidate_ids:
            refuse(reason_against_lending(caseload, candidate_id))
            _lend_one(caseload, candidate_id, to, until, because, drafts)


def _lend_one(
    caseload: Caseload, candidate_id: str, to: Card, until: date | None, because: str, drafts: Drafts
) -> None:
    portfolio = load_portfolio(caseload, candidate_id)
    owner = owner_of(caseload, portfolio)
    if owner.id == to.person:
        raise UserError(text("{name} assesses this candidate already.", name=owner.name))
    cover = Cover(
        caseload.new_id(),
        owner.id,
        to.person,
        caseload.clock().date(),
        caseload.author,
        owner.name,
        to.name,
        until,
        because.strip(),
        drafts,
    )
    caseload.save(candidate_id, UserAction.COVER_LEND, cover)
    if drafts is not Drafts.WITHDRAWN:
        return
    for item_id in drafts_of(portfolio):
        if caseload.permissions.is_draft_of(owner.id, candidate_id, item_id):
            withdrawn = replace(portfolio.item(item_id), withdrawn=True)
            caseload.save(candidate_id, UserAction.EVIDENCE_WITHDRAW, withdrawn)


def lent(caseload: Caseload, candidate_id: str) -> Cover | None:
    """Return the cover of a candidate that holds today; None if none does."""
    return cover_in_force(load_portfolio(caseload, candidate_id).covers, caseload.clock().date())


def may_end(caseload: Caseload, cover: Cover) -> bool:
    """Return whether the person here may end a cover: who was lent or lends, or the lead verifier.

    An assessor who has left takes nothing back.
    """
    if lends_for_others(caseload):
        return True
    return cover.until is not None and caseload.author in (cover.of, cover.to)


def is_own(caseload: Caseload, cover: Cover) -> bool:
    """Return whether the person here is the assessor who is away."""
    return cover.of == caseload.author


def end(caseload: Caseload, candidate_id: str) -> Cover:
    """End the cover of a candidate today: they are their own assessor's again.

    Raises UserError if the candidate is not lent, or the person here may not end it.
    """
    cover = lent(caseload, candidate_id)
    if cover is None:
        raise UserError(text("This candidate is not lent."))
    if not may_end(caseload, cover):
        raise UserError(
            text("Only {of}, {to} or the lead verifier ends this.", of=cover.of_name, to=cover.to_name)
        )
    ended = replace(cover, ended=caseload.clock().date(), ended_by=caseload.author)
    caseload.save(candidate_id, UserAction.COVER_END, ended)
    return ended


def words(caseload: Caseload, candidate_id: str) -> str:
    """Return who covers a candidate, for whom and until when, with drafts to read only; empty if no one."""
    cover, person = lent(caseload, candidate_id), assessor_of(caseload)
    if cover is None:
        return caseload.permissions.reason_lent(person.id, candidate_id)
    if cover.of == person.id:
        return caseload.permissions.reason_lent(person.id, candidate_id)
    if cover.until is None:
        said = text("{to} took over from {of}, who has left.", to=cover.to_name, of=cover.of_name)
    else:
        said = text(
            "{to} covers for {of} until {day}.",
            to=cover.to_name,
            of=cover.of_name,
            day=long_date(cover.until),
        )
    count = _kept_drafts(caseload, candidate_id, cover)
    if count:
        said += " " + plural(
            "{count} draft of theirs can be read, and stays theirs.",
            "{count} drafts of theirs can be read, and stay theirs.",
            count,
        )
    return said


def _kept_drafts(caseload: Caseload, candidate_id: str, cover: Cover) -> int:
    if cover.drafts is not Drafts.THEIRS:
        return 0
    items = drafts_of(load_portfolio(caseload, candidate_id))
    return sum(caseload.permissions.is_draft_of(cover.of, candidate_id, item) for item in items)
