"""Checks of the rules by which any unit states what its evidence must show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from csassess.catalogue import plural, text
from csassess.domain.assessment.coverage import count_occasions
from csassess.domain.assessment.eligibility import confirmation_of
from csassess.domain.assessment.finding import Finding, FindingState, Record, finding, listed
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.dates import long_date
from csassess.domain.labels import method_words
from csassess.domain.records.evidence import Confirmation, EvidenceItem, Method
from csassess.domain.units.marks import choice_key, count_key, value_key
from csassess.domain.units.rules import (
    CUSTOMER_TYPES,
    AssessorRule,
    ChoiceRule,
    CountRule,
    FacetsRule,
    MethodRule,
    OccasionsRule,
)
from csassess.domain.units.units import EvidenceRequirement

Items = Sequence[EvidenceItem]

_CUSTOMERS = {
    "easy": lambda: text("a customer who is easy to deal with"),
    "difficult": lambda: text("a customer who is difficult to deal with"),
    "existing": lambda: text("an existing customer"),
    "new": lambda: text("a new customer"),
}


def assessor(rule: AssessorRule, requirement: EvidenceRequirement, record: Record) -> Finding:
    """Check that the assessor confirmed a sentence, with a reason, on evidence that is still accepted."""
    confirmation = confirmation_of(record.unit, requirement, rule.item, record.portfolio)
    if confirmation and is_confirmation_valid(confirmation, record.accepted):
        return finding(FindingState.MET, confirmed_words(confirmation), record.accepted)
    asked = rule.sentence or requirement.text_of(rule.item)
    look_for = (text("evidence for: {sentence}", sentence=asked),)
    if confirmation:
        open_finding = finding(FindingState.OPEN, lapsed_words(confirmation), record.accepted)
    elif record.accepted:
        words = text("confirm, with a reason: {sentence}", sentence=asked)
        open_finding = finding(FindingState.OPEN, words, record.accepted)
    elif record.drafts:
        words = text("draft only: can be confirmed once {items} is accepted", items=listed(record.drafts))
        if len(record.drafts) > 1:
            words = text(
                "draft only: can be confirmed once one of {items} is accepted", items=listed(record.drafts)
            )
        open_finding = finding(FindingState.OPEN, words, record.drafts)
    else:
        words = text("no evidence yet; then to be confirmed with a reason: {sentence}", sentence=asked)
        open_finding = finding(FindingState.OPEN, words)
    suffices = bool(record.accepted or _sufficient(record))
    return replace(open_finding, shown_in_drafts=suffices, look_for=look_for)


def is_confirmation_valid(confirmation: Confirmation, accepted: Iterable[EvidenceItem]) -> bool:
    """Return whether every item the confirmation rested on is still accepted.

    Without accepted evidence nothing is confirmed.
    """
    present = {item.id for item in accepted}
    return bool(present) and set(confirmation.basis) <= present


def confirmed_words(confirmation: Confirmation) -> str:
    """Return when and why something was confirmed."""
    return text("confirmed on {date}: {reason}", date=long_date(confirmation.on), reason=confirmation.reason)


def lapsed_words(confirmation: Confirmation) -> str:
    """Return that a confirmation no longer holds."""
    return text(
        "the confirmation of {date} no longer applies: evidence it rested on is no longer accepted",
        date=long_date(confirmation.on),
    )


def occasions(rule: OccasionsRule, record: Record) -> Finding:
    """Check that accepted evidence is of enough different days, visits or items."""

    def amount(count: int) -> str:
        match rule.different:
            case "day":
                return plural("{count} different day", "{count} different days", count)
            case "visit":
                return plural("{count} different visit", "{count} different visits", count)
        return plural("{count} item of evidence", "{count} items of evidence", count)

    def count(items: Items) -> int:
        match rule.different:
            case "day":
                return len({item.on for item in items})
            case "visit":
                return count_occasions(list(items))
        return len(items)

    look_for = text("another occasion") if rule.different != "item" else text("another item of evidence")
    return _measured(record, count, rule.at_least, amount, look_for)


def count(rule: CountRule, record: Record) -> Finding:
    """Check that enough notes of accepted evidence are marked with a thing that the unit names."""
    key = count_key(record.unit, rule)

    def marked(items: Items) -> int:
        return sum(_marks_of(item, record).count(key) for item in items)

    def amount(number: int) -> str:
        return text("{count} × {thing}", count=number, thing=rule.of)

    return _measured(record, marked, rule.at_least, amount, rule.of)


def facets(rule: FacetsRule, record: Record) -> Finding:
    """Check that accepted evidence shows enough of the values that the unit names."""

    def shown(item: EvidenceItem) -> set[str]:
        if rule.facet in CUSTOMER_TYPES:
            customers = record.portfolio.shown_customers(item.id)
            return {getattr(customer, rule.facet) for customer in customers} - {None}
        marks = _marks_of(item, record)
        return {value for value in rule.values if value_key(record.unit, rule, value) in marks}

    def look_for(value: str) -> str:
        return (
            _CUSTOMERS[value]()
            if value in _CUSTOMERS
            else text("{facet}: {value}", facet=rule.facet, value=value)
        )

    at_least = rule.at_least or len(rule.values)
    return _covered(record, rule.values, at_least, shown, lambda value: value, look_for)


def choice(rule: ChoiceRule, requirement: EvidenceRequirement, record: Record) -> Finding:
    """Check that accepted evidence shows enough of a requirement's lettered items."""
    items = {item.label: item.text for item in requirement.chosen_among(rule)}

    def shown(item: EvidenceItem) -> set[str]:
        marks = _marks_of(item, record)
        return {letter for letter in items if choice_key(record.unit, requirement, letter) in marks}

    def words(letter: str) -> str:
        return f"{letter} {items[letter]}"

    def look_for(letter: str) -> str:
        return items[letter]

    return _covered(record, tuple(items), rule.at_least, shown, words, look_for)


