"""Fixtures for every test: a caseload with cheap keys, a fixed clock and a candidate."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from csassess.data.record.caseload import Caseload
from csassess.domain.records.people import Candidate
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from tests.support.builders import Clock, closed_caseload, reopened
from tests.support.cheap_age import cheap_passphrases, full_cost
from tests.support.forging import Forger
from tests.support.inline import inline, really_aside
from tests.support.verifying import office

settings.register_profile("csassess", deadline=None)  # a slow machine must not fail a test
settings.load_profile("csassess")

_MEMORY, _ROOM = Path("/dev/shm"), 6 * 2**30  # bytes; every test's folder of one run, with some to spare
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))  # a disk is slow to make sure of each save


@pytest.fixture(autouse=True, scope="session")
def files_locked_at_low_cost() -> Iterator[None]:
    """Lock files with a passphrase at the lowest cost."""
    with cheap_passphrases():
        yield


@pytest.fixture
def files_locked_at_full_cost() -> Iterator[None]:
    """Lock files with a passphrase at the cost of the program."""
    with full_cost():
        yield


@pytest.fixture(autouse=True, scope="session")
def documents_read_inline() -> Iterator[None]:
    """Read documents in this process."""
    with inline():
        yield


@pytest.fixture
def documents_read_aside() -> Iterator[None]:
    """Read documents in processes of their own, as the program does."""
    with really_aside():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a closed caseload."""
    return closed_caseload(tmp_path / "caseload")


@pytest.fixture
def caseload(folder: Path, clock: Clock) -> Iterator[Caseload]:
    opened = reopened(folder, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def mo(caseload: Caseload) -> Candidate:
    """Add a candidate with a paid job, enrolled on B10 in both notations."""
    candidate = candidates.add_candidate(caseload, "Mo Candidate", "C-001")
    candidates.set_job(caseload, candidate.id, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, candidate.id, "ocr-b10")
    candidates.enrol(caseload, candidate.id, "nos-b10")
    return candidate


@pytest.fixture
def pair(tmp_path: Path, clock: Clock) -> Iterator[list[Caseload]]:
    """Open the caseloads of Ann, who assesses, and Vera, who verifies, on two machines."""
    with office(tmp_path, clock, "ann", "vera") as caseloads:
        yield caseloads


@pytest.fixture
def ann(pair: list[Caseload]) -> Caseload:
    return pair[0]


@pytest.fixture
def vera(pair: list[Caseload]) -> Caseload:
    return pair[1]


@pytest.fixture
def mallory(tmp_path: Path, clock: Clock) -> Iterator[Forger]:
    """Open the machine of a stranger who has received nothing from anybody."""
    forger = Forger(tmp_path / "stranger", "Mallet", clock=clock)
    yield forger
    forger.caseload.close()
