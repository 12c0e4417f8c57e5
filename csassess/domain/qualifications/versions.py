"""The states of qualifications that were brought into a caseload: draft, approved, superseded."""

from collections.abc import Iterable, Mapping
from datetime import date

from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.records.questions import QualificationVersion


def states_of(versions: Iterable[QualificationVersion]) -> Mapping[str, UnitState]:
    """Return the state of each version by its id; of one qualification, the one approved last is in force."""
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


def in_force(versions: Iterable[QualificationVersion]) -> dict[str, QualificationVersion]:
    """Return the version of each qualification for which candidates are registered now."""
    approved = [version for version in versions if version.approved]
    return {version.of: version for version in sorted(approved, key=lambda v: v.approved or date.min)}


def approved_digests(versions: Iterable[QualificationVersion]) -> frozenset[str]:
    """Return the wordings that were approved here, superseded ones included."""
    return frozenset(version.digest for version in versions if version.approved)
