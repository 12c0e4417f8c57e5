"""Check a unit's evidence requirements against the record.

The rules are data, taken from the unit's own specification; this module is the engine. Only
accepted evidence that the unit allows counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from csassess.catalogue import plural, text
from csassess.domain.assessment.coverage import count_occasions
from csassess.domain.assessment.eligibility import items_excluded_by, items_not_allowed
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Confirmation, Customer, Demonstrated, EvidenceItem, Method
from csassess.domain.units.units import (
    ConfirmationRule,
    CoverageRule,
    DemonstrationRule,
    EvidenceRequirement,
    FeedbackOrigin,
    InformationRule,
    Kind,
    NoSimulationRule,
    Rule,
    SettingRule,
    Unit,
)


class FindingState(StrEnum):
    """Outcome of checking one evidence requirement.

    A breach of a prohibition is NOT_ALLOWED, a *may* is INFORMATION. A unit without requirements
    gives NONE_STATED.
    """

    MET = "met"
    OPEN = "open"
    NOT_ALLOWED = "not-allowed"
    INFORMATION = "information"
    NONE_STATED = "none-stated"

    @property
    def words(self) -> str:
        """The state in words; empty if the unit states no requirements."""
        return {
            FindingState.MET: text("met"),
            FindingState.OPEN: text("needed"),
            FindingState.NOT_ALLOWED: text("not allowed"),
            FindingState.INFORMATION: text("for information"),
            FindingState.NONE_STATED: "",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome for one requirement, or for one lettered item of it.

    `evidence` holds the numbers of the items it rests on. `shown_in_drafts` says of an open finding
    that accepting drafts would meet it, and that the assessor did not find all of them insufficient.
    """

    requirement: str | None
    item: str | None
    state: FindingState
    detail: str
    evidence: tuple[str, ...] = ()
    shown_in_drafts: bool = False

    @property
    def name(self) -> str:
        """Number and letter of the requirement, such as "4 b"."""
        return " ".join(part for part in (self.requirement, self.item) if part)


@dataclass(frozen=True, slots=True)
class _Record:
    """What the rules check: the allowed items of one unit, accepted and draft."""

    unit: Unit
    portfolio: Portfolio
    accepted: tuple[EvidenceItem, ...]
    drafts: tuple[EvidenceItem, ...]


_WORST_FIRST = (FindingState.NOT_ALLOWED, FindingState.OPEN, FindingState.MET, FindingState.INFORMATION)


def findings(unit: Unit, portfolio: Portfolio) -> tuple[Finding, ...]:
    """Return one finding for each requirement or lettered item, in the unit's order."""
    if not unit.evidence_requirements:
        detail = text("the unit states none")
        if unit.assessment_strategy:
            detail = text("the unit states none; it cites {strategy}", strategy=unit.assessment_strategy)
        return (Finding(None, None, FindingState.NONE_STATED, detail),)
    record = _record(unit, portfolio)
    return tuple(
        _combined(requirement, item, record)
        for requirement in unit.evidence_requirements
        for item in requirement.parts
    )


def _record(unit: Unit, portfolio: Portfolio) -> _Record:
    barred = items_not_allowed(unit, portfolio)
    allowed = [item for item in portfolio.items_for(unit.id) if item.id not in barred]
    return _Record(
        unit,
        portfolio,
        tuple(item for item in allowed if portfolio.is_accepted(item)),
        tuple(item for item in allowed if not portfolio.is_accepted(item)),
    )


def _combined(requirement: EvidenceRequirement, item: str | None, record: _Record) -> Finding:
    """Return one finding from all rules of a requirement or lettered item.

    The worst state decides, and the details are those of the rules in that state.
    """
    parts = [_check_rule(rule, requirement, record) for rule in requirement.rules if rule.item == item]
    state = next(state for state in _WORST_FIRST if any(part.state is state for part in parts))
    leading = [part for part in parts if part.state is state]
    detail = "; ".join(dict.fromkeys(part.detail for part in leading))
    numbers = dict.fromkeys(number for part in leading for number in part.evidence)
    shown_in_drafts = all(part.shown_in_drafts for part in leading)
    return Finding(requirement.label, item, state, detail, tuple(numbers), shown_in_drafts)


def _check_rule(rule: Rule, requirement: EvidenceRequirement, record: _Record) -> Finding:
    match rule:
        case SettingRule() | NoSimulationRule():
            return _check_eligibility(rule, record)
        case ConfirmationRule():
            return _confirmation(rule, requirement, record)
        case CoverageRule():
            return _coverage(rule, record)
        case DemonstrationRule(of="own-responsibility"):
            return _responsibility(record)
        case DemonstrationRule(origin=FeedbackOrigin() as origin):
            return _feedback_used(origin, record)
        case InformationRule():
            return Finding(None, None, FindingState.INFORMATION, _information(rule, record.portfolio))
    raise TypeError(rule)


