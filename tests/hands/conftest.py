"""Fixtures: a screen for the worker, a person at it, and caseloads to work on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from csassess.data.record.caseload import Caseload
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress import portfolio_view
from csassess.services.visits import visits
from tests.hands.accessible import Screen
from tests.hands.desk import Desk
from tests.hands.display import SIZE, Display, display, missing
from tests.support.builders import closed_caseload, reopened

MO = "Mo Candidate"


@pytest.fixture(scope="session")
def screen() -> Iterator[Display]:
    """Run a screen for all tests of a worker."""
    with screen_of(SIZE) as running:
        yield running


@contextmanager
def screen_of(size: tuple[int, int]) -> Iterator[Display]:
    """Run a screen of a size in pixels for the block; skip the test if this machine cannot."""
    lacking = missing()
    if lacking:
        pytest.skip(f"NOBODY WORKED ON THE REAL PROGRAM: {', '.join(lacking)} missing; see scripts/set-up")
    with display(size) as running:
        yield running


@pytest.fixture
def desk(screen: Display, tmp_path: Path) -> Iterator[Desk]:
    """Seat a person at the screen, who starts and closes the program."""
    eyes = Screen(screen.accessibility_bus)
    seated = Desk(screen, eyes, tmp_path)
    yield seated
    seated.leave()
    eyes.close()


@pytest.fixture
def units() -> tuple[str, ...]:
    """Return the units that Mo is enrolled on; a test may ask for others."""
    return ("ocr-b10",)


@pytest.fixture
def visiting(tmp_path: Path, units: tuple[str, ...]) -> Path:
    """Return the folder of a caseload in which Mo is being observed."""
    folder = closed_caseload(tmp_path / "caseload")
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, MO, "C-001")
    candidates.set_job(caseload, mo.id, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
    for unit in units:
        candidates.enrol(caseload, mo.id, unit)
    visits.start_visit(caseload, [mo.id], "Harbour, ticket office", informed="a notice")
    caseload.close()
    return folder


@pytest.fixture
def noted(visiting: Path) -> Path:
    """Return the folder of a caseload in which one note of Mo's visit is written and ticked."""
    caseload = reopened(visiting)
    mo, item = _mo_and_item(caseload)
    note = evidence.add_note(caseload, mo, item.id, "Greets every customer at once.")
    references.tick(caseload, mo, item.id, "ocr-b10", "1.1", note.id)
    caseload.close()
    return visiting


@pytest.fixture
def written_up(noted: Path) -> Path:
    """Return the folder of a caseload in which Mo's visit is over, and its item can be accepted."""
    caseload = reopened(noted)
    mo, item = _mo_and_item(caseload)
    visits.finish(caseload, mo, item.id, FeedbackToCandidate(item.id, item.id))
    caseload.close()
    return noted


def _mo_and_item(caseload: Caseload) -> tuple[str, EvidenceItem]:
    mo = candidates.find_candidate(caseload, MO).id
    return mo, portfolio_view.portfolio_view(caseload, mo).portfolio.evidence[0]
