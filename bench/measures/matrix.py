"""Scrolling the matrix, with a full repaint for each frame."""

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from bench.caseloads import open_folder
from bench.fixtures import BenchData
from bench.result import Result, against_limit
from bench.screen import application
from bench.timing import Times, timed
from csassess.services.candidates import candidates
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.matrix.matrix_page import MatrixPage

MOST = 16
_FRAMES = 200


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the 95th percentile of a frame, with all criteria of the largest unit."""
    app, caseload = application(), open_folder(data.wide)
    session = Session(caseload)
    view = session.portfolio_view(candidates.list_candidates(caseload)[0].id)
    unit_standing = max(view.standings, key=lambda standing: len(standing.unit.labels()))
    page = MatrixPage(session)
    page.resize(1366, 768)
    page.show()
    page.show_location(Location(Page.MATRIX, view.portfolio.candidate.id, unit=unit_standing.unit.id))
    page.model.show(view, unit_standing, unit_standing.unit.labels())
    app.processEvents()
    frames = _frames(app, page, min(_FRAMES, 10 * data.size.rounds))
    settings = (
        f"{len(page.model.items)} items × {len(page.model.labels)} criteria, 1366 × 768, "
        f"{len(frames)} frames,"
        f" median {frames.median:.1f}, worst {frames.worst:.1f}"
    )
    yield against_limit("scrolling the matrix, p95 of a frame", frames.p95, MOST, settings)
    page.close()
    page.deleteLater()
    caseload.close()


def _frames(app: QApplication, page: MatrixPage, count: int) -> Times:
    bar, viewport = page.table.verticalScrollBar(), page.table.viewport()

    def frame(position: int) -> None:
        bar.setValue(position)
        viewport.repaint()
        app.processEvents()

    step = max(1, bar.maximum() // count)
    return Times(tuple(timed(lambda n=n: frame(n * step % (bar.maximum() + 1))) for n in range(count)))
