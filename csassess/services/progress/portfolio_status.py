"""The status of each portfolio, for lists over many, and the search in their words.

Both are cached until the portfolio changes, and built when missing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from csassess.data.exchange.assessors import assessors_of
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.data.record.list_cache import (
    assessors_known,
    forget_statuses_changed_by_date,
    names_of,
    search,
    store_portfolio_status,
    stored_portfolio_statuses,
    streams_in_plan,
    streams_without_status,
)
from csassess.domain.assessment.decisions import decision_state, last_decision
from csassess.domain.assessment.portfolio_status import (
    PortfolioStatus,
    SampledSoFar,
    SampleStatus,
    UnitStatus,
)
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.verification import ActionState
from csassess.domain.retention.milestone_rules import milestone
from csassess.domain.retention.rules import hold_in_force
from csassess.domain.verification.sampling import (
    action_state,
    is_asked,
    open_actions,
    signature_of,
    still_applies,
)
from csassess.services.access.caseloads import responsible_for
from csassess.services.candidates.candidates import current_job, joined_into, marked_as_joined
from csassess.services.candidates.learner_details import details_in_words
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view

_BUILT_ON = "summaries-of"  # the day on which statuses were last brought up to date


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A search result: the candidate, the place in the portfolio, and an excerpt."""

    candidate: str
    name: str
    place: str
    words: str


def portfolio_status(caseload: Caseload, view: PortfolioView) -> PortfolioStatus:
    """Return a candidate's status, as lists over many portfolios show it."""
    portfolio = view.portfolio
    assessor, registration = responsible_for(caseload, portfolio), portfolio.latest_registration
    persons, assessor_ids = people(caseload), sorted(assessors_of(caseload, portfolio.candidate.id))
    job = current_job(portfolio, caseload.clock().date())
    achieved = milestone(MilestoneKind.ACHIEVED, portfolio)
    ended = [k for k in (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED) if milestone(k, portfolio)]
    units = [standing.unit.id for standing in view.standings]
    accepted = {item.id for unit in units for item in _accepted(unit, portfolio)}
    return PortfolioStatus(
        portfolio.candidate.id,
        portfolio.candidate.name,
        portfolio.candidate.number,
        assessor.id,
        assessor.name,
        assessor.status is AssessorStatus.WORKING_TOWARDS,
        tuple(assessor_ids),
        tuple(persons[assessor_id].name for assessor_id in assessor_ids if assessor_id in persons),
        registration.number if registration else "",
        registration.on if registration else None,
        registration is not None,
        job.employer if job else "",
        tuple(_unit(unit_standing, portfolio) for unit_standing in view.standings),
        achieved.on if achieved else None,
        ended[0].words if ended else "",
        hold_in_force(portfolio) is not None,
        accepted=len(accepted),
        seen=len(accepted & {item for unit in units for item in _items_seen(unit, portfolio)}),
    )


def _unit(unit_standing: UnitStanding, portfolio: Portfolio) -> UnitStatus:
    unit = unit_standing.unit.id
    accepted = _accepted(unit, portfolio)
    done, total = unit_standing.count()
    actions, decision = open_actions(portfolio, unit), last_decision(unit, portfolio)
    return UnitStatus(
        unit,
        unit_standing.unit.name,
        done,
        total,
        decision_state(unit_standing, portfolio),
        *_aspects(accepted, portfolio),
        _sampled_so_far(unit, portfolio),
        any(s.unit == unit and not signature_of(s, portfolio) for s in portfolio.samples),
        len(actions),
        sum(action_state(action, portfolio) is ActionState.ANSWERED for action in actions),
        next((entry.reason for entry in portfolio.not_sampled if entry.id == unit), ""),
        sample_history(unit, portfolio),
        sum(action.unit == unit and not is_asked(action, portfolio) for action in portfolio.actions),
        len(accepted),
        len({item.id for item in accepted} & _items_seen(unit, portfolio)),
        decision.on if decision else None,
    )


def _accepted(unit: str, portfolio: Portfolio) -> list[EvidenceItem]:
    return [item for item in portfolio.items_for(unit) if portfolio.is_accepted(item)]


def _items_seen(unit: str, portfolio: Portfolio) -> set[str]:
    signed = {s.id for s in portfolio.sample_signatures if still_applies(s, portfolio)}
    return {item for s in portfolio.samples if s.unit == unit and s.id in signed for item in s.evidence}


def sample_history(unit: str, portfolio: Portfolio) -> tuple[SampleStatus, ...]:
    """Return every signed sample of a unit, oldest first."""
    signatures = {signature.id: signature for signature in portfolio.sample_signatures}
    waiting = open_actions(portfolio, unit)
    return tuple(
        SampleStatus(
            sample.on,
            sample.stage,
            sample.verdict,
            sample.name,
            sum(action.sample == sample.id for action in portfolio.actions),
            sum(action.sample == sample.id for action in waiting),
            len(sample.evidence),
            still_applies(signatures[sample.id], portfolio),
        )
        for sample in portfolio.samples
        if sample.unit == unit and sample.id in signatures
    )


