"""An item's record as rows to read: notes and photographs in the order of their times, then customer feedback and addenda."""

from datetime import datetime

from PySide6.QtGui import QPixmap

from csassess.catalogue import text
from csassess.domain.dates import clock_time, long_date, written_later
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Note, NoteKind
from csassess.domain.units.units import Unit
from csassess.services.attachments import photographs
from csassess.ui.base.session import Session
from csassess.ui.evidence.note_editor import gap_in_words, note_title
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.status_text import criteria_in_words


def record_rows(session: Session, portfolio: Portfolio, item_id: str, units: tuple[Unit, ...]) -> list[Row]:
    """Return everything an item's record says, whole; the key of a note's or a photograph's row is its id."""
    timed: list[tuple[datetime, Row]] = [
        (note.at, _note(portfolio, note, units)) for note in portfolio.notes_of(item_id)
    ]
    for photograph in portfolio.photographs_of(item_id):
        shown = QPixmap()
        shown.loadFromData(photographs.thumbnail(session.caseload, photograph))
        head = text("{time}  Photograph", time=clock_time(photograph.at))
        foot = _criteria(portfolio, item_id, units, photograph.id)
        timed.append((photograph.at, Row(photograph.id, head, photograph.caption, foot, picture=shown)))
    rows = [row for _, row in sorted(timed, key=lambda each: each[0])]
    for feedback in portfolio.feedback_of(item_id):
        improved = text("improved: {what}", what=feedback.improvement) if feedback.improvement else ""
        head = text("Customer feedback, {origin}", origin=label(feedback.origin))
        rows.append(Row(feedback.id, head, feedback.received, improved))
    for attachment in portfolio.attachments_of(item_id):
        rows.append(Row(attachment.id, text("Attached file"), attachment.name))
    for addendum in portfolio.addenda_of(item_id):
        head = text(
            "Addendum, {day}, {time}", day=long_date(addendum.at.date()), time=clock_time(addendum.at)
        )
        rows.append(Row(addendum.id, head, addendum.words))
    return rows


def _note(portfolio: Portfolio, note: Note, units: tuple[Unit, ...]) -> Row:
    if note.kind is NoteKind.NOT_OBSERVED:
        return Row(note.id, gap_in_words(note), tone="quiet")
    customer = next((c for c in portfolio.customers_of(note.evidence) if c.id == note.customer), None)
    later = written_later(note.at, note.written)
    words = "\n".join(part for part in (note.question, note.text) if part)
    foot = "   ".join(
        part
        for part in (
            _criteria(portfolio, note.evidence, units, note.id),
            text("written up {when}", when=later) if later else "",
        )
        if part
    )
    return Row(note.id, note_title(note, customer), words, foot)


def _criteria(portfolio: Portfolio, item_id: str, units: tuple[Unit, ...], shown_by: str) -> str:
    return "   ".join(filter(None, (criteria_in_words(portfolio, item_id, unit, shown_by) for unit in units)))
