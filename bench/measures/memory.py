"""Memory with the centre’s archive open, relative to a bare window, and its growth over scripted use."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from statistics import linear_regression

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.fixtures import BenchData, child_output
from bench.measures.centre import archive
from bench.result import Result, against_limit, against_reference, floor
from bench.screen import settle
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.ui.base.location import Location, Page
from csassess.ui.shell.main_window import MainWindow

AIM, NO_GROWTH = 2.5, 2.0  # times the bare window; per cent an hour that count as no growth
_ROUNDS_AN_HOUR = 360  # ten seconds of work each
_PARTS = 10


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the memory at the window, and the growth for one hour of use."""
    folder = data.folder / f"archive-{data.size.assessors}"
    if not folder.exists():
        archive(data, data.size.assessors)[0].close()
    bare, least = _child_numbers("bare-memory")[0], _child_numbers("libraries-memory", str(folder))[0]
    at_first_start, *_ = _child_numbers("memory", str(folder), "1")  # builds the lists of all candidates
    at_first, *later = _child_numbers("memory", str(folder), str(data.size.used))
    words = (
        f"{data.size.assessors} × {data.size.per_assessor} candidates; {at_first_start >> 10} MiB at the very"
        " first start"
    )
    yield against_reference(
        "memory at the window / bare PySide6 window", at_first / 1024, bare / 1024, AIM, words, "MiB"
    )
    yield floor(
        "memory: libraries and an open caseload alone / bare PySide6 window",
        least / 1024,
        bare / 1024,
        words,
        "MiB",
    )
    settled = later[len(later) // 2 :]
    rounds = [number * data.size.used / _PARTS for number in range(len(settled))]
    slope = linear_regression(rounds, settled).slope if len(settled) > 1 else 0
    hour = 100 * slope * _ROUNDS_AN_HOUR / later[-1]
    settings = (
        f"{words}; {data.size.used} rounds of opening, noting, ticking and looking, each another candidate;"
        f" {later[-1] >> 10} MiB at the end; slope of the second half, for {_ROUNDS_AN_HOUR} rounds"
    )
    yield against_limit("memory added by an hour's use", hour, NO_GROWTH, settings, "%")


def _child_numbers(*arguments: str) -> list[int]:
    return [int(word) for word in child_output(*arguments)]


def use(app: QApplication, window: MainWindow, rounds: int) -> Iterator[None]:
    """Use the window as an assessor does, in rounds; yield after each tenth."""
    caseload = window.session._caseload
    everyone = cycle(candidates.list_candidates(caseload))
    for number in range(1, rounds + 1):
        candidate = next(everyone).id
        for page in (Page.CANDIDATES, Page.PORTFOLIO):
            window.go(Location(page, candidate))
            settle(app)
        item = window.session.run_or_raise(
            evidence.add_item, candidate, "WP", f"Round {number}", date(2026, 3, 2)
        )
        window.go(Location(Page.EVIDENCE, candidate, item.id, unit="ocr-b10"))
        window.evidence.capture.add_note.trigger()
        QTest.keyClicks(window.evidence.notes.editor.text, "Greets the caller and gives a day to ring.")
        window.evidence.leave()
        for label in ("1.1", "2.1"):
            window.session.run_or_raise(
                references.tick, candidate, item.id, "ocr-b10", label, window.evidence.notes.note
            )
            settle(app)
        for page in (Page.MATRIX, Page.PORTFOLIO, Page.TODAY):
            window.go(Location(page, candidate, unit="ocr-b10"))
            settle(app)
        if number % max(1, rounds // _PARTS) == 0:
            yield
