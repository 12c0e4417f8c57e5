"""The time of what is entered now: now or, once a visit is over, a time during the visit."""

from datetime import datetime

from csassess.data.record.caseload import Caseload
from csassess.domain.errors import LaterError
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.visits import Visit


def time_of_event(caseload: Caseload, candidate_id: str, item: EvidenceItem) -> datetime:
    """Return the time to enter for an event that is written down now.

    If the item's visit is over, this is the last time noted in it or, without notes, its start. The
    assessor can change it.
    """
    now = caseload.clock()
    visit = caseload.one(Visit, candidate_id, item.visit) if item.visit else None
    if visit is None or visit.started is None or visit.ended is None or now <= visit.ended:
        return now
    noted = [
        at for note in caseload.all(Note, candidate_id) if note.evidence == item.id for at in _times(note)
    ]
    return min(max([visit.started, *noted]), visit.ended)


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
