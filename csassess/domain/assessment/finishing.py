"""Checks before leaving the site, for what can only be put right there."""

from dataclasses import dataclass
from datetime import timedelta

from csassess.catalogue import plural, text
from csassess.domain.dates import clock_time
from csassess.domain.personal_data import personal_data
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Note, NoteKind
from csassess.domain.records.visits import Visit
from csassess.domain.written_up import note_time, visit_times

_TO_THE_MINUTE = timedelta(minutes=1)  # times are shown and typed without seconds


@dataclass(frozen=True, slots=True)
class Check:
    """One check before leaving the site, in words.

    `well` says whether it passed. If not, `note` is the note or photograph to put right, if there
    is one, otherwise `field` the field of the visit.
    """

    words: str
    well: bool
    note: str | None = None
    field: str = ""


def checks(item: EvidenceItem, portfolio: Portfolio) -> tuple[Check, ...]:
    """Return the checks before an observation is finished, failed ones first."""
    results = [*_notes(item, portfolio), *_photographs(item, portfolio), *_visit(item, portfolio)]
    return tuple(sorted(results, key=lambda check: check.well))


def notes_outside_visit(item: EvidenceItem, portfolio: Portfolio) -> list[Note]:
    """Return the notes of an item that lie before its visit begins or after it has ended."""
    visit = portfolio.visit_of(item)
    return [note for note in portfolio.notes_of(item.id) if visit and is_outside(note, visit)]


def _notes(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    notes = portfolio.notes_of(item.id)
    results = [
        Check(text("{when}: outside the times of the visit", when=note_time(note, portfolio)), False, note.id)
        for note in notes_outside_visit(item, portfolio)
    ]
    for note in notes:
        when = note_time(note, portfolio)
        if note.kind is NoteKind.NOT_OBSERVED:
            if note.until is None:
                results.append(
                    Check(text("{when}: still marked as not observing", when=when), False, note.id)
                )
            continue
        if not note.text.strip():
            words = (
                text("{when}: moment not written up")
                if note.kind is NoteKind.MOMENT
                else text("{when}: nothing written")
            )
            results.append(Check(words.format(when=when), False, note.id))
        results += [
            Check(text("{when}: there is what looks like {what}", when=when, what=what), False, note.id)
            for what in personal_data(f"{note.question} {note.text}")
        ]
    unclassed = [c for c in portfolio.customers_of(item.id) if c.demeanour is None or c.relationship is None]
    if unclassed:
        letters = ", ".join(portfolio.letter_of(customer) for customer in unclassed)
        note_id = next((note.id for note in notes if note.customer == unclassed[0].id), None)
        words = plural(
            "customer {letters} is not classed",
            "customers {letters} are not classed",
            len(unclassed),
            letters=letters,
        )
        results.append(Check(words, False, note_id))
    if notes and not results:
        results.append(
            Check(plural("{count} note, written up", "{count} notes, all written up", len(notes)), True)
        )
    if not notes:
        results.append(Check(text("nothing is written yet"), False))
    return results


def is_outside(note: Note, visit: Visit) -> bool:
    """Return whether what a note tells of is said to have happened before or after its visit."""
    starts_early = visit.started is not None and note.at < visit.started - _TO_THE_MINUTE
    return starts_early or (visit.ended is not None and note.at > visit.ended + _TO_THE_MINUTE)


def _photographs(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    photographs = portfolio.photographs_of(item.id)
    results = [
        Check(text("a photograph has no caption: what and whom does it show?"), False, photograph.id)
        for photograph in photographs
        if not photograph.caption.strip()
    ]
    if photographs and not any(photograph.informed.strip() for photograph in photographs):
        results.append(
            Check(text("how were the people present informed of photographs?"), False, photographs[0].id)
        )
    return results


def _visit(item: EvidenceItem, portfolio: Portfolio) -> list[Check]:
    visit = portfolio.visit_of(item)
    if visit is None:
        return []
    results = [
        (
            Check(text("place: {place}", place=visit.place), True)
            if visit.place
            else Check(text("the place is not stated"), False)
        )
    ]
    if visit.started:
        until = visit_times(visit) if visit.ended else text("since {from_}", from_=clock_time(visit.started))
        results.append(Check(until, True))
    if item.remote and not item.identity:
        words = text("how the candidate’s identity was confirmed is not stated")
        results.append(Check(words, False))
    people_present = Check(text("people present were informed by: {informed}", informed=visit.informed), True)
    results.append(
        people_present
        if visit.informed
        else Check(text("how the people present were informed is not stated"), False, field="informed")
    )
    return results
