"""Reasons why an evidence item cannot be accepted."""

from collections.abc import Iterable
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.assessment.eligibility import needs_setting, reason_not_allowed
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, Note, NoteKind
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Unit


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against accepting an item, as a plain sentence.

    `note` is the note to put right, if any; `in_details` points to the item's details. Otherwise
    the reason concerns its criteria.
    """

    words: str
    note: str | None = None
    in_details: bool = False


def reasons_against_accepting(
    item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]
) -> tuple[Reason, ...]:
    """Return why the item cannot be accepted; empty if it can.

    An item that one unit does not allow may still be accepted for another. It is refused only if
    none of the units it references allows it.
    """
    notes = portfolio.notes_of(item.id)
    references = portfolio.references_of(item.id)
    reasons = []
    if _is_blank(item, portfolio):
        reasons.append(
            Reason(text("Nothing is written down: say what was seen."), notes[0].id if notes else None)
        )
    moments = open_moments(item, portfolio)
    if moments:
        reasons.append(Reason(text("A marked moment is not written up."), moments[0].id))
    reasons += [
        Reason(text("A photograph has no caption: say what and whom it shows."), photograph.id)
        for photograph in portfolio.photographs_of(item.id)
        if not photograph.caption.strip()
    ]
    if not references:
        reasons.append(Reason(text("It references no criterion.")))
    if item.method == Method.OBSERVATION:
        empty_notes = {note.id for note in notes if not note.text.strip()} | {None}
        unattached = [
            reference for reference in references if reference.note in empty_notes and not reference.location
        ]
        if unattached:
            criteria = ", ".join(reference.criterion for reference in unattached)
            words = text(
                "No note is attached to {criteria}: tick it beside the note that shows it.", criteria=criteria
            )
            reasons.append(Reason(words, unattached[0].note))
    reasons.extend(Reason(words, in_details=True) for words in _unit_reasons(item, portfolio, units))
    return tuple(reasons)


def is_written_up(item: EvidenceItem, portfolio: Portfolio) -> bool:
    """Return whether something is written down in an item, and every marked moment is."""
    return not _is_blank(item, portfolio) and not open_moments(item, portfolio)


def open_moments(item: EvidenceItem, portfolio: Portfolio) -> tuple[Note, ...]:
    """Return the marked moments of an item that are not written up, in the order of their times."""
    notes = portfolio.notes_of(item.id)
    return tuple(note for note in notes if note.kind is NoteKind.MOMENT and not note.text.strip())


def _is_blank(item: EvidenceItem, portfolio: Portfolio) -> bool:
    has_text = any(note.text.strip() for note in portfolio.notes_of(item.id))
    return not has_text and (item.method == Method.OBSERVATION or not item.description.strip())


def _unit_reasons(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> list[str]:
    unstated: list[str] = []
    not_allowed: list[str] = []
    allowed_somewhere = False
    units = tuple(units)
    names = names_of_units(units)
    for unit in units:
        criteria = {reference.criterion for reference in portfolio.references_of(item.id, unit.id)}
        if criteria and item.setting is None and needs_setting(unit, criteria):
            unstated.append(text("{unit} asks for the setting of every item: state it.", unit=names[unit.id]))
        reasons = dict.fromkeys(
            reason_not_allowed(unit, item, criterion, portfolio) for criterion in sorted(criteria)
        )
        allowed_somewhere = allowed_somewhere or None in reasons
        not_allowed.extend(
            text("Not allowed for {unit}: {reason}.", unit=names[unit.id], reason=reason)
            for reason in reasons
            if reason
        )
    return unstated if allowed_somewhere else unstated + not_allowed
