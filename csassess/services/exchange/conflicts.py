"""Conflicts and quarantined entries that receiving leaves to be looked at."""

from csassess.data.exchange.devices import people
from csassess.data.exchange.merge import conflicts, quarantined_events
from csassess.data.record.caseload import Caseload
from csassess.domain.records.conflicts import Conflict


def standing_conflicts(caseload: Caseload, candidate_id: str) -> tuple[Conflict, ...]:
    """Return what was set differently on two machines and waits for a choice."""
    return conflicts(caseload, candidate_id)


def author_names(caseload: Caseload) -> dict[str, str]:
    """Return the names of everyone who wrote here or on a machine that is known, by id."""
    return {person.id: person.name for person in people(caseload).values()}


def choose(caseload: Caseload, candidate_id: str, conflict: Conflict, event: str) -> None:
    """Choose one of the values that stand side by side; the others stay in the history."""
    version = next(each for each in conflict.versions if each.event == event)
    caseload.resolve_conflict(candidate_id, conflict.entity, conflict.id, conflict.field, version.value)


def quarantined(caseload: Caseload) -> list[tuple[str, str, str]]:
    """Return the entries that came in and were kept apart, as (candidate id, entry id, reason)."""
    return quarantined_events(caseload)
