"""What is recorded and printed of a visit."""

from csassess.data.record.portfolios import load_portfolio
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import pdf_text


def words_of(caseload, mo, item):
    view = portfolio_view(caseload, mo.id)
    return " ".join(pdf_text(draw(item_record(caseload, view, view.portfolio.item(item.id)))).split())


def visit_of(caseload, candidate):
    return load_portfolio(caseload, candidate.id).visits[0]
