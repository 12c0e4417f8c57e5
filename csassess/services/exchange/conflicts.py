"""Conflicts to resolve, and quarantined events, after portfolio files were received."""

from csassess.data.exchange.devices import people
from csassess.data.exchange.quarantine import quarantined_events
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.domain.records.conflicts import Conflict


def author_names(caseload: Caseload) -> dict[str, str]:
    """Return the names of all authors on this and every known device, by person id."""
    return {person.id: person.name for person in people(caseload).values()}


def choose(caseload: Caseload, candidate_id: str, conflict: Conflict, event: str) -> None:
    """Resolve a conflict with one of its values; the others stay in the history."""
    chosen = next(version for version in conflict.versions if version.event == event)
    caseload.resolve_conflict(candidate_id, conflict.entity, conflict.id, conflict.field, chosen.value)


def quarantined(caseload: Caseload) -> list[tuple[str, str, str]]:
    """Return the quarantined events of portfolios as (candidate id, event id, reason)."""
    return [entry for entry in quarantined_events(caseload.db) if entry[0] != CENTRE_STREAM]
