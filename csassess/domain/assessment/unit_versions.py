"""The states of units and qualifications that were brought into a caseload: draft, approved, superseded."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from csassess.catalogue import text
from csassess.domain.records.questions import QualificationVersion, UnitVersion


class UnitState(StrEnum):
    """State of one wording. Candidates are enrolled on, or registered for, approved wordings only."""

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


Version = TypeVar("Version", UnitVersion, QualificationVersion)


def _subject(version: UnitVersion | QualificationVersion) -> str:
    """Return the id of the unit or qualification of which a version is one wording."""
    return version.unit if isinstance(version, UnitVersion) else version.of


def states_of(versions: Iterable[Version]) -> Mapping[str, UnitState]:
    """Return the state of each version by its id; of one subject, the one approved last is in force."""
    versions = tuple(versions)
    present = {version.id for version in in_force(versions).values()}
    return {
        version.id: UnitState.DRAFT
        if version.approved is None
        else UnitState.APPROVED
        if version.id in present
        else UnitState.SUPERSEDED
        for version in versions
    }


def in_force(versions: Iterable[Version]) -> dict[str, Version]:
    """Return the approved version of each unit or qualification, which new candidates are put on now."""
    approved = [version for version in versions if version.approved]
    return {_subject(version): version for version in sorted(approved, key=lambda v: v.approved or date.min)}


def approved_digests(versions: Iterable[QualificationVersion]) -> frozenset[str]:
    """Return the wordings of qualifications that were approved here, superseded ones included."""
    return frozenset(version.digest for version in versions if version.approved)
