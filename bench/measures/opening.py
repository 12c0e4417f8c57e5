"""Opening a portfolio while the caseload grows: the time must stay the same."""

from collections.abc import Iterator

from bench.bulk import in_bulk
from bench.caseloads import Amount, Ids, fill, new_caseload, open_folder
from bench.fixtures import BenchData, durability
from bench.result import Result, medians
from bench.screen import application, open_window, settle
from bench.timing import Times, timed
from csassess.ui.base.location import Location, Page

AIM = 1.3
_MEASURED = 3  # portfolios, the same for every size


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the time for each size relative to the smallest."""
    caseload = new_caseload(data.folder / "growing", seed=8)
    folder = caseload.folder
    with in_bulk(caseload, seed=8) as writer:
        measured = fill(writer, Amount(_MEASURED, min(20, data.size.wide), 3, 5), seed=8)
    caseload.close()
    candidates_written, smallest, first = _MEASURED, Times((1.0,)), data.size.growth[0]
    for count in data.size.growth:
        caseload = open_folder(folder, clock=caseload.clock, new_id=Ids(count))
        with in_bulk(caseload, seed=count) as writer:
            fill(
                writer,
                Amount(count - candidates_written, 1, 2, 3, units=("ocr-b10",), first=candidates_written),
                seed=count,
            )
        candidates_written, settings = count, durability(caseload.db)
        times = _opening_times(caseload, measured, data.size.rounds)
        data.grown("opening a portfolio (ms) / candidates", count, times.median)
        if count == first:
            smallest = times
        else:
            what = f"opening a portfolio of {count:,} candidates / of {first:,}"
            yield medians(
                what,
                times,
                smallest,
                AIM,
                f"read, judged and painted, the same {_MEASURED} portfolios; {settings}",
            )


def _opening_times(caseload: object, measured: list[str], rounds: int) -> Times:
    """Return the time from the list to the painted portfolio page, with an empty cache."""
    app, times = application(), []
    with open_window(caseload) as window:
        for number in range(rounds + 1):
            window.go(Location(Page.CANDIDATES)) if number == 0 else window.go(Location(Page.QUESTIONS))
            window.session.forget()
            settle(app)

            def act(candidate: str = measured[number % len(measured)]) -> None:
                window.go(Location(Page.PORTFOLIO, candidate))
                app.processEvents()

            times.append(timed(act))
    return Times(tuple(times[1:]))