def methods(rule: MethodRule, record: Record) -> Finding:
    """Check that accepted evidence came about by any or all of the methods that the unit needs."""

    def shown(item: EvidenceItem) -> set[str]:
        answered = record.portfolio.answered_questions(item.id)
        return {item.method, *({Method.ORAL_QUESTIONS.value} if answered else ())}

    def look_for(method: str) -> str:
        return text("evidence by {method}", method=method_words(method))

    at_least = len(rule.needs) if rule.how == "all" else 1
    return _covered(record, rule.needs, at_least, shown, method_words, look_for)


def _marks_of(item: EvidenceItem, record: Record) -> list[str]:
    """Return what an item's notes are marked with; a note without words shows nothing."""
    notes = record.portfolio.notes_of(item.id)
    return [mark for note in notes if note.text.strip() for mark in note.shows]


def _sufficient(record: Record) -> Items:
    """Return the drafts that the assessor did not find insufficient."""
    insufficient = ItemState.MORE_EVIDENCE_NEEDED
    return [item for item in record.drafts if judged_state(item, record.portfolio) is not insufficient]


def _measured(
    record: Record,
    measure: Callable[[Items], int],
    at_least: int,
    amount: Callable[[int], str],
    look_for: str,
) -> Finding:
    """Return MET if accepted evidence measures enough, else OPEN with what there is so far."""
    contributing = [item for item in record.accepted if measure((item,))]
    have = measure(record.accepted)
    if have >= at_least:
        words = text("{amount}, in {items}", amount=amount(have), items=listed(contributing))
        return finding(FindingState.MET, words, contributing)
    drafts = [item for item in record.drafts if measure((item,))]
    with_drafts = measure((*record.accepted, *drafts))
    if drafts and with_drafts >= at_least:
        words = text(
            "draft only: {amount} needed; would be met by accepting {items}",
            amount=amount(at_least),
            items=listed(drafts),
        )
        suffices = measure((*record.accepted, *_sufficient(record))) >= at_least
        return replace(
            finding(FindingState.OPEN, words, drafts), shown_in_drafts=suffices, look_for=(look_for,)
        )
    words = text("{amount} needed; accepted so far: {count}", amount=amount(at_least), count=have)
    if with_drafts > have:
        words += text("; with drafts: {count}", count=with_drafts)
    return replace(finding(FindingState.OPEN, words), look_for=(look_for,))


def _covered(
    record: Record,
    wanted: Sequence[str],
    at_least: int,
    shown: Callable[[EvidenceItem], set[str]],
    words: Callable[[str], str],
    look_for: Callable[[str], str],
) -> Finding:
    """Return MET if accepted evidence shows enough of the wanted values, else OPEN with what is missing."""

    def places(items: Items) -> dict[str, list[EvidenceItem]]:
        by_value = {value: [item for item in items if value in shown(item)] for value in wanted}
        return {value: showing for value, showing in by_value.items() if showing}

    accepted = places(record.accepted)
    if len(accepted) >= at_least:
        detail = "; ".join(
            text("{value}: shown in {items}", value=words(value), items=listed(showing))
            for value, showing in accepted.items()
        )
        return finding(FindingState.MET, detail, _in_order(record.accepted, accepted))
    with_drafts = places((*record.accepted, *record.drafts))
    missing = tuple(look_for(value) for value in wanted if value not in with_drafts)
    if len(with_drafts) >= at_least:
        new = {value: showing for value, showing in with_drafts.items() if value not in accepted}
        drafts = _in_order(record.drafts, new)
        detail = text("draft only: would be met by accepting {items}", items=listed(drafts))
        suffices = len(places((*record.accepted, *_sufficient(record)))) >= at_least
        return replace(finding(FindingState.OPEN, detail, drafts), shown_in_drafts=suffices, look_for=missing)
    not_yet = ", ".join(words(value) for value in wanted if value not in accepted)
    if at_least == len(wanted):
        detail = text("not in accepted evidence yet: {values}", values=not_yet)
    elif at_least == 1:
        detail = text("one of these is needed: {values}", values=not_yet)
    else:
        detail = text(
            "{count} of at least {at_least} so far; not yet: {values}",
            count=len(accepted),
            at_least=at_least,
            values=not_yet,
        )
    return replace(finding(FindingState.OPEN, detail), look_for=missing)


def _in_order(items: Items, showing: dict[str, list[EvidenceItem]]) -> list[EvidenceItem]:
    """Return the items that show something, in the order of the record."""
    ids = {item.id for shown in showing.values() for item in shown}
    return [item for item in items if item.id in ids]
