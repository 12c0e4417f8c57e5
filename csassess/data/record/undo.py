"""Undoing an event: a new event that sets back what it set."""

from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.user_actions import UNDO

Field = tuple[str, str, str]  # entity, record id, field


def undo(caseload: Caseload, event_id: str) -> Event:
    """Set back what an event set, as a new event; records that it made are removed.

    Raises UserError if something of it was changed again since.
    """
    with caseload.together():
        event = caseload.history.event(event_id)
        created = {
            (c.entity, c.id) for c in event.changes if c.field in KINDS[c.entity].required and not c.parents
        }
        changed = {(c.entity, c.id, c.field): c for c in event.changes}
        if _was_changed_since(caseload, event, created, set(changed)):
            raise UserError(
                text(
                    "This has been changed again since, so it cannot be undone on its own. Undo "
                    "the later change first."
                )
            )
        changes = [caseload.change(event.stream, *record, "deleted", True) for record in sorted(created)]
        changes += [
            caseload.change(event.stream, *field, _value_before(caseload, change))
            for field, change in changed.items()
            if field[:2] not in created
        ]
        return caseload.append(event.stream, UNDO + event_id, changes)


def _was_changed_since(
    caseload: Caseload, event: Event, created: set[tuple[str, str]], changed: set[Field]
) -> bool:
    if any(_shown_events(caseload, event.stream, field, event.id) != {event.id} for field in changed):
        return True
    added_later = {
        (*record, field) for record in created for field in caseload.heads(event.stream, *record)
    } - changed
    return any(
        _shown_events(caseload, event.stream, field, event.id) - {event.id, None} for field in added_later
    )


def _shown_events(caseload: Caseload, stream: str, field: Field, event_id: str) -> set[str | None]:
    """Return the events whose values a field shows; the event to be undone counts as itself."""
    heads = caseload.heads(stream, *field[:2]).get(field[2], ())
    return {head if head == event_id else _origin(caseload, head, field) for head in heads}


def _origin(caseload: Caseload, head: str, field: Field) -> str | None:
    """Return the event whose value a field shows.

    If the head undid another event, it is the one which that had replaced.
    """
    origin: str | None = head
    while origin is not None:
        event = caseload.history.event(origin)
        if not event.action.startswith(UNDO):
            break
        undone = caseload.history.event(event.action.removeprefix(UNDO))
        changes = (*undone.changes, *event.changes)
        change = next((c for c in changes if (c.entity, c.id, c.field) == field), None)
        if change is None:  # another program wrote that it undoes something that set other fields
            break
        origin = change.parents[0] if change.parents else None
    return origin


def _value_before(caseload: Caseload, change: Change) -> Any:
    """Return the value that a change replaced, as its first parent set it, or None."""
    if not change.parents:
        return None
    parent = caseload.history.event(change.parents[0])
    field = (change.entity, change.id, change.field)
    return next((c.value for c in parent.changes if (c.entity, c.id, c.field) == field), None)
