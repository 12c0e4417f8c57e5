"""Check a unit's evidence requirements against the record.

The rules are data, taken from the unit's own specification; this module is the engine. Only
accepted evidence that the unit allows counts.
"""

from collections.abc import Iterable

from csassess.catalogue import plural, text
from csassess.domain.assessment import general_rules
from csassess.domain.assessment.coverage import count_occasions
from csassess.domain.assessment.eligibility import confirmation_of, items_excluded_by
from csassess.domain.assessment.finding import (
    Finding,
    FindingState,
    Record,
    finding,
    listed,
    once_accepted,
    record_of,
    require_shown,
)
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Customer, Demonstrated, EvidenceItem, Method
from csassess.domain.units.rules import (
    AssessorRule,
    BarringRule,
    ChoiceRule,
    ConfirmationRule,
    CountRule,
    CoverageRule,
    DemonstrationRule,
    FacetsRule,
    InformationRule,
    MethodRule,
    NoSimulationRule,
    OccasionsRule,
    Rule,
    SettingRule,
    has_exception,
    is_scoped,
)
from csassess.domain.units.units import EvidenceRequirement, Unit
from csassess.domain.units.values import FeedbackOrigin, Kind

__all__ = ["Finding", "FindingState", "evidence_span", "findings", "warnings"]

_WORST_FIRST = (FindingState.NOT_ALLOWED, FindingState.OPEN, FindingState.MET, FindingState.INFORMATION)


def findings(unit: Unit, portfolio: Portfolio) -> tuple[Finding, ...]:
    """Return one finding for each requirement or lettered item, in the unit's order."""
    if not unit.evidence_requirements:
        detail = text("the unit states none")
        if unit.assessment_strategy:
            detail = text("the unit states none; it cites {strategy}", strategy=unit.assessment_strategy)
        return (Finding(None, None, FindingState.NONE_STATED, detail),)
    record = record_of(unit, portfolio)
    return tuple(
        _combined(requirement, item, record)
        for requirement in unit.evidence_requirements
        for item in requirement.parts
    )


def _combined(requirement: EvidenceRequirement, item: str | None, record: Record) -> Finding:
    """Return one finding from all rules of a requirement or lettered item.

    The worst state decides, and the details are those of the rules in that state.
    """
    rules = requirement.rules_for(item)
    parts = [_check_rule(rule, requirement, record.within(rule)) for rule in rules]
    state = next(state for state in _WORST_FIRST if any(part.state is state for part in parts))
    leading = [part for part in parts if part.state is state]
    detail = "; ".join(dict.fromkeys(part.detail for part in leading))
    numbers = dict.fromkeys(number for part in leading for number in part.evidence)
    shown_in_drafts = all(part.shown_in_drafts for part in leading)
    look_for = tuple(dict.fromkeys(words for part in leading for words in part.look_for))
    return Finding(requirement.label, item, state, detail, tuple(numbers), shown_in_drafts, look_for)


def _check_rule(rule: Rule, requirement: EvidenceRequirement, record: Record) -> Finding:
    if isinstance(rule, SettingRule | NoSimulationRule | MethodRule):
        return _check_eligibility(rule, requirement, record)
    if isinstance(rule, DemonstrationRule):
        return _responsibility(record) if rule.origin is None else _feedback_used(rule.origin, record)
    match rule:
        case ConfirmationRule():
            return _confirmation(rule, requirement, record)
        case CoverageRule():
            return _coverage(rule, record)
        case InformationRule():
            return finding(FindingState.INFORMATION, _information(rule, record.portfolio))
    return _check_general(rule, requirement, record)


def _check_general(rule: Rule, requirement: EvidenceRequirement, record: Record) -> Finding:
    match rule:
        case AssessorRule():
            return general_rules.assessor(rule, requirement, record)
        case OccasionsRule():
            return general_rules.occasions(rule, record)
        case CountRule():
            return general_rules.count(rule, record)
        case ChoiceRule():
            return general_rules.choice(rule, requirement, record)
        case FacetsRule():
            return general_rules.facets(rule, record)
    raise TypeError(rule)


