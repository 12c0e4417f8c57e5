"""Standardisation: the record of a meeting, and one item judged blind by several people."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates.candidates import is_here
from csassess.services.units import units


def standardisations(caseload: Caseload) -> list[Standardisation]:
    """Return what was standardised, the last first."""
    return sorted(caseload.all(Standardisation, CASELOAD_STREAM), key=lambda s: (s.on, s.title), reverse=True)


def judgements_of(caseload: Caseload, standardisation: Standardisation) -> list[BlindJudgement]:
    """Return the blind judgements of a standardisation, by name."""
    found = caseload.all(BlindJudgement, CASELOAD_STREAM)
    chosen = (judgement for judgement in found if judgement.standardisation == standardisation.id)
    return sorted(chosen, key=lambda judgement: name_key(judgement.name))


def keep(caseload: Caseload, standardisation: Standardisation) -> Standardisation:
    """Record a standardisation, or change it.

    Raises UserError without a subject, or if the day is in the future.
    """
    if not standardisation.title.strip():
        raise MissingError(text("the subject"), "title")
    _check_day(caseload, standardisation.on)
    kept = replace(
        standardisation,
        id=standardisation.id or caseload.new_id(),
        by=standardisation.by or assessor_of(caseload).id,
    )
    caseload.save(CASELOAD_STREAM, UserAction.STANDARDISATION_KEEP, kept)
    return kept


def remove(caseload: Caseload, standardisation: Standardisation) -> None:
    """Remove a standardisation that was recorded by mistake, with its blind judgements."""
    judgements = judgements_of(caseload, standardisation)
    caseload.save(CASELOAD_STREAM, UserAction.STANDARDISATION_REMOVE, remove=(*judgements, standardisation))


def keep_judgement(caseload: Caseload, judgement: BlindJudgement) -> BlindJudgement:
    """Record how a person judged the item, or change it.

    Raises UserError without a name, for a second judgement of the same person, or of a later day.
    """
    if not judgement.name.strip():
        raise MissingError(text("who judged"), "name")
    _check_day(caseload, judgement.on)
    others = [
        other
        for other in caseload.all(BlindJudgement, CASELOAD_STREAM)
        if other.standardisation == judgement.standardisation and other.id != judgement.id
    ]
    if any(plain_name(other.name) == plain_name(judgement.name) for other in others):
        raise UserError(text("The judgement of this person is recorded already. Change that one."))
    kept = replace(judgement, id=judgement.id or caseload.new_id(), name=judgement.name.strip())
    caseload.save(CASELOAD_STREAM, UserAction.BLIND_KEEP, kept)
    return kept


def remove_judgement(caseload: Caseload, judgement: BlindJudgement) -> None:
    """Remove a blind judgement that was typed in by mistake."""
    caseload.save(CASELOAD_STREAM, UserAction.BLIND_REMOVE, remove=(judgement,))


def portfolio_of(caseload: Caseload, standardisation: Standardisation) -> Portfolio | None:
    """Return the portfolio of the item judged; None if there is no item, or it is no longer here."""
    if not standardisation.item or not is_here(caseload, standardisation.candidate):
        return None
    portfolio = load_portfolio(caseload, standardisation.candidate)
    return portfolio if any(item.id == standardisation.item for item in portfolio.evidence) else None


def criteria_of(standardisation: Standardisation, portfolio: Portfolio) -> list[str]:
    """Return the criteria of the unit that the assessor referenced in the item, in the unit's order."""
    referenced = {r.criterion for r in portfolio.references_of(standardisation.item, standardisation.unit)}
    return [label for label in units.unit(standardisation.unit).labels() if label in referenced]


def criteria_judged(caseload: Caseload, standardisation: Standardisation) -> list[str]:
    """Return the criteria that were judged, also once the portfolio is no longer here."""
    portfolio = portfolio_of(caseload, standardisation)
    if portfolio:
        return criteria_of(standardisation, portfolio)
    met = {criterion for j in judgements_of(caseload, standardisation) for criterion in j.met}
    return [label for label in units.unit(standardisation.unit).labels() if label in met]


def _check_day(caseload: Caseload, day: date) -> None:
    if day > caseload.clock().date():
        raise UserError(text("Choose the day on which it took place."))
