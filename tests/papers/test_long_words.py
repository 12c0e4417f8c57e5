"""The work of laying out long words grows as the words do."""

import pytest
from reportlab.platypus import Paragraph

from csassess.domain.records.evidence import EvidenceItem
from csassess.forms import flowables, styles
from csassess.services.papers import files
from csassess.services.papers.observation import item_record
from csassess.services.progress.portfolio_view import portfolio_view


@pytest.fixture
def laid_out(monkeypatch):
    """Return a list to which each paragraph that is laid out adds its number of pieces."""
    sizes, wrap = [], Paragraph.wrap

    def counting(self, *room):
        sizes.append(len(self.frags))
        return wrap(self, *room)

    monkeypatch.setattr(Paragraph, "wrap", counting)
    return sizes


def test_the_work_of_laying_out_words_grows_as_the_words_do(laid_out):
    paragraph = Paragraph(flowables.markup("a\n" * 1000), styles.BODY)
    size = len(paragraph.frags)
    flowables.pieces(paragraph, 480)
    assert sum(laid_out) <= 8 * size


def test_the_pieces_of_a_paragraph_hold_all_of_its_lines():
    words = [f"word{number}" for number in range(5000)]
    pieces = flowables.pieces(Paragraph(" ".join(words), styles.BODY), 480)
    for piece in pieces:
        piece.wrap(480, 1000)
    found = [word for piece in pieces for line in piece.blPara.lines for word in _words_of(line)]
    assert len(pieces) > 5
    assert found == words


def _words_of(line):
    return line[1] if isinstance(line, tuple) else "".join(frag.text for frag in line.words).split()


def test_a_long_description_is_laid_out_about_once_in_the_record_of_its_item(caseload, mo, laid_out):
    item = EvidenceItem("i1", "1", "WP", "a\n" * 1000, caseload.clock().date())
    caseload.save(mo.id, "x", item, are_copies=True)
    view = portfolio_view(caseload, mo.id)
    files.draw(item_record(caseload, view, item))
    assert sum(laid_out) <= 20_000
