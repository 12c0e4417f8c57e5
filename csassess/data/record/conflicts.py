"""Fields that two devices set differently without knowing of each other."""

from typing import Any

from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.domain.records.conflicts import Conflict, Version


def conflicts(caseload: Caseload, stream: str) -> tuple[Conflict, ...]:
    """Return the fields of a stream with several differing values, the displayed value first."""
    forked_records = caseload.db.execute(
        "SELECT entity, id FROM heads WHERE stream = ? GROUP BY entity, id HAVING COUNT(*) > 1 ORDER BY"
        " entity, id",
        (stream,),
    ).fetchall()
    conflicting = []
    for entity, record_id in forked_records:
        for name, heads in sorted(fold.heads_of(caseload.db, stream, entity, record_id).items()):
            if name == "deleted" or len(heads) == 1:
                continue
            key = (entity, record_id, name)
            versions = tuple(_version(caseload.history.event(head), key) for head in reversed(heads))
            if any(version.value != versions[0].value for version in versions):
                conflicting.append(Conflict(*key, versions))
    return tuple(conflicting)


def _version(event: Event, key: tuple[str, str, str]) -> Version:
    value: Any = next(c.value for c in event.changes if (c.entity, c.id, c.field) == key)
    return Version(event.id, value, event.author, event.at)
