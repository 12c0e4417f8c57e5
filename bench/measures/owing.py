"""The archive of a large centre: signatures owed, search and workbook, and how long the window stalls."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.bulk import in_bulk
from bench.caseloads import Amount, fill, first_name, new_caseload
from bench.fixtures import BenchData
from bench.measures.plan import CANDIDATES, MOST, until
from bench.measures.stalls import Stalls
from bench.result import Result, against_limit, against_reference
from bench.screen import open_window
from csassess.data.record.caseload import Caseload
from csassess.services.candidates.candidates import list_candidates
from csassess.services.lists import spreadsheets
from csassess.services.progress import would_ask
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import chase
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import import_dialogs

OWED, WORKBOOK = 2, 2  # times the reference


def measures(data: BenchData) -> Iterator[Result]:
    """Yield each beside reading the same portfolios, and the longest stall while each is used."""
    caseload = _archive(data)
    settings = f"{data.size.planned} × {CANDIDATES} candidates"
    everyone = [candidate.id for candidate in list_candidates(caseload)]

    def read_all() -> None:
        for candidate in everyone:
            portfolio_view(caseload, candidate)

    path = data.folder / "tracking.xlsx"
    reading = _seconds(read_all)
    owed = _seconds(lambda: chase.owed_signatures(caseload))
    yield against_reference("signatures owed / reading the portfolios", owed, reading, OWED, settings, "s")
    workbook = _seconds(lambda: spreadsheets.write_workbook(caseload, path))
    yield against_reference("workbook / reading the portfolios", workbook, reading, WORKBOOK, settings, "s")
    view = portfolio_view(caseload, everyone[0])
    would_ask.lines_of(caseload, view)
    asked = min(_seconds(lambda: would_ask.lines_of(caseload, view)) for _ in range(data.size.rounds))
    yield against_limit("what would be asked of one portfolio of the archive", asked * 1000, MOST, settings)
    candidate_rows(caseload)  # as once after an upgrade
    yield from _stalls(caseload, path, settings)
    caseload.close()


def _stalls(caseload: Caseload, path: Path, settings: str) -> Iterator[Result]:
    """Yield the longest stall of the window while each of the three is used on the archive."""
    with open_window(caseload) as window:
        until(lambda: True)
        window.go(Location(Page.CENTRE, form="find"))
        until(lambda: bool(window.centre.finding.count.text()))
        finding, said = window.centre.finding, list[str]()
        window.session.message.connect(said.append)
        acts: dict[str, tuple[Callable[[], object], Callable[[], bool]]] = {
            "search": (lambda: finding.wanted.setText(first_name(1)), lambda: bool(finding.found.rows.rows)),
            "signatures owed": (
                lambda: window.go(Location(Page.CENTRE, form="chase")),
                lambda: window.centre.chase.is_read,
            ),
            "workbook": (
                lambda: import_dialogs.workbook_to(window.session, str(path)),
                lambda: any(path.name in words for words in said),
            ),
        }
        for name, (act, is_over) in acts.items():
            stalls = Stalls()
            act()
            until(is_over)
            stalls.stop()
            yield against_limit(f"archive: {name}, longest stall", stalls.longest, MOST, settings)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _archive(data: BenchData) -> Caseload:
    """Create a caseload with as many candidates as the plan of the same size has."""
    caseload = new_caseload(data.folder / "owing", seed=14)
    with in_bulk(caseload, seed=14) as writer:
        for number in range(data.size.planned):
            fill(writer, Amount(CANDIDATES, 2, 2, 4, first=number * CANDIDATES), seed=number)
    return caseload
