"""Everyone who owes a signature, by site: who, of which candidate, and for what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.labels import label
from csassess.domain.names import NameKey, name_key
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.signatures import Signer
from csassess.domain.retention.milestone_rules import milestone
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates.candidates import current_job, list_candidates
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.signing.offers import Waiting, waiting_in

_ENDED = (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)


@dataclass(frozen=True, slots=True)
class Owed:
    """One signature that is owed: by whom, in which role, at which site, for what, and since when.

    The site is the employer's or, of the centre's staff, the centre. `who` is the name on record, or the role
    if there is none; `reach` is how to reach them. `item` and `unit` say where to sign.
    """

    candidate: str
    candidate_name: str
    site: str
    who: str
    signer: Signer
    what: str
    since: date | None
    reach: str = ""
    item: str = ""
    unit: str = ""

    @property
    def role(self) -> str:
        """The role in which the person signs, in words."""
        return label(self.signer)


def owed_signatures(caseload: Caseload) -> list[Owed]:
    """Return every signature that is owed in all portfolios, by site, person and day.

    Reads every portfolio: slow for large caseloads; thread-safe.
    """
    views = (portfolio_view(caseload, candidate.id) for candidate in list_candidates(caseload))
    return in_order(owed for view in views for owed in owed_in(caseload, view))


def in_order(owed: Iterable[Owed]) -> list[Owed]:
    """Return signatures by site, person and day; without a site last."""

    def place(each: Owed) -> tuple[bool, NameKey, NameKey, date]:
        return not each.site, name_key(each.site), name_key(each.who), each.since or date.max

    return sorted(owed, key=place)


def by_site(owed: Iterable[Owed]) -> list[tuple[str, list[Owed]]]:
    """Return the signatures, given in order, of each site; the last has no name if no site is known."""
    return [(site, list(each)) for site, each in groupby(owed, key=lambda entry: entry.site)]


def owed_in(caseload: Caseload, view: PortfolioView) -> Iterator[Owed]:
    """Yield the signatures that are owed in one portfolio; none of who left or has the certificate."""
    if any(milestone(kind, view.portfolio) for kind in _ENDED):
        return
    for line in waiting_in(caseload, view):
        yield _owed(caseload, view, line)


def _owed(caseload: Caseload, view: PortfolioView, line: Waiting) -> Owed:
    portfolio, candidate = view.portfolio, view.portfolio.candidate
    job = current_job(portfolio, caseload.clock().date())
    site, since = (job.employer if job else ""), None
    if line.signer not in (Signer.CANDIDATE, Signer.WITNESS):
        site = centre_of(caseload).name  # who works for the centre signs there
    if line.item:
        item = portfolio.item(line.item)
        visit = portfolio.visit_of(item)
        site, since = (visit.place if visit and visit.place and not site else site), item.on
    else:
        decision = last_decision(line.unit, portfolio)
        since = decision.on if decision else None
    names = line.offer.names
    testimony = portfolio.testimony_of(line.item) if line.item else None
    reach = ""
    if line.signer is Signer.CANDIDATE:
        reach = ", ".join(filter(None, (candidate.phone, candidate.email)))
    elif line.signer is Signer.WITNESS and testimony:
        reach = testimony[1].contact
    return Owed(
        candidate.id,
        candidate.name,
        site,
        names[0] if names else text("the {role}", role=label(line.signer)),
        line.signer,
        line.place,
        since,
        reach,
        line.item,
        line.unit,
    )
