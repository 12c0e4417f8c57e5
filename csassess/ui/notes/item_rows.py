"""The rows of an item's record: notes, photographs, customer feedback, attached files and addenda."""

from datetime import datetime

from PySide6.QtGui import QColor, QPixmap

from csassess.catalogue import text
from csassess.domain.dates import clock_time, long_date
from csassess.domain.file_kinds import kind_in_words, size_in_words
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Attachment, AttachmentKind, Photograph
from csassess.domain.records.evidence import Addendum, CustomerFeedback, Note, NoteKind
from csassess.domain.units.units import Unit
from csassess.services.attachments import photographs
from csassess.ui.base.session import Session
from csassess.ui.notes.note_words import note_heading, photograph_heading
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import shortened
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.status_text import criteria_in_words

_LONGEST = 140  # characters of a note, unless notes are shown in full


class ItemRows:
    """Makes the rows of an item's record, and caches the thumbnails of its photographs.

    With `for_reading`, notes are shown in full and attached files do not look like links.
    """

    def __init__(self, session: Session, *, for_reading: bool = False) -> None:
        self._session, self._for_reading = session, for_reading
        self.being_written = ""  # the id of a note whose words are stored, although not recorded yet
        self._thumbnails: dict[str, QPixmap] = {}  # by SHA-256 of the photograph

    def rows(self, portfolio: Portfolio, item_id: str, units: tuple[Unit, ...]) -> list[Row]:
        """Return notes and photographs by time, then feedback, attached files and addenda.

        The key of a note's or photograph's row is its id; the key of any other row is the record itself.
        """
        timed: list[tuple[datetime, Row]] = [
            *((note.at, self._note(portfolio, note, units)) for note in portfolio.notes_of(item_id)),
            *(
                (photograph.happened, self._photograph(portfolio, photograph, units))
                for photograph in portfolio.photographs_of(item_id)
            ),
        ]
        return [
            *(row for _, row in sorted(timed, key=lambda timed_row: timed_row[0])),
            *(_feedback(feedback) for feedback in portfolio.feedback_of(item_id)),
            *(self._attachment(attachment) for attachment in portfolio.attachments_of(item_id)),
            *(_addendum(addendum) for addendum in portfolio.addenda_of(item_id)),
        ]

    def _note(self, portfolio: Portfolio, note: Note, units: tuple[Unit, ...]) -> Row:
        if note.kind is NoteKind.NOT_OBSERVED:
            state = "" if note.until else text("ongoing")
            return Row(note.id, note_heading(note, portfolio), state=state, tone="warn")
        is_moment = note.kind is NoteKind.MOMENT
        words = (
            "\n".join(part for part in (note.question, note.text) if part)
            if self._for_reading
            else shortened(" ".join(f"{note.question} {note.text}".split()), _LONGEST)
        )
        return Row(
            note.id,
            note_heading(note, portfolio),
            words,
            criteria_in_words(portfolio, note.evidence, units, note.id),
            state=text("to write up") if is_moment and note.id != self.being_written else "",
            tone="warn",
        )

    def _photograph(self, portfolio: Portfolio, photograph: Photograph, units: tuple[Unit, ...]) -> Row:
        return Row(
            photograph.id,
            photograph_heading(photograph, portfolio),
            photograph.caption,
            criteria_in_words(portfolio, photograph.evidence, units, photograph.id),
            "" if photograph.caption else text("no caption"),
            "warn",
            picture=self._thumbnail(photograph),
        )

    def _thumbnail(self, photograph: Photograph) -> QPixmap:
        """Return a photograph's thumbnail, or an empty rectangle if it cannot be read."""
        if photograph.sha256 not in self._thumbnails:
            thumbnail = QPixmap(72, 54)
            thumbnail.fill(QColor(theme.current().colours.line))
            thumbnail.loadFromData(self._session.read(photographs.thumbnail, photograph))
            self._thumbnails[photograph.sha256] = thumbnail
        return self._thumbnails[photograph.sha256]

    def _attachment(self, attachment: Attachment) -> Row:
        words = {
            AttachmentKind.DOCUMENT: text("Attached file"),
            AttachmentKind.AUDIO: text("Recording"),
            AttachmentKind.SHEET: text("Visit sheet, attached"),
        }[attachment.kind]
        foot = f"{kind_in_words(attachment.media_type)}, {size_in_words(attachment.size)}"
        return Row(attachment, words, attachment.name, foot, "" if self._for_reading else "›", "quiet")


def _feedback(feedback: CustomerFeedback) -> Row:
    head = text("Customer feedback, {origin}", origin=label(feedback.origin))
    foot = text("improvement: {what}", what=feedback.improvement) if feedback.improvement else ""
    return Row(feedback, head, feedback.received, foot, "" if foot else text("no improvement yet"), "warn")


def _addendum(addendum: Addendum) -> Row:
    head = text("Addendum, {day}, {time}", day=long_date(addendum.at.date()), time=clock_time(addendum.at))
    return Row(addendum, head, addendum.words)