def _numbers(items: Iterable[EvidenceItem]) -> tuple[str, ...]:
    return tuple(item.number for item in items)


def _listed(items: Iterable[EvidenceItem]) -> str:
    numbers = [item.number for item in items]
    if not numbers:
        return ""
    return plural("item {numbers}", "items {numbers}", len(numbers), numbers=", ".join(numbers))


def _finding(state: FindingState, detail: str, items: Iterable[EvidenceItem] = ()) -> Finding:
    return Finding(None, None, state, detail, _numbers(items))


def _check_eligibility(rule: SettingRule | NoSimulationRule, record: _Record) -> Finding:
    barred = items_excluded_by(rule, record.unit, record.portfolio)
    if barred:
        items = [item for item in record.portfolio.evidence if item.id in barred]
        detail = "; ".join(
            text("item {number}: {reason}", number=i.number, reason=barred[i.id]) for i in items
        )
        return _finding(FindingState.NOT_ALLOWED, detail, items)
    if not record.accepted:
        return _finding(FindingState.OPEN, _once_accepted(record.drafts))
    if isinstance(rule, NoSimulationRule):
        return _finding(
            FindingState.MET, text("no simulation is used where it is not allowed"), record.accepted
        )
    unstated = [item for item in record.accepted if item.setting is None]
    if unstated:
        return _finding(
            FindingState.OPEN,
            text("the setting is not stated for {items}", items=_listed(unstated)),
            unstated,
        )
    return _finding(FindingState.MET, text("all accepted evidence comes from a real job"), record.accepted)


def _once_accepted(drafts: Iterable[EvidenceItem]) -> str:
    listed = _listed(drafts)
    if listed:
        return text("no accepted evidence yet; would be met by accepting {items}", items=listed)
    return text("no evidence yet")


def _require_shown(record: _Record, shows: Callable[[EvidenceItem], bool], missing: str) -> Finding:
    """Return MET with the accepted items that show something, or OPEN.

    An open finding names the drafts that would meet it; without any, its detail is `missing`.
    """
    accepted = [item for item in record.accepted if shows(item)]
    if accepted:
        return _finding(FindingState.MET, text("shown in {items}", items=_listed(accepted)), accepted)
    drafts = [item for item in record.drafts if shows(item)]
    if drafts:
        detail = text("draft only: would be met by accepting {items}", items=_listed(drafts))
        insufficient = ItemState.MORE_EVIDENCE_NEEDED
        suffices = any(judged_state(item, record.portfolio) is not insufficient for item in drafts)
        return replace(_finding(FindingState.OPEN, detail, drafts), shown_in_drafts=suffices)
    return _finding(FindingState.OPEN, missing)


def _coverage(rule: CoverageRule, record: _Record) -> Finding:
    def shows(item: EvidenceItem) -> bool:
        return any(
            getattr(customer, rule.facet) == rule.value
            for customer in record.portfolio.shown_customers(item.id)
        )

    missing = {
        "easy": text("no customer who is easy to deal with in the evidence yet"),
        "difficult": text("no customer who is difficult to deal with in the evidence yet"),
        "existing": text("no existing customer in the evidence yet"),
        "new": text("no new customer in the evidence yet"),
    }
    return _require_shown(record, shows, missing[rule.value])


def _responsibility(record: _Record) -> Finding:
    def shows(item: EvidenceItem) -> bool:
        notes = record.portfolio.notes_of(item.id)
        return any(Demonstrated.OWN_RESPONSIBILITY in note.shows and note.text.strip() for note in notes)

    return _require_shown(
        record, shows, text("no note is marked as showing responsibility for own actions yet")
    )


def _feedback_used(origin: FeedbackOrigin, record: _Record) -> Finding:
    def has(item: EvidenceItem, *, improved: bool) -> bool:
        return any(
            feedback.origin is origin and (bool(feedback.improvement.strip()) or not improved)
            for feedback in record.portfolio.feedback_of(item.id)
        )

    received = [item for item in (*record.accepted, *record.drafts) if has(item, improved=False)]
    if received:
        missing = text(
            "{origin} customer feedback was received in {items}, but nothing it improved is recorded",
            origin=label(origin),
            items=_listed(received),
        )
    else:
        missing = text(
            "no {origin} customer feedback, and what was improved by it, yet", origin=label(origin)
        )
    return _require_shown(record, lambda item: has(item, improved=True), missing)