def _aspects(items: Iterable[EvidenceItem], portfolio: Portfolio) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the methods by which items arose, and the places."""
    items = list(items)
    visits = [portfolio.visit_of(item) for item in items]
    places = {visit.place for visit in visits if visit and visit.place}
    return tuple(sorted({item.method for item in items})), tuple(sorted(places, key=name_key))


def _sampled_so_far(unit: str, portfolio: Portfolio) -> SampledSoFar:
    signatures = {s.id: s for s in portfolio.sample_signatures if still_applies(s, portfolio)}
    signed = [s for s in portfolio.samples if s.unit == unit and s.id in signatures]
    if not signed:
        return SampledSoFar()
    seen_ids = {evidence for sample in signed for evidence in sample.evidence}
    methods, places = _aspects((item for item in portfolio.evidence if item.id in seen_ids), portfolio)
    return SampledSoFar(len(signed), signed[-1].on, signed[-1].stage, signed[-1].verdict, methods, places)


def _searchable_words(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """Yield the searchable words of a portfolio, each with its place.

    The place is the item's id, or "" for the candidate.
    """
    candidate = portfolio.candidate
    yield "", " ".join([candidate.name, candidate.number, *(r.number for r in portfolio.registrations)])
    details = " ".join(words for _, words in details_in_words(portfolio))
    if details:
        yield "", details
    for job in portfolio.employments:
        yield "", f"{job.employer} {job.job}"
    said = [
        *(f"{r.progress} {r.targets} {r.comments} {r.employer_comments}" for r in portfolio.reviews),
        *(f"{plan.words} {plan.review}" for plan in portfolio.unit_plans),
        *(record.words for record in portfolio.contacts),
        *(f"{case.words} {case.outcome}" for case in portfolio.cases),
        *(record.reason for record in portfolio.breaks),
        *(record.note for record in portfolio.inductions),
    ]
    yield from (("", words) for words in said if words.strip())
    certificates = {prior.id: prior for prior in portfolio.prior_learning}
    for item in portfolio.evidence:
        if prior := certificates.get(item.id):
            yield item.id, f"{prior.certificate} {prior.number} {prior.awarded_by} {prior.mapping}"
        texts = [item.description, *(f"{n.question} {n.text}" for n in portfolio.notes_of(item.id))]
        texts += [photograph.caption for photograph in portfolio.photographs_of(item.id)]
        texts += [f"{f.received} {f.improvement}" for f in portfolio.feedback_of(item.id)]
        texts += [addendum.words for addendum in portfolio.addenda_of(item.id)]
        yield from ((item.id, words) for words in texts if words.strip())


def bring_up_to_date(caseload: Caseload) -> None:
    """Build the missing statuses: of portfolios that are new or have changed.

    Those that depend on today's date are built again on a new day. Does nothing if nothing was
    written and the day is the same.
    """
    today = caseload.clock().date()
    if caseload.listed_at == (today.isoformat(), *caseload.changes):
        return
    last = caseload.local.get(_BUILT_ON)
    if last != today.isoformat():
        with caseload.together():
            forget_statuses_changed_by_date(caseload.db, date.fromisoformat(last) if last else today, today)
            caseload.local.set(_BUILT_ON, today.isoformat())
    missing = streams_without_status(caseload.db)
    if missing:
        with caseload.together():
            for stream in missing:
                store_status(caseload, portfolio_view(caseload, stream))
    caseload.listed_at = today.isoformat(), *caseload.changes


def store_status(caseload: Caseload, view: PortfolioView) -> None:
    """Cache a portfolio's status and its words, within the caller's transaction."""
    store_portfolio_status(caseload.db, portfolio_status(caseload, view), _searchable_words(view.portfolio))


def portfolio_statuses(caseload: Caseload, assessor: str | None = None) -> list[PortfolioStatus]:
    """Return the status of each candidate, by name; of one assessor or of all.

    Records joined into another are left out.
    """
    bring_up_to_date(caseload)
    statuses = [
        s for s in stored_portfolio_statuses(caseload.db, assessor) if not joined_into(caseload, s.candidate)
    ]
    return sorted(statuses, key=lambda status: name_key(status.name))


def assessor_names(caseload: Caseload) -> list[tuple[str, str]]:
    """Return the assessors of all candidates known here, by name, each as (id, name)."""
    bring_up_to_date(caseload)
    return sorted(assessors_known(caseload.db).items(), key=lambda entry: name_key(entry[1]))


def assessors(caseload: Caseload) -> list[tuple[str, str, int]]:
    """Return the assessors of all candidates known here, by name.

    Each as (id, name, number of registered candidates): as many as the plan has rows.
    """
    bring_up_to_date(caseload)
    joined = {stream for stream in marked_as_joined(caseload) if joined_into(caseload, stream)}
    counts = Counter(
        assessor for stream, assessor in streams_in_plan(caseload.db).items() if stream not in joined
    )
    return [(assessor_id, name, counts[assessor_id]) for assessor_id, name in assessor_names(caseload)]


def find(caseload: Caseload, wanted: str) -> list[SearchHit]:
    """Return where the wanted words occur in all portfolios, best match first."""
    bring_up_to_date(caseload)
    places = search(caseload.db, wanted)
    names = names_of(caseload.db, {stream for stream, _, _ in places})
    return [
        SearchHit(stream, names[stream], place, piece) for stream, place, piece in places if stream in names
    ]
