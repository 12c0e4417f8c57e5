"""The foot of a page says what the paper is; nothing in it covers anything else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from csassess.forms import paper
from csassess.forms.content import Identification, Paper, Words
from csassess.forms.document import MARGIN, WIDTH


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
def test_form_approval_and_page_stand_on_one_line_and_the_record_code_below(name):
    (form,) = [line for line in foot_lines(f"approved by {name} on 2 March 2026") if "Form" in line[2]]
    (code,) = [line for line in foot_lines(f"approved by {name} on 2 March 2026") if "Record" in line[2]]
    assert code[0] < form[0] - 7
    assert form[2].startswith("Form CRF-ocr-b10 version 1, approved by")
    assert form[2].endswith("…") is (len(name) > 100)
    assert code[1] == pytest.approx(MARGIN, abs=1)
    assert len(form[2]) < WIDTH / 3
