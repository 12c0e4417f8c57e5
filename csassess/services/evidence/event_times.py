"""The time of what is entered now: now or, once a visit is over, a time during the visit."""

from datetime import date, datetime

from csassess.data.record.caseload import Caseload
from csassess.domain.dates import moved_days
from csassess.domain.errors import LaterError
from csassess.domain.records.evidence import EvidenceItem, Method, Note
from csassess.domain.records.visits import Visit


def time_of_event(caseload: Caseload, candidate_id: str, item: EvidenceItem) -> datetime:
    """Return the time to enter for an event that is written down now.

    If the item's visit is over, this is the last time noted in it or, without notes, its start; the same
    holds for a discussion on an earlier day, from the morning of that day. The assessor can change it.
    """
    now = caseload.clock()
    if is_earlier_discussion(item, now.date()):
        morning = moved_days(now, (item.on - now.date()).days).replace(hour=9, minute=0, second=0)
        return max([morning, *(at for at in _noted(caseload, item) if at.date() == item.on)])
    visit = caseload.one(Visit, candidate_id, item.visit) if item.visit else None
    if visit is None or visit.started is None or visit.ended is None or now <= visit.ended:
        return now
    return min(max([visit.started, *_noted(caseload, item)]), visit.ended)


def _noted(caseload: Caseload, item: EvidenceItem) -> list[datetime]:
    """Return the times of an item's notes."""
    return [at for _, note in caseload.where(Note, "evidence", item.id) for at in _times(note)]


def is_earlier_discussion(item: EvidenceItem, today: date) -> bool:
    """Return whether an item is a discussion of an earlier day: its notes happened then."""
    return item.method == Method.PROFESSIONAL_DISCUSSION and not item.visit and item.on < today


def _times(note: Note) -> list[datetime]:
    return [note.at, *([note.until] if note.until else [])]


def reason_for_later(because: str, now: datetime, *times: datetime | None) -> str:
    """Return why times are later than now, to be kept with them; empty if none is.

    Raises LaterError if one is and nothing says why.
    """
    if max(filter(None, times), default=now) <= now:
        return ""
    if not because.strip():
        raise LaterError
    return because.strip()
