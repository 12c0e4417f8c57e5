"""When things happened and, separately, when they were written, in the words of papers and screens."""

from datetime import datetime

from csassess.catalogue import text
from csassess.domain.dates import clock_time, date_and_time, written_later
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem, Note, NoteKind
from csassess.domain.records.visits import Visit


def item_written_on(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return when an item was written up, if that was on a later day than the one it is of; else empty."""
    visit = portfolio.visit_of(item)
    written = visit.written if visit else item.written
    return date_and_time(written) if written and written.date() > item.on else ""


def item_written_up(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return "(written up 3 March 2026, 18:40)" for an item written up on a later day; else empty."""
    return _written_up(item_written_on(item, portfolio))


def visit_times(visit: Visit) -> str:
    """Return from when to when a visit went on, when it was written up, and why it lies in the future.

    The offset from UTC is added if the clocks changed meanwhile.
    """
    started = clock_time(visit.started, visit.ended) if visit.started else ""
    ended = (
        clock_time(visit.ended, visit.started)
        if visit.ended
        else text("(entered when the visit is finished)")
    )
    return _joined(f"{started} – {ended}", _visit_written_up(visit), _because(visit.later_because))


def _visit_written_up(visit: Visit) -> str:
    """Return since when a visit was recorded, or when it was typed up, if that was later than it started."""
    if visit.started is None or visit.written is None:
        return ""
    later = written_later(visit.started, visit.written, visit.ended)
    if later and (visit.ended is None or visit.written < visit.ended):
        return text("(recorded from {when})", when=later)
    return _written_up(later)


def note_time(note: Note, portfolio: Portfolio) -> str:
    """Return when the event in a note happened; the day is included if it is not the one of its item."""
    return _time_in(note.at, portfolio.item(note.evidence), portfolio)


def note_end(note: Note, portfolio: Portfolio) -> str:
    """Return the end of a time not observed; empty while it lasts."""
    visit = portfolio.visit_of(portfolio.item(note.evidence))
    return clock_time(note.until, visit.started if visit else None) if note.until else ""


def note_written_up(note: Note, portfolio: Portfolio) -> str:
    """Return when a note was written up, if later than it happened, and why it lies in the future."""
    if note.kind is NoteKind.MOMENT and not note.text.strip():  # it is still to be written up
        return _because(note.later_because)
    visit = portfolio.visit_of(portfolio.item(note.evidence))
    later = written_later(note.at, note.written, visit.ended if visit else None)
    return _joined(_written_up(later), _because(note.later_because))


def photograph_time(photograph: Photograph, portfolio: Portfolio) -> str:
    """Return when a photograph was taken; empty if that is not known, as it was added after the visit."""
    visit = portfolio.visit_of(portfolio.item(photograph.evidence))
    is_known = (
        photograph.stated or photograph.taken or not (visit and visit.ended and photograph.at > visit.ended)
    )
    item = portfolio.item(photograph.evidence)
    return _time_in(photograph.happened, item, portfolio) if is_known else ""


def photograph_added(photograph: Photograph, portfolio: Portfolio) -> str:
    """Return when a photograph was added, if that was later, and why its time lies in the future."""
    known = photograph_time(photograph, portfolio)
    later = written_later(photograph.happened, photograph.at) if known else date_and_time(photograph.at)
    words = text("(added {when})", when=later) if later else ""
    return _joined(words, _because(photograph.later_because))


def _time_in(at: datetime, item: EvidenceItem, portfolio: Portfolio) -> str:
    visit = portfolio.visit_of(item)
    if at.date() != item.on:
        return date_and_time(at)
    return clock_time(at, visit.started if visit else None)


def _written_up(when: str) -> str:
    return text("(written up {when})", when=when) if when else ""


def _because(reason: str) -> str:
    return text("(later than the clock showed: {reason})", reason=reason) if reason else ""


def _joined(*parts: str) -> str:
    return "  ".join(part for part in parts if part)
