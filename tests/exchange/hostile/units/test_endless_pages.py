"""A small PDF that draws itself over and over, wherever pages of a PDF from outside are read."""

import io

import pikepdf
import pytest

from csassess.domain.errors import UserError
from csassess.exchange.reading.documents import files, page_pictures
from csassess.services.candidates import candidates
from csassess.services.units import reading

pytestmark = [pytest.mark.usefixtures("documents_read_aside"), pytest.mark.timeout(120)]

_DEPTH = 30  # each drawing draws the next three times


@pytest.fixture
def endless(monkeypatch):
    monkeypatch.setattr(files, "_PATIENCE", 2)
    monkeypatch.setattr(page_pictures, "_PATIENCE", 2)
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        drawing = None
        for _ in range(_DEPTH):
            inner = drawing
            drawing = file.make_stream(b"/D Do /D Do /D Do" if inner else b"0 0 9 9 re f")
            drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            drawing.BBox = [0, 0, 100, 100]
            if inner:
                drawing.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(D=inner))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(D=drawing))
        page.Contents = file.make_stream(b"/D Do")
        file.save(out)
    return out.getvalue()


def test_no_unit_is_read_from_it_and_nothing_changes(caseload, tmp_path, endless):
    path = tmp_path / "unit.pdf"
    path.write_bytes(endless)
    with pytest.raises(UserError, match=r"unit\.pdf asks for more work than any page needs"):
        reading.read_document(path)
    assert not candidates.list_candidates(caseload)


def test_its_pages_are_not_drawn_in_a_whole_portfolio(endless):
    with pytest.raises(UserError, match="asks for more work"):
        list(page_pictures.page_pictures(endless, "slip.pdf", 100))