def _barred(rule: BarringRule, requirement: EvidenceRequirement, record: Record) -> Finding | None:
    """Return NOT_ALLOWED with the items that a rule excludes, or None if there are none or it was lifted."""
    barred = items_excluded_by(rule, record.unit, record.portfolio)
    if not barred or _lifted(rule, requirement, record):
        return None
    items = [item for item in record.portfolio.evidence if item.id in barred]
    detail = "; ".join(text("item {number}: {reason}", number=i.number, reason=barred[i.id]) for i in items)
    if has_exception(rule):
        detail += "; " + _exception(rule)
    return finding(FindingState.NOT_ALLOWED, detail, items)


def _exception(rule: BarringRule) -> str:
    """Return what the assessor can confirm, so that evidence that a rule excludes is allowed."""
    if isinstance(rule, MethodRule):
        return text("confirm with a reason why it is used")
    return text("if this holds, confirm it with a reason: {exception}", exception=rule.unless)


def _lifted(rule: BarringRule, requirement: EvidenceRequirement, record: Record) -> str:
    """Return why the assessor allowed accepted evidence that a rule excludes; empty if they did not."""
    confirmation = confirmation_of(record.unit, requirement, rule.item, record.portfolio)
    return general_rules.confirmed_words(confirmation) if confirmation and has_exception(rule) else ""


def _check_eligibility(rule: BarringRule, requirement: EvidenceRequirement, record: Record) -> Finding:
    barred = _barred(rule, requirement, record)
    if barred:
        return barred
    if isinstance(rule, MethodRule) and rule.needs:
        return general_rules.methods(rule, record)
    if not record.accepted:
        is_only_rule = len(requirement.rules_for(rule.item)) == 1
        return finding(FindingState.OPEN, once_accepted(record.drafts, is_only_rule=is_only_rule))
    unstated = [item for item in record.accepted if item.setting is None]
    if isinstance(rule, SettingRule) and unstated:
        words = text("the setting is not stated for {items}", items=listed(unstated))
        return finding(FindingState.OPEN, words, unstated)
    words = _lifted(rule, requirement, record) or _nothing_barred(rule, record)
    return finding(FindingState.MET, words, record.accepted)


def _nothing_barred(rule: BarringRule, record: Record) -> str:
    """Return in words that accepted evidence has nothing that a rule excludes."""
    if isinstance(rule, MethodRule):
        return text("no method is used that is not allowed")
    if isinstance(rule, NoSimulationRule):
        return text("no simulation is used where it is not allowed")
    if not is_scoped(rule) and all(setting.startswith("real-job") for setting in rule.allowed):
        return text("all accepted evidence comes from a real job")
    settings = ", ".join(dict.fromkeys(label(i.setting) for i in record.accepted if i.setting))
    return text("all accepted evidence for it comes from: {settings}", settings=settings)


def _coverage(rule: CoverageRule, record: Record) -> Finding:
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
    return require_shown(record, shows, missing[rule.value])


def _responsibility(record: Record) -> Finding:
    def shows(item: EvidenceItem) -> bool:
        notes = record.portfolio.notes_of(item.id)
        return any(Demonstrated.OWN_RESPONSIBILITY in note.shows and note.text.strip() for note in notes)

    return require_shown(
        record, shows, text("no note is marked as showing responsibility for own actions yet")
    )


def _feedback_used(origin: FeedbackOrigin, record: Record) -> Finding:
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
            items=listed(received),
        )
    else:
        missing = text(
            "no {origin} customer feedback, and what was improved by it, yet", origin=label(origin)
        )
    return require_shown(record, lambda item: has(item, improved=True), missing)


def _confirmation(rule: ConfirmationRule, requirement: EvidenceRequirement, record: Record) -> Finding:
    span = evidence_span(record.portfolio, record.accepted)
    confirmation = confirmation_of(record.unit, requirement, rule.item, record.portfolio)
    if confirmation and general_rules.is_confirmation_valid(confirmation, record.accepted):
        return finding(FindingState.MET, general_rules.confirmed_words(confirmation), record.accepted)
    if confirmation:
        detail = general_rules.lapsed_words(confirmation)
    elif rule.about == "own-organisation":
        detail = text("confirm that the organisation is the candidate's own")
    else:
        detail = text("confirm, with a reason, that the period is sufficient: {shown}", shown=span)
    return finding(FindingState.OPEN, detail, record.accepted)


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
            if not unit.has(reference.criterion):
                continue
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
