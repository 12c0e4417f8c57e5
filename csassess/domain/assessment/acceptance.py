"""What stands in the way of accepting an evidence item."""

from collections.abc import Iterable
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.assessment.eligibility import needs_setting, reason_not_allowed
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, NoteKind
from csassess.domain.units.units import Unit


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item cannot be accepted, as a plain sentence, and where it can be put right: a note, the details, the criteria."""

    words: str
    note: str | None = None
    in_details: bool = False


def reasons_against_accepting(
    item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]
) -> tuple[Reason, ...]:
    """Return why the item cannot be accepted; empty where it can.

    An item that one unit does not allow may still be accepted for another; it is refused where no unit it references
    allows it.
    """
    notes = portfolio.notes_of(item.id)
    references = portfolio.references_of(item.id)
    reasons = []
    told = any(note.text.strip() for note in notes)
    if not told and (item.method == Method.OBSERVATION or not item.description.strip()):
        reasons.append(
            Reason(text("Nothing is written down: say what was seen."), notes[0].id if notes else None)
        )
    moment = next((note for note in notes if note.kind is NoteKind.MOMENT and not note.text.strip()), None)
    if moment:
        reasons.append(Reason(text("A marked moment is not written up."), moment.id))
    reasons += [
        Reason(text("A photograph has no caption: say what and whom it shows."), photograph.id)
        for photograph in portfolio.photographs_of(item.id)
        if not photograph.caption.strip()
    ]
    if not references:
        reasons.append(Reason(text("It references no criterion.")))
    if item.method == Method.OBSERVATION:
        empty = {note.id for note in notes if not note.text.strip()} | {None}
        loose = [reference for reference in references if reference.note in empty and not reference.location]
        if loose:
            criteria = ", ".join(reference.criterion for reference in loose)
            words = text(
                "No note is attached to {criteria}: tick it beside the note that shows it.", criteria=criteria
            )
            reasons.append(Reason(words, loose[0].note))
    reasons.extend(Reason(words, in_details=True) for words in _unit_reasons(item, portfolio, units))
    return tuple(reasons)


def _unit_reasons(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> list[str]:
    unstated: list[str] = []
    not_allowed: list[str] = []
    allowed_somewhere = False
    for unit in units:
        kinds = {unit.kind_of(reference.criterion) for reference in portfolio.references_of(item.id, unit.id)}
        if kinds and item.setting is None and needs_setting(unit):
            unstated.append(text("{unit} asks for the setting of every item: state it.", unit=unit.name))
        barred = {reason_not_allowed(unit, item, kind) for kind in kinds}
        allowed_somewhere = allowed_somewhere or None in barred
        not_allowed.extend(
            text("Not allowed for {unit}: {reason}.", unit=unit.name, reason=reason)
            for reason in barred
            if reason
        )
    return unstated if allowed_somewhere else unstated + not_allowed
