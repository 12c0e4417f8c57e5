"""The sampling plan of a large centre: the longest stall of the window while its page is used."""

from collections.abc import Callable, Iterator
from datetime import date

from PySide6.QtCore import QEventLoop, QTimer

from bench.caseloads import new_caseload
from bench.fixtures import BenchData
from bench.measures.stalls import Stalls
from bench.result import Result, against_limit
from bench.screen import application, open_window
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.list_cache import keep_status
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, UnitStatus
from csassess.domain.records.quality.sampling_plan import Cover, Strategy
from csassess.domain.records.roles import Role
from csassess.services.access.caseloads import assessor_of, change_person
from csassess.services.verification import planning
from csassess.services.verification.sampling_plan import plan
from csassess.ui.base.location import Location, Page

MOST = 50
CANDIDATES = 20  # of each assessor
_DAY = date(2026, 3, 2)


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the longest stall while the plan of all assessors is shown, and then that of one."""
    caseload, settings = _archive(data), f"{data.size.planned} assessors, {CANDIDATES} candidates each"
    with open_window(caseload) as window:
        part = window.verification.planning
        until(lambda: True)
        stalls = Stalls()
        window.go(Location(Page.VERIFICATION))
        until(lambda: bool(part.assessors.list.rows.rows))
        stalls.stop()
        yield against_limit("verification plan: all assessors, longest stall", stalls.longest, MOST, settings)
        for person in [row.key for row in part.assessors.list.rows.rows]:
            planning.take_up(caseload, planning.proposals(caseload, plan(caseload, person)))
        window.session.read_again()
        stalls = Stalls()
        window.go(Location(Page.TODAY))
        window.go(Location(Page.VERIFICATION))
        until(lambda: bool(part.planned.list.rows.rows))
        stalls.stop()
        planned = f"{settings}; {len(caseload.all(planning.PlannedSample, CENTRE_STREAM))} samples planned"
        yield against_limit(
            "verification plan: with planned samples, longest stall", stalls.longest, MOST, planned
        )
        stalls = Stalls()
        for row in part.assessors.list.rows.rows[:10]:
            window.verification.choose_assessor(row.key)
            until(lambda: True)
        stalls.stop()
        yield against_limit("verification plan: one assessor, longest stall", stalls.longest, MOST, planned)
    caseload.close()


def until(is_over: Callable[[], bool]) -> None:
    """Let the event loop run for a moment, and until something is so."""
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(50)
    timer.timeout.connect(lambda: loop.quit() if is_over() else None)
    timer.start()
    loop.exec()
    application().processEvents()


def _archive(data: BenchData) -> Caseload:
    """Create a verifier's caseload that knows its candidates from status files."""
    caseload = new_caseload(data.folder / "plan", seed=12)
    person = assessor_of(caseload)
    change_person(caseload, type(person)(person.id, person.name, person.status, Role.VERIFIER))
    planning.set_strategy(caseload, Strategy("strategy", 100, 50, 25, 6, tuple(Cover), 80, 4))
    with caseload.together():
        for number in range(data.size.planned):
            statuses = [_status(number, candidate) for candidate in range(CANDIDATES)]
            keep_status(caseload.db, f"machine-{number}", _DAY, statuses)
    return caseload


def _status(assessor: int, number: int) -> PortfolioStatus:
    state = DecisionState.DECIDED if number % 3 == 0 else DecisionState.NOT_READY
    units = tuple(
        UnitStatus(unit, name, 12, 15, state, ("OB", "PD", "WP"), (f"Site {number % 4}",), decided=_DAY)
        for unit, name in (("ocr-b10", "B10"), ("ocr-61", "61"))
    )
    person, name = f"person-{assessor}", f"Assessor {assessor:03}"
    return PortfolioStatus(
        f"candidate-{assessor}-{number}",
        f"Candidate {assessor:03}-{number:02}",
        str(number),
        person,
        name,
        False,
        (person,),
        (name,),
        "R1",
        _DAY,
        True,
        "Harbour Ferries",
        units,
    )
