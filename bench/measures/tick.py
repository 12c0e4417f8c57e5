"""One tick, from mouse press to durable and painted, relative to one raw SQLCipher commit."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtTest import QTest

from bench.fixtures import BenchData, durability
from bench.result import Result, against_limit, floor, medians
from bench.screen import Painted, application, open_window
from bench.timing import Times, timed
from csassess.data.record.caseload import Caseload
from csassess.data.storage.sqlcipher import connect
from csassess.domain.units.units import Kind
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.units import units
from csassess.ui.base.location import Location, Page
from csassess.ui.matrix.matrix_page import MatrixPage
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets.row_list import Row

AIM, FRAME = 8, 1000 / 60


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the tick relative to the raw commit, and its 95th percentile against one frame."""
    caseload = data.open_main()
    settings = durability(caseload.db)
    raw = connect(data.folder / "raw.db", os.urandom(32))
    raw.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB)")
    ticks, commits, repaints, size = list[float](), list[float](), list[float](), 0
    with open_window(caseload) as window:
        for tick, painting in islice(_ticks(window, caseload), data.size.ticks):
            ticks.append(tick)
            repaints.append(painting)
            size = _event_size(caseload)
            commits.append(
                timed(lambda s=size: raw.execute("INSERT INTO raw (body) VALUES (?)", (os.urandom(s),)))
            )
    raw.close()
    ours, reference = Times(tuple(ticks)), Times(tuple(commits))
    settings = f"{size} bytes; evidence page and matrix shown; {data.main_words}; {settings}"
    yield medians("tick: press to durable and painted / one raw commit", ours, reference, AIM, settings)
    painted = Times(tuple(repaints))
    yield floor(
        "tick: painting the same three views alone / one raw commit",
        painted.median,
        reference.median,
        f"p95 {painted.p95:.1f}; what they show is at hand, nothing is written",
    )
    yield against_limit(
        "tick: press to durable and painted, p95",
        ours.p95,
        round(FRAME, 1),
        f"{len(ours)} ticks, worst {ours.worst:.1f}",
    )


def _ticks(window: MainWindow, caseload: Caseload) -> Iterator[tuple[float, float]]:
    """Yield the durations of each tick and of repainting the same views.

    Each tick is on another criterion; when all are ticked, a new note is added.
    """
    app = application()
    candidate = candidates.list_candidates(caseload)[0].id
    item = evidence.add_item(caseload, candidate, "WP", "Bench", date(2026, 3, 2)).id
    evidence.add_note(caseload, candidate, item, "Bench")
    unit = "ocr-b10"
    on_the_matrix = {(unit, label) for label in units.unit(unit).labels(Kind.PERFORMANCE)}
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, candidate, item, unit=unit))
    matrix = MatrixPage(window.session)
    window.session.changed.connect(matrix.refresh)
    matrix.resize(1200, 700)
    matrix.show()
    matrix.show_location(Location(Page.MATRIX, candidate, unit=unit))
    page = window.evidence
    QThreadPool.globalInstance().waitForDone()  # links are counted in the background
    app.processEvents()
    rows = page.criteria.criteria
    painted = Painted(rows.viewport(), page.findings.list.viewport(), matrix.table.viewport())
    while True:
        note = evidence.add_note(caseload, candidate, item, "Another")
        window.session.read_again()
        page.refresh()
        page.notes.select(note.id)
        for outcome in range(len(page.criteria.chips)):
            page.criteria.show_outcome(outcome)
            while (index := _first_free(rows.rows.rows, on_the_matrix)) is not None:
                rows.scrollTo(rows.rows.index(index))
                app.processEvents()
                position, before = rows.visualRect(rows.rows.index(index)).center(), dict(painted.counts)

                def act(position: QPoint = position) -> None:
                    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=position)
                    page.findings.list.viewport().update()  # even if nothing in it changed
                    app.processEvents()

                duration = timed(act)
                assert painted.all_since(before), "something was not painted"
                yield duration, timed(lambda: _paint_again(painted))


def _paint_again(painted: Painted) -> None:
    for widget in painted.counts:
        widget.update()
    application().processEvents()


def _first_free(rows: Sequence[Row], wanted: set[tuple[str, str]]) -> int | None:
    """Return the index of the first unticked row among the wanted criteria, or None."""
    return next((index for index, row in enumerate(rows) if row.key in wanted and row.ticked is False), None)


def _event_size(caseload: Caseload) -> int:
    """Return the size of the last event with its values, in bytes."""
    row = caseload.db.execute(
        "SELECT length(body) + length(disclosed) FROM events ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    return int(row[0])
