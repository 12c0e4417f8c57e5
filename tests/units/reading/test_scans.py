"""Scanned documents, read with the optional extra."""

import io

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from csassess.exchange.reading.documents.scans import language_data
from csassess.services.units import reading
from tests.units.reading.documents import pdf
from tests.units.reading.documents.cases_unseen import UNSEEN
from tests.units.reading.documents.cases_unseen_more import UNSEEN_MORE
from tests.units.reading.documents.comparing import criteria_of, stated_by
from tests.units.reading.documents.content_more import CODED

pytestmark = pytest.mark.skipif(language_data() is None, reason="the extra for scans is not installed")


@pytest.fixture
def scan(tmp_path):
    """Return a PDF whose pages are pictures of a specification, turned by one degree."""
    source = pypdfium2.PdfDocument(pdf.two_columns_unruled(CODED))
    out = io.BytesIO()
    drawn = canvas.Canvas(out)
    for page in source:
        picture = page.render(scale=200 / 72, grayscale=True).to_pil().rotate(1, fillcolor=255)
        drawn.drawImage(ImageReader(picture), 0, 0, *page.get_size())
        drawn.showPage()
    drawn.save()
    source.close()
    path = tmp_path / "scan.pdf"
    path.write_bytes(out.getvalue())
    return path


def test_a_scan_is_read_and_every_wrong_criterion_is_doubted(scan):
    content = reading.as_plain(reading.read_document(scan))
    found = set(criteria_of(content["units"][0]))
    wrong = {label for outcome, label, words in stated_by(CODED) if (outcome, label, words) not in found}
    assert wrong <= {doubt["where"] for doubt in content["doubts"]}
    assert len(wrong) <= 1


SCANNED = [case for case in (*UNSEEN, *UNSEEN_MORE) if case.origin == "scan"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.file) for case in SCANNED])
def test_scans_of_ruled_tables_and_of_columns_are_read_and_what_is_wrong_is_doubted(case, tmp_path):
    path = tmp_path / case.file
    path.write_bytes(case.draw())
    content = reading.as_plain(reading.read_document(path))
    found = set(criteria_of(content["units"][0]))
    wrong = {
        label for outcome, label, words in stated_by(*case.units) if (outcome, label, words) not in found
    }
    assert wrong <= {doubt["where"] for doubt in content["doubts"]}
    assert len(wrong) <= 1


def test_a_scan_is_named_as_such(scan):
    whys = [doubt["why"] for doubt in reading.as_plain(reading.read_document(scan))["doubts"]]
    assert any("pictures of pages" in why for why in whys)
