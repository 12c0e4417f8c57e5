"""What to look at before leaving the site: what can only be put right there."""

from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.domain.assessment.hints import personal_data
from csassess.domain.dates import clock_time
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, NoteKind


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at before leaving: in words, whether it is well, and the note or photograph where it is not."""

    words: str
    well: bool
    note: str | None = None


def checks(item: EvidenceItem, portfolio: Portfolio) -> tuple[Check, ...]:
    """Return what to look at before an observation is finished, what is not well first."""
    found = [*_notes(item, portfolio), *_photographs(item, portfolio), *_visit(item, portfolio)]
    return tuple(sorted(found, key=lambda check: check.well))


def _notes(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    found = []
    notes = portfolio.notes_of(item.id)
    for note in notes:
        when = clock_time(note.at)
        if note.kind is NoteKind.NOT_OBSERVED:
            if note.until is None:
                found.append(Check(text("{when}: still marked as not observing", when=when), False, note.id))
            continue
        if not note.text.strip():
            words = (
                text("{when}: moment not written up")
                if note.kind is NoteKind.MOMENT
                else text("{when}: nothing written")
            )
            found.append(Check(words.format(when=when), False, note.id))
        found += [
            Check(text("{when}: there is what looks like {what}", when=when, what=what), False, note.id)
            for what in personal_data(f"{note.question} {note.text}")
        ]
    unclassed = [c for c in portfolio.customers_of(item.id) if c.demeanour is None or c.relationship is None]
    if unclassed:
        letters = ", ".join(customer.letter for customer in unclassed)
        note_id = next((note.id for note in notes if note.customer == unclassed[0].id), None)
        words = plural(
            "customer {letters} is not classed",
            "customers {letters} are not classed",
            len(unclassed),
            letters=letters,
        )
        found.append(Check(words, False, note_id))
    if notes and not found:
        found.append(
            Check(plural("{count} note, written up", "{count} notes, all written up", len(notes)), True)
        )
    if not notes:
        found.append(Check(text("nothing is written yet"), False))
    return found


def _photographs(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    photographs = portfolio.photographs_of(item.id)
    found = [
        Check(text("a photograph has no caption: what and whom does it show?"), False, photograph.id)
        for photograph in photographs
        if not photograph.caption.strip()
    ]
    if photographs and not any(photograph.informed.strip() for photograph in photographs):
        found.append(
            Check(text("how were the people present informed of photographs?"), False, photographs[0].id)
        )
    return found


def _visit(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    visit = portfolio.visit_of(item)
    if visit is None:
        return []
    found = [
        (
            Check(text("place: {place}", place=visit.place), True)
            if visit.place
            else Check(text("the place is not stated"), False)
        )
    ]
    if visit.started:
        until = (
            text("{from_} to {to}", from_=clock_time(visit.started), to=clock_time(visit.ended))
            if visit.ended
            else text("since {from_}", from_=clock_time(visit.started))
        )
        found.append(Check(until, True))
    said = Check(text("people present: {informed}", informed=visit.informed), True)
    found.append(
        said if visit.informed else Check(text("how the people present were informed is not stated"), False)
    )
    return found
