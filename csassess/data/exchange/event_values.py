"""Received events are held to the declaration of each kind, as what is typed here is."""

from collections.abc import Callable, Collection

from csassess.catalogue import text
from csassess.data.record.caseload import CENTRE_STREAM
from csassess.data.record.events import Change, Event
from csassess.domain.control_characters import has_control_characters
from csassess.domain.record_words import field_words, kind_words
from csassess.domain.records.declaration import RestsOn
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.user_actions import UNDO
from csassess.domain.value_gate import EARLIEST_YEAR, LATEST_YEAR, fault_in

IsKnown = Callable[[str, str], bool]  # whether a record of a kind, by its id, was ever made in the stream


def impossible_value(event: Event, events_here: Collection[str]) -> str:
    """Return which value of an event no record can hold; empty if none.

    `events_here` are the ids of the events of its stream.
    """
    if not EARLIEST_YEAR < event.at.year <= LATEST_YEAR or has_control_characters(event.action):
        return text("the time or the name of the entry is not possible")
    if event.action.startswith(UNDO) and event.action.removeprefix(UNDO) not in events_here:
        return text("it undoes something that does not exist")
    reasons = (_value_reason(change) or _place_reason(change, event.stream) for change in event.changes)
    return next(filter(None, reasons), "")


def missing_reference(event: Event, is_known: IsKnown) -> str:
    """Return what an event refers to that is not here; empty if nothing is missing."""
    if event.stream == CENTRE_STREAM:
        return ""  # its records name nothing of a portfolio
    made = {(change.entity, change.id) for change in event.changes}
    if not is_known("candidate", event.stream) and ("candidate", event.stream) not in made:
        return text("it belongs to no candidate")
    reasons = (_reference_reason(change, made, is_known) for change in event.changes)
    return next(filter(None, reasons), "")


def _value_reason(change: Change) -> str:
    fault = fault_in(KINDS[change.entity], change.field, change.value)
    if not fault:
        return ""
    return text(
        "a value in it ({kind}: {field}) {fault}",
        kind=kind_words(change.entity),
        field=field_words(change.entity, change.field) or change.field,
        fault=fault.words,
    )


def _place_reason(change: Change, stream: str) -> str:
    """Return why a record cannot have its id: each portfolio has one candidate and one mark of a merger."""
    expected = {"candidate": stream, "joined": "joined"}.get(change.entity, change.id)
    return text("it changes something that does not exist") if change.id != expected else ""


def _reference_reason(change: Change, made: set[tuple[str, str]], is_known: IsKnown) -> str:
    """Return why a change names a record that does not exist; empty if it names none, or one that does."""
    kind = KINDS[change.entity]
    targets = [(target, change.id) for name, target in kind.rests_on if name == "id"]
    if change.field == "unit":
        targets.append(("enrolment", change.value))
    if change.field != "deleted" and change.value is not None:
        field = kind.fields[change.field]
        kinds = [
            name for declared in field.declared if isinstance(declared, RestsOn) for name in declared.kinds
        ]
        if kinds and (change.value or field.is_required):
            targets_of_field = [(name, change.value) for name in kinds]
            if not any(target in made or is_known(*target) for target in targets_of_field):
                return text("it refers to something that does not exist")
    if not all(target in made or is_known(*target) for target in targets):
        return text("it refers to something that does not exist")
    return ""
