"""Words from other people are plain words in pages, tables and workbooks: no markup, no formula."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest

from csassess.exchange import workbook as workbooks
from csassess.exchange.pages import ShownPortfolio, index_page, matrix_csv
from csassess.services.lists import spreadsheets
from csassess.services.progress.history import history
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.hostile_words import MARKUP, hostile
from tests.support.ungated import without_gate

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("http://x")')


@pytest.fixture
def shown(caseload):
    candidate, _, _ = hostile(caseload)
    view = portfolio_view(caseload, candidate.id)
    entries = tuple((e.at, e.author, e.words) for e in history(caseload, candidate.id))
    return caseload, candidate, ShownPortfolio(view.portfolio, view.standings, entries)


def test_the_page_of_a_portfolio_escapes_markup(shown):
    page = index_page([shown[2]], MARKUP, MARKUP).decode()
    assert "&lt;b&gt;BOLD" in page
    assert "<b>BOLD" not in page
    assert '<img src="http' not in page


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_a_table_or_workbook_is_a_formula(shown, tmp_path, words):
    caseload, candidate, portfolio = shown
    named = replace(candidate, name=words, number=words)
    with without_gate():
        caseload.save(candidate.id, "candidate.change", named)
        for item in portfolio.portfolio.evidence:
            caseload.save(candidate.id, "evidence.change", replace(item, description=words))
    view = portfolio_view(caseload, candidate.id)
    matrix = matrix_csv([ShownPortfolio(view.portfolio, view.standings, ())])
    path = tmp_path / "w.xlsx"
    spreadsheets.write_workbook(caseload, path)
    tables = workbooks.tables([workbooks.Tracked(view.portfolio, view.standings)])
    sheets = [matrix, *map(workbooks.as_csv, tables)]
    for sheet in sheets:
        for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    with zipfile.ZipFile(path) as book:
        xml = b"".join(book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml
