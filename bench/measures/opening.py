"""Opening a portfolio while the caseload around it grows: it must not be felt."""

from collections.abc import Iterator

from bench.bulk import in_bulk
from bench.caseloads import Amount, Ids, fill, new_caseload, opened
from bench.fixtures import BenchData, durability
from bench.result import Result, medians
from bench.screen import application, settle, window_on
from bench.timing import Times, timed
from csassess.ui.base.location import Location, Page

AIM = 1.3
_MEASURED = 3  # portfolios, the same in every size


def measures(data: BenchData) -> Iterator[Result]:
    """Yield, for each size but the smallest, the time beside the smallest size's."""
    caseload = new_caseload(data.folder / "growing", seed=8)
    folder = caseload.folder
    with in_bulk(caseload, seed=8) as writer:
        measured = fill(writer, Amount(_MEASURED, min(20, data.size.wide), 3, 5), seed=8)
    caseload.close()
    there, smallest, first = _MEASURED, Times((1.0,)), data.size.growth[0]
    for count in data.size.growth:
        caseload = opened(folder, clock=caseload.clock, new_id=Ids(count))
        with in_bulk(caseload, seed=count) as writer:
            fill(writer, Amount(count - there, 1, 2, 3, units=("ocr-b10",), first=there), seed=count)
        there, settings = count, durability(caseload.db)
        took = _opened(caseload, measured, data.size.rounds)
        data.grown("opening a portfolio (ms) / candidates", count, took.median)
        if count == first:
            smallest = took
        else:
            what = f"opening a portfolio of {count:,} candidates / of {first:,}"
            yield medians(
                what,
                took,
                smallest,
                AIM,
                f"read, judged and painted, the same {_MEASURED} portfolios; {settings}",
            )


def _opened(caseload: object, measured: list[str], rounds: int) -> Times:
    """Return how long opening a portfolio takes in the window: from the list to the painted page, nothing kept in memory."""
    app, took = application(), []
    with window_on(caseload) as window:
        for number in range(rounds + 1):
            window.go(Location(Page.CANDIDATES)) if number == 0 else window.go(Location(Page.QUESTIONS))
            window.session.forget()
            settle(app)

            def act(candidate: str = measured[number % len(measured)]) -> None:
                window.go(Location(Page.PORTFOLIO, candidate))
                app.processEvents()

            took.append(timed(act))
    return Times(tuple(took[1:]))
