"""Scrolling the matrix: a full repaint for each frame."""

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from bench.caseloads import opened
from bench.fixtures import BenchData
from bench.result import Result, within
from bench.screen import application
from bench.timing import Times, timed
from csassess.services.candidates import candidates
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.matrix.matrix_page import MatrixPage

MOST = 16
_FRAMES = 200


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the 95th percentile of a frame over items by all criteria of the unit that has most."""
    app, caseload = application(), opened(data.wide)
    session = Session(caseload)
    view = session.portfolio_view(candidates.list_candidates(caseload)[0].id)
    unit_standing = max(view.standings, key=lambda each: len(each.unit.labels()))
    page = MatrixPage(session)
    page.resize(1366, 768)
    page.show()
    page.show_location(Location(Page.MATRIX, view.portfolio.candidate.id, unit=unit_standing.unit.id))
    page.model.show(view, unit_standing, unit_standing.unit.labels())
    app.processEvents()
    took = _frames(app, page, min(_FRAMES, 10 * data.size.rounds))
    settings = (
        f"{len(page.model.items)} items × {len(page.model.labels)} criteria, 1366 × 768, {len(took)} frames,"
        f" median {took.median:.1f}, worst {took.worst:.1f}"
    )
    yield within("scrolling the matrix, p95 of a frame", took.p95, MOST, settings)
    page.close()
    page.deleteLater()
    caseload.close()


def _frames(app: QApplication, page: MatrixPage, count: int) -> Times:
    bar, viewport = page.table.verticalScrollBar(), page.table.viewport()

    def frame(at: int) -> None:
        bar.setValue(at)
        viewport.repaint()
        app.processEvents()

    step = max(1, bar.maximum() // count)
    return Times(tuple(timed(lambda n=n: frame(n * step % (bar.maximum() + 1))) for n in range(count)))
