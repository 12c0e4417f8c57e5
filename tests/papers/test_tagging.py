"""The private parts of reportlab that tagging relies on: a new version must still have them."""

from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFObject, PDFPage
from reportlab.pdfgen.canvas import Canvas

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_version_is_pinned_exactly():
    assert f'"reportlab[accel]=={version("reportlab")}"' in PYPROJECT.read_text(encoding="utf-8")


def test_a_canvas_and_its_words_collect_operators_in_a_list():
    canvas = Canvas(BytesIO())
    canvas.drawString(10, 10, "words")
    assert isinstance(canvas._code, list)
    assert canvas._code
    assert isinstance(canvas.beginText()._code, list)


def test_a_document_numbers_its_objects_and_keeps_its_pages_and_catalogue_open_to_additions():
    canvas = Canvas(BytesIO())
    canvas.showPage()
    document = canvas._doc
    number, generation = document.idToObjectNumberAndVersion[document.Reference(PDFObject()).name]
    assert number > 0
    assert generation == 0
    (page,) = document.Pages.pages
    assert isinstance(page, PDFPage)
    assert "Annots" in page.__NoDefault__
    assert {"StructTreeRoot", "Metadata", "MarkInfo"} <= set(document.Catalog.__NoDefault__)
