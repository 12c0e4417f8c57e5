"""A portfolio read whole from the tables."""

from csassess.data.caseload import Caseload
from csassess.data.units import unit_from
from csassess.domain import evidence, people
from csassess.domain.portfolio import Portfolio
from csassess.domain.units import Unit


def load_portfolio(caseload: Caseload, candidate_id: str) -> Portfolio:
    """Return one candidate's portfolio; raises KeyError where the caseload has no such candidate."""
    candidate = caseload.one(people.Candidate, candidate_id, candidate_id)
    if candidate is None:
        raise KeyError(candidate_id)
    return Portfolio(
        candidate,
        tuple(caseload.all(people.Registration, candidate_id)),
        tuple(caseload.all(people.Employment, candidate_id)),
        tuple(sorted(caseload.all(people.Enrolment, candidate_id), key=lambda enrolment: (enrolment.on, enrolment.id))),
        tuple(caseload.all(evidence.Visit, candidate_id)),
        tuple(sorted(caseload.all(evidence.EvidenceItem, candidate_id), key=lambda item: item.sort_key)),
        tuple(sorted(caseload.all(evidence.Note, candidate_id), key=lambda note: (note.at, note.written))),
        tuple(sorted(caseload.all(evidence.Customer, candidate_id), key=lambda customer: (len(customer.letter), customer.letter))),
        tuple(caseload.all(evidence.CustomerFeedback, candidate_id)),
        tuple(caseload.all(evidence.Reference, candidate_id)),
        tuple(caseload.all(evidence.Judgement, candidate_id)),
        tuple(caseload.all(evidence.Confirmation, candidate_id)),
        tuple(caseload.all(evidence.Decision, candidate_id)),
        tuple(caseload.all(evidence.Plan, candidate_id)),
    )  # fmt: skip


def enrolled_units(caseload: Caseload, portfolio: Portfolio) -> tuple[Unit, ...]:
    """Return the units a candidate is enrolled on, each in the exact wording of the enrolment."""
    return tuple(kept_unit(caseload, enrolment.digest) for enrolment in portfolio.enrolments)


_kept: dict[str, Unit] = {}  # by digest: what a digest names never changes


def kept_unit(caseload: Caseload, digest: str) -> Unit:
    """Return the unit in the wording kept under a digest; raises KeyError where none is kept."""
    if digest not in _kept:
        _kept[digest] = unit_from(caseload.wording(digest))
    return _kept[digest]
