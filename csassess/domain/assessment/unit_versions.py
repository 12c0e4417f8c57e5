"""The states of units that were brought into a caseload: draft, approved, superseded."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.records.questions import UnitVersion


class UnitState(StrEnum):
    """State of one wording of a unit. Candidates are enrolled on approved wordings only."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"

    @property
    def words(self) -> str:
        """The state in words."""
        return {
            UnitState.DRAFT: text("draft"),
            UnitState.APPROVED: text("approved"),
            UnitState.SUPERSEDED: text("superseded"),
        }[self]


def states_of(versions: Iterable[UnitVersion]) -> Mapping[str, UnitState]:
    """Return the state of each version by its id; of one unit, the one approved last is in force."""
    versions = tuple(versions)
    in_force = {version.unit: version.id for version in _approved(versions)}
    return {
        version.id: UnitState.DRAFT
        if version.approved is None
        else UnitState.APPROVED
        if in_force[version.unit] == version.id
        else UnitState.SUPERSEDED
        for version in versions
    }


def in_force(versions: Iterable[UnitVersion]) -> dict[str, UnitVersion]:
    """Return the approved version of each unit on which candidates are enrolled now."""
    return {version.unit: version for version in _approved(tuple(versions))}


def _approved(versions: tuple[UnitVersion, ...]) -> list[UnitVersion]:
    """Return the approved versions, those approved last at the end."""
    approved = [version for version in versions if version.approved]
    return sorted(approved, key=lambda version: version.approved or date.min)
