"""What the centre keeps besides evidence: switched on in its details, or already recorded."""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.kept import kept_by
from csassess.domain.records.evidence import Decision
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import Case
from csassess.domain.records.roles import Role
from csassess.domain.records.visits import Visit
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.candidates.learner_details import details_in_words

_PARTS = {
    "inductions": Keeping.INDUCTION,
    "unit_plans": Keeping.UNIT_PLANS,
    "authenticity": Keeping.AUTHENTICITY,
    "reviews": Keeping.REVIEWS,
    "contacts": Keeping.CONTACTS,
    "breaks": Keeping.BREAKS,
    "claims": Keeping.CLAIMS,
    "cases": Keeping.LOGS,
}
"""The parts of a portfolio that hold what the centre keeps."""


def kept(caseload: Caseload) -> frozenset[Keeping]:
    """Return what the centre switched on."""
    return kept_by(centre_of(caseload))


def used(caseload: Caseload) -> frozenset[type]:
    """Return the kinds of record of which there are any, among those for which the centre has a page."""
    return frozenset(kind for kind in (Visit, Decision, Case, Claim) if caseload.has_any(kind))


def checklist(caseload: Caseload) -> tuple[str, ...]:
    """Return the lines of the centre's induction checklist, or the usual ones if it wrote none."""
    own = tuple(line.strip() for line in centre_of(caseload).induction.splitlines() if line.strip())
    return own or (
        text("the qualification, its units and how they are assessed"),
        text("roles of assessor, internal verifier and external verifier"),
        text("appeals and complaints procedure"),
        text("equal opportunities and reasonable adjustments"),
        text("health and safety, safeguarding"),
        text("authenticity and malpractice"),
        text("what is recorded of the candidate, and for how long"),
    )


def shown_of(caseload: Caseload, portfolio: Portfolio) -> frozenset[Keeping]:
    """Return what is shown of a portfolio: what the centre switched on, and what is recorded anyhow."""
    shown = {*kept(caseload), *(keeping for part, keeping in _PARTS.items() if getattr(portfolio, part))}
    if details_in_words(portfolio) or assessor_of(caseload).role is Role.CENTRE:
        shown.add(Keeping.DETAILS)
    return frozenset(shown)
