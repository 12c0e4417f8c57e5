"""The account of an item: notes and photographs in the order of their times, with criteria in the margin."""

from datetime import datetime

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.storage.picture_check import is_whole_stored
from csassess.domain.labels import label
from csassess.domain.record_words import shown_words
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem, Note, NoteKind, criteria_with_places
from csassess.domain.written_up import (
    note_end,
    note_time,
    note_written_up,
    photograph_added,
    photograph_time,
)
from csassess.forms.content import AccountEntry, Block, Heading, Picture, Words
from csassess.services.progress.portfolio_view import PortfolioView


def _margin(view: PortfolioView, item: EvidenceItem, shown_by: str | None, *, criteria: bool) -> str:
    """Return the criteria that a note shows, one line per unit: "B10 2.3, 2.4 (p. 4)".

    Without `shown_by`, the criteria that the item as a whole shows; "" on the candidate's copy.
    """
    if not criteria:
        return ""
    lines = []
    for unit_standing in view.standings:
        references = view.portfolio.references_of(item.id, unit_standing.unit.id)
        criteria_words = criteria_with_places(
            unit_standing.unit, (reference for reference in references if reference.note == shown_by)
        )
        if criteria_words:
            lines.append(f"{view.name_of(unit_standing.unit)}  {criteria_words}")
    return "\n".join(lines)


def account_blocks(
    caseload: Caseload, view: PortfolioView, item: EvidenceItem, *, criteria: bool
) -> list[Block]:
    """Return notes and photographs by time; with `criteria`, what each shows stands in the margin."""
    portfolio = view.portfolio
    entries: list[tuple[datetime, Block]] = [
        (
            note.at,
            _entry(note, view, _margin(view, item, note.id, criteria=criteria)),
        )
        for note in portfolio.notes_of(item.id)
    ]
    entries += [
        (
            photograph.happened,
            _picture(caseload, view, photograph, _margin(view, item, photograph.id, criteria=criteria)),
        )
        for photograph in portfolio.photographs_of(item.id)
    ]
    blocks: list[Block] = [
        Heading(text("Account")),
        *(block for _, block in sorted(entries, key=lambda pair: pair[0])),
    ]
    item_criteria = _margin(view, item, None, criteria=criteria)
    if item.description and not portfolio.visit_of(item):
        blocks.insert(1, Words(item.description))
    if item_criteria:
        blocks.append(AccountEntry(item_criteria, text("Shown by the item as a whole"), ""))
    if not entries and not item.description:
        blocks.append(Words(text("Nothing is written yet."), quiet=True))
    return blocks


def marks_on_notes(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    """Return what the assessor marked on notes besides criteria, such as responsibility for own actions."""
    times: dict[str, list[str]] = {}
    for note in view.portfolio.notes_of(item.id):
        for mark in note.shows:
            times.setdefault(shown_words(mark), []).append(note_time(note, view.portfolio))
    return [
        Words(text("Marked on the notes: {what} ({times})", what=what, times=", ".join(at)))
        for what, at in times.items()
    ]


def _head(note: Note, view: PortfolioView) -> str:
    parts, later = [note_time(note, view.portfolio)], note_written_up(note, view.portfolio)
    if note.kind is NoteKind.NOT_OBSERVED:
        words = text("{start} – {end}  not observed", start=parts[0], end=note_end(note, view.portfolio))
        return f"{words}  {later}" if later else words
    customer = next((c for c in view.portfolio.customers_of(note.evidence) if c.id == note.customer), None)
    if customer:
        parts.append(text("Customer {letter}", letter=view.portfolio.letter_of(customer)))
    if note.kind is not NoteKind.OBSERVED:
        parts.append(label(note.kind).capitalize())
    if later:
        parts.append(later)
    return "  ".join(parts)


def _entry(note: Note, view: PortfolioView, margin: str) -> AccountEntry:
    """Return a note as an entry of the account; one that has no words yet says so."""
    words = "\n".join(part for part in (note.question, note.text) if part)
    if note.text.strip() or note.kind is NoteKind.NOT_OBSERVED:
        return AccountEntry(margin, _head(note, view), words)
    still = text("to be written up")
    return AccountEntry(
        margin, _head(note, view), "\n".join(filter(None, (note.question, still))), first=words
    )


def _picture(caseload: Caseload, view: PortfolioView, photograph: Photograph, margin: str) -> Block:
    caption = photograph.caption or text("(no caption yet)")
    taken, added = photograph_time(photograph, view.portfolio), photograph_added(photograph, view.portfolio)
    words = text("Taken {when}", when=taken) if taken else text("Time not stated")
    informed = ""
    if photograph.informed:
        informed = "\n" + text("People present were informed by {informed}", informed=photograph.informed)
    timed = f"{caption}\n{words}  {added}".rstrip()
    first = f"{timed if photograph.stated or added else caption}{informed}"
    if not caseload.attached.has(photograph.sha256):
        return AccountEntry(
            margin,
            text("Photograph"),
            text("{caption} (the picture is missing from this caseload)", caption=first),
        )
    if not is_whole_stored(caseload.attached, photograph.sha256):
        return AccountEntry(
            margin,
            text("Photograph"),
            text("{caption} (the picture is damaged and cannot be shown)", caption=first),
        )
    return Picture(caseload.attached.content(photograph.sha256), f"{timed}{informed}", margin, first)
