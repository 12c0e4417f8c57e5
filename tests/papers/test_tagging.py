"""The private parts of reportlab that tagging relies on: a new version must still have them."""

import inspect
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, Table

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_version_is_pinned_exactly():
    assert f'"reportlab[accel]=={version("reportlab")}"' in PYPROJECT.read_text(encoding="utf-8")


def test_a_canvas_collects_its_operators_in_a_list():
    canvas = Canvas(BytesIO())
    canvas.drawString(10, 10, "words")
    assert isinstance(canvas._code, list)
    assert canvas._code


@pytest.mark.parametrize("table_type", [Table, LongTable])
def test_a_table_draws_each_cell_with_one_method_and_keeps_the_heights_of_its_rows(table_type):
    parameters = list(inspect.signature(table_type._drawCell).parameters)
    assert parameters == ["self", "cellval", "cellstyle", "pos", "size"]
    table = table_type([["a"], ["b"]])
    table.wrap(200, 200)
    assert len(table._rowpositions) == 3
    assert table.repeatRows == 0


def test_a_paragraph_keeps_its_lines_and_the_pieces_of_its_words():
    paragraph = Paragraph("a word " * 40, ParagraphStyle("plain"))
    paragraph.wrap(100, 1000)
    assert len(paragraph.blPara.lines) > 1
    assert paragraph.frags
    assert paragraph.getPlainText(identify=True).startswith("a word")
