"""The heading of a note, in lists and above the note being written."""

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Note, NoteKind
from csassess.domain.written_up import note_end, note_time, note_written_up, photograph_added, photograph_time
from csassess.ui.notes.customer_bar import short_words


def note_heading(note: Note, portfolio: Portfolio) -> str:
    """Return a note's time, its customer or kind, and when it was written up if that was later."""
    start, later = note_time(note, portfolio), note_written_up(note, portfolio)
    if note.kind is NoteKind.NOT_OBSERVED:
        words = (
            text("Not observing since {start}", start=start)
            if note.until is None
            else text("Not observed from {start} to {end}", start=start, end=note_end(note, portfolio))
        )
        return f"{words}  {later}" if later else words
    parts = [start, *([later] if later else [])]  # first, as the class may not fit
    customer = next((c for c in portfolio.customers_of(note.evidence) if c.id == note.customer), None)
    if customer:
        classes = [short_words(value) for value in (customer.demeanour, customer.relationship) if value]
        words = text("Customer {letter}", letter=portfolio.letter_of(customer))
        parts.append(words + (f" ({', '.join(classes)})" if classes else ""))
    elif note.kind is not NoteKind.OBSERVED:
        parts.append(label(note.kind).capitalize())
    return "  ".join(parts)


def photograph_heading(photograph: Photograph, portfolio: Portfolio) -> str:
    """Return when a photograph was taken, if that is known, and when it was added if that was later."""
    parts = (
        photograph_time(photograph, portfolio),
        text("Photograph"),
        photograph_added(photograph, portfolio),
    )
    return "  ".join(part for part in parts if part)