def _confirmation(rule: ConfirmationRule, requirement: EvidenceRequirement, record: _Record) -> Finding:
    span = evidence_span(record.portfolio, record.accepted)
    confirmation = next(
        (
            c
            for c in record.portfolio.confirmations
            if (c.unit, c.requirement) == (record.unit.id, requirement.label)
        ),
        None,
    )
    if confirmation and is_confirmation_valid(confirmation, record.accepted):
        detail = text(
            "confirmed on {date}: {reason}", date=long_date(confirmation.on), reason=confirmation.reason
        )
        return _finding(FindingState.MET, detail, record.accepted)
    if confirmation:
        detail = text(
            "the confirmation of {date} no longer applies: evidence it rested on is no longer accepted",
            date=long_date(confirmation.on),
        )
    elif rule.about == "own-organisation":
        detail = text("confirm that the organisation is the candidate's own")
    else:
        detail = text("confirm, with a reason, that the period is sufficient: {shown}", shown=span)
    return _finding(FindingState.OPEN, detail, record.accepted)


def is_confirmation_valid(confirmation: Confirmation, accepted: Iterable[EvidenceItem]) -> bool:
    """Return whether every item the confirmation rested on is still accepted.

    Without accepted evidence nothing is confirmed.
    """
    present = {item.id for item in accepted}
    return bool(present) and set(confirmation.basis) <= present


def evidence_span(portfolio: Portfolio, items: Iterable[EvidenceItem]) -> str:
    """Return in words the occasions, the period and the different customers of items."""
    items = list(items)
    if not items:
        return text("no accepted evidence yet")
    days = sorted({item.on for item in items})
    customers = [customer for item in items for customer in portfolio.shown_customers(item.id)]
    span = (days[-1] - days[0]).days
    if span == 0:
        return text(
            "{occasions}, on {day}, {customers}",
            occasions=plural("{count} occasion", "{count} occasions", count_occasions(items)),
            day=long_date(days[0]),
            customers=plural(
                "{count} different customer",
                "{count} different customers",
                _count_different(customers, portfolio),
            ),
        )
    return text(
        "{occasions}, {first} to {last} ({days}), {customers}",
        occasions=plural("{count} occasion", "{count} occasions", count_occasions(items)),
        first=long_date(days[0]),
        last=long_date(days[-1]),
        days=plural("{count} day", "{count} days", span),
        customers=plural(
            "{count} different customer",
            "{count} different customers",
            _count_different(customers, portfolio),
        ),
    )


def _count_different(customers: list[Customer], portfolio: Portfolio) -> int:
    """Count the different customers.

    A letter that starts again is another customer, unless the two entries are linked.
    """
    linked_to = {customer.id: customer.id for customer in portfolio.customers}

    def representative(customer_id: str) -> str:
        while linked_to.get(customer_id, customer_id) != customer_id:
            customer_id = linked_to[customer_id]
        return customer_id

    for customer in portfolio.customers:
        if customer.same_as:
            linked_to[representative(customer.id)] = representative(customer.same_as)
    return len({representative(customer.id) for customer in customers})


def _information(rule: InformationRule, portfolio: Portfolio) -> str:
    if rule.about == "sector":
        sectors = dict.fromkeys(job.sector for job in portfolio.employments if job.sector)
        return text("sector: {sectors}", sectors=", ".join(map(label, sectors)) or text("not stated"))
    if rule.about == "channel":
        channels = dict.fromkeys(customer.channel for customer in portfolio.customers if customer.channel)
        return text("channels: {channels}", channels=", ".join(map(label, channels)) or text("not stated"))
    return text("the recording system may be manual or electronic")


def warnings(unit: Unit, portfolio: Portfolio) -> tuple[str, ...]:
    """Return warnings about a unit for the assessor; none of them blocks."""
    observed_only: dict[str, bool] = {}
    unattached_warnings = []
    for item in portfolio.items_for(unit.id):
        answered = portfolio.answered_questions(item.id)
        unattached = []
        for reference in portfolio.references_of(item.id, unit.id):
            is_observation = item.method == Method.OBSERVATION
            if unit.kind_of(reference.criterion) is Kind.KNOWLEDGE:
                only_observed = is_observation and reference.note not in answered
                observed_only[reference.criterion] = (
                    observed_only.get(reference.criterion, True) and only_observed
                )
            if is_observation and reference.note is None and not reference.location:
                unattached.append(reference.criterion)
        if unattached:
            unattached_warnings.append(
                text(
                    "item {number}: no note is attached to {criteria}",
                    number=item.number,
                    criteria=", ".join(unattached),
                )
            )
    knowledge = [label for label in unit.labels() if observed_only.get(label)]
    return (
        *(
            text(
                "{criterion} is knowledge, referenced by observation alone, with no question and answer",
                criterion=label,
            )
            for label in knowledge
        ),
        *unattached_warnings,
    )
