"""What the centre keeps besides evidence: switched on in its details, or already recorded."""

from csassess.data.record.caseload import Caseload
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.roles import Role
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.candidates.learner_details import details_in_words


def kept(caseload: Caseload) -> frozenset[Keeping]:
    """Return what the centre switched on; names of a newer version are left out."""
    return frozenset(keeping for keeping in Keeping if keeping in centre_of(caseload).keeps)


def shown_of(caseload: Caseload, portfolio: Portfolio) -> frozenset[Keeping]:
    """Return what is shown of a portfolio: what the centre switched on, and what is recorded anyhow."""
    shown = set(kept(caseload))
    if details_in_words(portfolio) or assessor_of(caseload).role is Role.CENTRE:
        shown.add(Keeping.DETAILS)
    return frozenset(shown)
