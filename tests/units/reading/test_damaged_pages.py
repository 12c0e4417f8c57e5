"""Pages of a PDF with letters that it does not name, with watermarks, with words beyond their edge."""

import io
import re

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tests.units.reading.documents.pen import HEAVY, SANS, Pen

SENTENCES = (
    "Sweep the flue of a house",
    "Sift the soot for later use",
    "Lift the hood off the hearth",
    "Fit a cowl of the right size",
)


def drawn(font=SANS, more=lambda _pen: None):
    pen = Pen()
    pen.block(pen.left, "Unit CH1: Sweep chimneys", 400, HEAVY, 15, 30)
    pen.block(pen.left, "Learning outcome 1: Be able to sweep", 400, HEAVY)
    for number, words in enumerate(SENTENCES, start=1):
        pen.y += 6
        pen.at(pen.left, pen.y + 10, f"1.{number}", SANS)
        pen.block(pen.left + 30, words, 400, font)
    more(pen)
    return pen.finish()


def criteria(content):
    return [c["text"] for outcome in content["units"][0]["outcomes"] for c in outcome["criteria"]]


@pytest.mark.parametrize("told", ["0020", "0000", "FFFE"])
def test_a_letter_that_the_document_does_not_name_is_never_left_out_silently(read, told):
    pdfmetrics.registerFont(TTFont("Embedded", "Vera.ttf"))
    pdf = pikepdf.open(io.BytesIO(drawn("Embedded")))
    for part in pdf.objects:
        if isinstance(part, pikepdf.Dictionary) and "/ToUnicode" in part:
            names = part.ToUnicode.read_bytes().decode()
            part.ToUnicode.write(re.sub("<0066>", f"<{told}>", names).encode())
    changed = io.BytesIO()
    pdf.save(changed)
    content = read(changed.getvalue())
    doubted = {doubt["where"] for doubt in content["doubts"]}
    assert {"1.1", "1.2", "1.3", "1.4"} <= doubted
    assert all("\ufffd" in words for words in criteria(content))


def test_a_watermark_among_the_lines_takes_no_word_away(read):
    content = read(drawn(more=lambda pen: pen.at(86, pen.y - 3, "DRAFT", HEAVY, 90)))
    assert criteria(content) == list(SENTENCES)


def test_words_beyond_the_edge_of_what_is_seen_are_not_read(read):
    pdf = pikepdf.open(io.BytesIO(drawn(more=lambda pen: pen.at(540, pen.y + 3, "Proof of May"))))
    pdf.pages[0].CropBox = [30, 30, 530, 820]
    cropped = io.BytesIO()
    pdf.save(cropped)
    assert criteria(read(cropped.getvalue())) == list(SENTENCES)
