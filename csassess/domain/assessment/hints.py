"""Hints for the assessor before an item is accepted; none of them blocks."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, Note, Quality
from csassess.domain.records.people import Centre
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Kind, Unit

_SHORTEST_NARRATIVE = 40  # characters; shorter notes may be the same by chance


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at again in an item, in words, and the note it is about, if any."""

    words: str
    item: str
    note: str | None = None


def qualities(centre: Centre) -> tuple[Quality, ...]:
    """Return the qualities an accepted item must have: VACS, or VARCS if the centre says so."""
    return tuple(quality for quality in Quality if centre.varcs or quality is not Quality.RELIABLE)


def found_words(offered: Iterable[Quality], exceptions: Collection[Quality]) -> str:
    """Say which qualities evidence was found to have, and which not: valid, current, but not sufficient."""
    held = ", ".join(label(quality) for quality in offered if quality not in exceptions)
    lacking = exceptions_in_words(exceptions)
    return text("{held}, but {lacking}", held=held, lacking=lacking) if held and lacking else held or lacking


def exceptions_in_words(exceptions: Iterable[Quality]) -> str:
    """Return the qualities that evidence was not found to have, in words; empty if there are none."""
    return ", ".join(text("not {quality}", quality=label(quality)) for quality in exceptions)


def narrative(note: Note) -> str:
    """Return a note's text in the form in which it is compared; empty if too short.

    Case and spacing are ignored.
    """
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
    """Return what the assessor should look at again in an item.

    `elsewhere` holds the narratives that other candidates' records contain.
    """
    results = [
        Hint(words, item.id) for words in (*_dates(item, portfolio, today), *_currency(item, centre, today))
    ]
    if item.remote and not item.identity:
        words = text("how the candidate’s identity was confirmed at a distance is not stated")
        results.append(Hint(words, item.id))
    results += _knowledge_without_answer(item, portfolio, units)
    for note in portfolio.notes_of(item.id):
        if narrative(note) in elsewhere and narrative(note):
            results.append(Hint(text("the same account stands under another candidate"), item.id, note.id))
        for kind in personal_data(note.text):
            results.append(Hint(text("there is what looks like {what}", what=kind), item.id, note.id))
    return tuple(results)


def _dates(item: EvidenceItem, portfolio: Portfolio, today: date) -> list[str]:
    """Return the breaks in the order registration ≤ evidence ≤ today.

    Prior learning may precede the registration.
    """
    registered = min((r.on for r in portfolio.registrations if r.on), default=None)
    breaks = []
    if registered and item.on < registered and item.method != Method.PRIOR_LEARNING:
        breaks.append(
            text(
                "it is of {day}, before the registration on {registered}",
                day=long_date(item.on),
                registered=long_date(registered),
            )
        )
    if item.on > today:
        breaks.append(text("it is of {day}, which is still to come", day=long_date(item.on)))
    return breaks


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


def _knowledge_without_answer(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> list[Hint]:
    """Return a hint for each knowledge criterion without an answered question.

    Knowledge is not inferred from practice.
    """
    if item.method != Method.OBSERVATION:
        return []
    answered, units = portfolio.answered_questions(item.id), tuple(units)
    names = names_of_units(units)
    return [
        Hint(
            text(
                "{unit} {criterion} is knowledge, with no question and answer",
                unit=names[unit.id],
                criterion=reference.criterion,
            ),
            item.id,
            reference.note,
        )
        for unit in units
        for reference in portfolio.references_of(item.id, unit.id)
        if unit.kind_of(reference.criterion) is Kind.KNOWLEDGE and reference.note not in answered
    ]


def personal_data(words: str) -> list[str]:
    """Return the kinds of customers' personal data that a text seems to contain."""
    kinds = {
        text("an e-mail address"): bool(re.search(r"[\w.+-]+@[\w-]+\.[\w.]+", words)),
        text("a postcode"): bool(re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", words)),
        text("a card number"): any(_is_card(digits) for digits in _digit_runs(words)),
        text("a phone number"): any(_is_phone(digits) for digits in _digit_runs(words)),
        text("a customer’s name"): bool(re.search(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z]\w+", words)),
    }
    return [kind for kind, is_present in kinds.items() if is_present]


def _digit_runs(words: str) -> list[str]:
    return [re.sub(r"\D", "", run) for run in re.findall(r"\+?\d[\d -]{8,}\d", words)]


def _is_phone(digits: str) -> bool:
    return (digits.startswith("0") and len(digits) in (10, 11)) or (
        digits.startswith("44") and len(digits) in (11, 12)
    )


def _is_card(digits: str) -> bool:
    """Return whether 13 to 19 digits pass the check of ISO/IEC 7812 (Luhn)."""
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (
        sum(divmod(2 * int(digit), 10)) if position % 2 else int(digit)
        for position, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0
