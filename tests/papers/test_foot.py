"""The foot of a page says what the paper is; nothing in it covers anything else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from csassess.forms import paper
from csassess.forms.content import Identification, Paper, Words
from csassess.forms.layout.styles import MARGIN, WIDTH


def foot_lines(approval):
    """Return the words in the foot of a page with where each begins: height and left edge."""
    identification = Identification("Paper", "CRF-ocr-b10", "1", "0" * 12, "Mo", approval)
    pdf = paper.draw(Paper(identification, "", (("Name", "Mo"),), (Words("Words"),)))
    page = PdfReader(BytesIO(pdf)).pages[0]
    found = []

    def visit(words, _, matrix, *__):
        if words.strip() and matrix[5] < MARGIN + 10:
            found.append((round(matrix[5]), matrix[4], words.strip()))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("name", ["Jo", "Marguerite " * 20, "W" * 200])
def test_form_approval_and_record_code_have_a_line_each(name):
    lines = foot_lines(f"approved by {name} on 2 March 2026")
    form, approval, code = (
        next(line for line in lines if line[2].startswith(words)) for words in ("Form", "Approved", "Record")
    )
    assert form[0] - 7 > approval[0] > code[0] + 7
    assert [line[1] for line in (form, approval, code)] == pytest.approx([MARGIN] * 3, abs=1)
    assert approval[2].endswith("…") is (len(name) > 100)
    assert len(approval[2]) < WIDTH / 3
