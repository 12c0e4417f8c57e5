"""What would be asked about a candidate's registration, dates and claim."""

from collections.abc import Iterable, Iterator

from csassess.catalogue import plural, text
from csassess.domain.asking.lines import Kind, Line, Surroundings
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.controlled_forms import VERSION, approval_of, forms
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.standing import progress_in
from csassess.domain.records.milestones import ENDS, Milestone, MilestoneKind
from csassess.domain.records.people import Registration
from csassess.domain.retention.date_order import breaks_of, observed_before_registration
from csassess.domain.retention.milestone_rules import milestone

CLAIMS = (MilestoneKind.ACHIEVED, MilestoneKind.CLAIMED, MilestoneKind.CERTIFICATED)
"""The dates that rest on what was decided."""

_FORMS_OF_A_PORTFOLIO = ("CRF", "OBR", "UND")
_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)


def lines_of_candidate(
    portfolio: Portfolio,
    standings: Iterable[UnitStanding],
    around: Surroundings,
    *,
    claiming: Milestone | None = None,
) -> Iterator[Line]:
    """Yield what would be asked about a candidate.

    `claiming` is a date about to be recorded: it is asked what rests on it, as if it were there.
    """
    standings = tuple(standings)
    dated = (*portfolio.milestones, *([claiming] if claiming else []))
    claims = sorted((m for m in dated if m.kind in CLAIMS), key=lambda m: (CLAIMS.index(m.kind), m.on, m.id))
    first = tuple(claim.id for claim in claims[:1])
    decided = {s.unit.id for s in standings if decision_state(s, portfolio) in _DECIDED}
    if not portfolio.registrations and (claims or portfolio.decisions):
        facts = tuple(decision.id for decision in portfolio.decisions[:1]) or first
        yield Line(Kind.NOT_REGISTERED, text("the candidate is not registered"), facts=facts)
    yield from _expired(portfolio, around)
    if claims and not decided:
        words = text("no unit is decided, and the {kind} is recorded", kind=claims[-1].kind.words)
        yield Line(Kind.NO_UNIT_DECIDED, words, facts=first)
    if claims and portfolio.registrations:
        yield from _rule(portfolio, standings, decided, first, around)
    withdrawn = milestone(MilestoneKind.WITHDRAWN, portfolio)
    if withdrawn and claims:
        words = text("the candidate was withdrawn on {day}", day=long_date(withdrawn.on))
        yield Line(
            Kind.WITHDRAWN,
            words,
            facts=(withdrawn.id, withdrawn.on.isoformat(), *(claim.id for claim in claims)),
        )
    at_their_items = set(observed_before_registration(portfolio))
    for broken in breaks_of(portfolio):
        if broken not in at_their_items:
            yield Line(Kind.DATE_ORDER, broken.words, broken.item, broken.unit, facts=broken.facts)
    if portfolio.decisions or claims:
        yield from _forms(around)
    for case in portfolio.cases if claims else ():
        if case.closed is None:
            words = text("{kind} of {day} has no outcome", kind=case.kind.words, day=long_date(case.on))
            yield Line(Kind.CASE_OPEN, words, facts=(case.id,))


def _expired(portfolio: Portfolio, around: Surroundings) -> Iterator[Line]:
    """Yield a line if the registration expired before it was claimed or ended."""
    registration = portfolio.latest_registration
    expires = registration.expires if registration else None
    if expires is None or expires >= around.today:
        return
    if not any(point.on <= expires for point in portfolio.milestones if point.kind in ENDS):
        words = text("the registration expired on {day}", day=long_date(expires))
        yield Line(Kind.REGISTRATION_EXPIRED, words, facts=(expires.isoformat(),))


def _rule(
    portfolio: Portfolio,
    standings: tuple[UnitStanding, ...],
    decided: set[str],
    first: tuple[str, ...],
    around: Surroundings,
) -> Iterator[Line]:
    """Yield a line if what the candidate is registered for is not complete, or cannot be checked.

    `first` holds the id of the first claim.
    """
    registration = portfolio.latest_registration
    assert registration is not None
    if registration.digest:
        yield from _stated_rule(registration, portfolio, standings, (*first, registration.digest), around)
        return
    qualification = around.qualifications.get(registration.qualification)
    if qualification is None or not qualification.units:
        words = plural(
            "the units of the qualification are not stated; {count} unit is decided",
            "the units of the qualification are not stated; {count} units are decided",
            len(decided),
        )
        yield Line(Kind.RULE_NOT_STATED, words, facts=(*first, *sorted(decided)))
        return
    missing = [unit for unit in qualification.units if unit not in decided]
    if missing:
        words = text(
            "{done} of {count} units of “{title}” are decided",
            done=len(qualification.units) - len(missing),
            count=len(qualification.units),
            title=qualification.title,
        )
        yield Line(Kind.RULE_NOT_MET, words, facts=(*first, *sorted(missing)))


def _stated_rule(
    registration: Registration,
    portfolio: Portfolio,
    standings: tuple[UnitStanding, ...],
    first: tuple[str, ...],
    around: Surroundings,
) -> Iterator[Line]:
    """Yield a line if what the qualification asks for is not met, not here, or not approved here."""
    rule = around.rules.get(registration.digest)
    if rule is None:
        yield Line(Kind.RULE_NOT_STATED, text("what the qualification asks for is not here"), facts=first)
        return
    found = progress_in(rule, registration, standings, portfolio)
    if not found.is_complete:
        words = text("“{title}” is not complete: {missing}", title=rule.title, missing=found.achieved.words)
        yield Line(Kind.RULE_NOT_MET, words, facts=(*first, *sorted(found.achieved_units)))
    elif registration.digest not in around.approved:
        words = text("what “{title}” asks for is a draft here, which nobody has approved", title=rule.title)
        yield Line(Kind.RULE_NOT_STATED, words, facts=first)


def _forms(around: Surroundings) -> Iterator[Line]:
    missing = [form for form in _FORMS_OF_A_PORTFOLIO if not approval_of(form, around.approvals)]
    if missing:
        titles = dict(forms())
        named = ", ".join(f"{titles[form]} ({form})" for form in missing)
        words = text("forms not approved at version {version}: {forms}", version=VERSION, forms=named)
        yield Line(Kind.FORM_NOT_APPROVED, words, facts=(VERSION, *missing))
