"""What an assessor should look at again before accepting an item: warnings, never blocks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, Note, Quality
from csassess.domain.records.people import Centre
from csassess.domain.units.units import Kind, Unit

_SHORTEST_NARRATIVE = 40  # characters: shorter notes may well be the same by chance


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at again: in words, in which item, and in which note where it is one."""

    words: str
    item: str
    note: str | None = None


def qualities(centre: Centre) -> tuple[Quality, ...]:
    """Return what the centre's statement says of an accepted item: VACS, or VARCS where it includes reliable."""
    return tuple(quality for quality in Quality if centre.varcs or quality is not Quality.RELIABLE)


def narrative(note: Note) -> str:
    """Return a note's words as they are compared: case and spacing do not matter; empty where it is too short to compare."""
    plain = " ".join(note.text.casefold().split())
    return plain if len(plain) >= _SHORTEST_NARRATIVE else ""


def hints(
    item: EvidenceItem,
    portfolio: Portfolio,
    units: Iterable[Unit],
    *,
    centre: Centre,
    today: date,
    elsewhere: frozenset[str],
) -> tuple[Hint, ...]:
    """Return what to look at again in an item; `elsewhere` are the narratives that stand under other candidates."""
    found = [
        Hint(words, item.id) for words in (*_dates(item, portfolio, today), *_currency(item, centre, today))
    ]
    found += _knowledge_seen_only(item, portfolio, units)
    for note in portfolio.notes_of(item.id):
        if narrative(note) in elsewhere and narrative(note):
            found.append(Hint(text("the same account stands under another candidate"), item.id, note.id))
        for what in personal_data(note.text):
            found.append(Hint(text("there is what looks like {what}", what=what), item.id, note.id))
    return tuple(found)


def _dates(item: EvidenceItem, portfolio: Portfolio, today: date) -> list[str]:
    """Registration, evidence, today: in this order, but prior learning is not held to the registration."""
    registered = min((r.on for r in portfolio.registrations if r.on), default=None)
    broken = []
    if registered and item.on < registered and item.method != Method.PRIOR_LEARNING:
        broken.append(
            text(
                "it is of {day}, before the registration on {registered}",
                day=long_date(item.on),
                registered=long_date(registered),
            )
        )
    if item.on > today:
        broken.append(text("it is of {day}, which is still to come", day=long_date(item.on)))
    return broken


def _currency(item: EvidenceItem, centre: Centre, today: date) -> list[str]:
    months = (today.year - item.on.year) * 12 + today.month - item.on.month - (today.day < item.on.day)
    if centre.current_for and months >= centre.current_for:
        return [
            text(
                "it is {months} months old; the centre takes evidence as current for {limit}",
                months=months,
                limit=centre.current_for,
            )
        ]
    return []


def _knowledge_seen_only(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> list[Hint]:
    """Knowledge is not inferred from practice: a question with its answer shows it."""
    if item.method != Method.OBSERVATION:
        return []
    asked = portfolio.answered_questions(item.id)
    return [
        Hint(
            text(
                "{unit} {criterion} is knowledge, with no question and answer",
                unit=unit.name,
                criterion=reference.criterion,
            ),
            item.id,
            reference.note,
        )
        for unit in units
        for reference in portfolio.references_of(item.id, unit.id)
        if unit.kind_of(reference.criterion) is Kind.KNOWLEDGE and reference.note not in asked
    ]


def personal_data(words: str) -> list[str]:
    """Return what in words looks like personal data of a customer, each kind once."""
    kinds = {
        text("an e-mail address"): bool(re.search(r"[\w.+-]+@[\w-]+\.[\w.]+", words)),
        text("a postcode"): bool(re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", words)),
        text("a card number"): any(_is_card(digits) for digits in _digit_runs(words)),
        text("a phone number"): any(_is_phone(digits) for digits in _digit_runs(words)),
        text("a customer’s name"): bool(re.search(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z]\w+", words)),
    }
    return [kind for kind, found in kinds.items() if found]


def _digit_runs(words: str) -> list[str]:
    return [re.sub(r"\D", "", run) for run in re.findall(r"\+?\d[\d -]{8,}\d", words)]


def _is_phone(digits: str) -> bool:
    return (digits.startswith("0") and len(digits) in (10, 11)) or (
        digits.startswith("44") and len(digits) in (11, 12)
    )


def _is_card(digits: str) -> bool:
    """Whether 13 to 19 digits pass the check of ISO/IEC 7812 (Luhn)."""
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (
        sum(divmod(2 * int(d), 10)) if place % 2 else int(d) for place, d in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0
