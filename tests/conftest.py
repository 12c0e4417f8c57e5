"""Fixtures every test may ask for: a caseload with cheap keys, a clock that stands still, and a candidate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from csassess.data.record.caseload import Caseload
from csassess.domain.records.people import Candidate
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from tests.support.builders import Clock, closed_caseload, reopened
from tests.support.verifying import office

settings.register_profile("csassess", deadline=None)  # a slow machine is no wrong rule
settings.load_profile("csassess")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed caseload."""
    return closed_caseload(tmp_path / "caseload")


@pytest.fixture
def caseload(folder: Path, clock: Clock) -> Iterator[Caseload]:
    opened = reopened(folder, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def mo(caseload: Caseload) -> Candidate:
    """A candidate with a paid job, enrolled on B10 in both notations."""
    candidate = candidates.add_candidate(caseload, "Mo Candidate", "C-001")
    candidates.set_job(caseload, candidate.id, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, candidate.id, "ocr-b10")
    candidates.enrol(caseload, candidate.id, "nos-b10")
    return candidate


@pytest.fixture
def pair(tmp_path: Path, clock: Clock) -> Iterator[list[Caseload]]:
    """Ann, who assesses, and Vera, who verifies, each on a machine of her own."""
    with office(tmp_path, clock, "ann", "vera") as made:
        yield made


@pytest.fixture
def ann(pair: list[Caseload]) -> Caseload:
    return pair[0]


@pytest.fixture
def vera(pair: list[Caseload]) -> Caseload:
    return pair[1]
