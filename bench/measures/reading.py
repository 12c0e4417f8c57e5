"""Units read from a handbook of many pages, beside PDFium's own extraction of text with boxes."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from bench.fixtures import BenchData
from bench.result import Result, medians
from bench.timing import alternately
from csassess.services.units import reading

AIM = 4.0
UNITS, OUTCOMES, CRITERIA = 20, 4, 12

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=11)


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the time to read a handbook relative to the extraction of its text."""
    path = data.folder / "handbook.pdf"
    path.write_bytes(handbook())
    assert len(reading.read_document(path).units) == UNITS
    ours, reference = alternately(
        lambda: reading.read_document(path), lambda: extract(path), min(data.size.rounds, 5)
    )
    document = pypdfium2.PdfDocument(path)
    pages = len(document)
    document.close()
    settings = f"{pages} pages, {UNITS} units of {OUTCOMES * CRITERIA} criteria; every letter's box in both"
    yield medians("units read from a handbook / its text extracted", ours, reference, AIM, settings)


def extract(path: Path) -> int:
    """Extract the letters of a document and their boxes as PDFium gives them; return how many."""
    document = pypdfium2.PdfDocument(path)
    count = 0
    for number in range(len(document)):
        text_page = document[number].get_textpage()
        text_page.get_text_range()
        for letter in range(text_page.count_chars()):
            text_page.get_charbox(letter)
            count += 1
    document.close()
    return count


def handbook() -> bytes:
    """Return a handbook of units, each with a table of outcomes and criteria."""
    story: list = []
    for unit in range(1, UNITS + 1):
        story += [
            Paragraph(f"Unit title: Look after machine {unit}", _BODY),
            Paragraph(f"Unit number: M{unit}", _BODY),
        ]
        rows: list = [["Learning outcomes", "Assessment criteria", "Guidance"]]
        for outcome in range(1, OUTCOMES + 1):
            for criterion in range(1, CRITERIA + 1):
                title = (
                    f"{outcome} Be able to look after part {outcome} of the machine" if criterion == 1 else ""
                )
                words = (
                    f"{outcome}.{criterion} Check part {criterion} of the machine for wear, report what was"
                    " found to the owner and agree with them what is to be done"
                )
                rows.append(
                    [
                        Paragraph(title, _BODY),
                        Paragraph(words, _BODY),
                        Paragraph("Wear may be slight.", _BODY),
                    ]
                )
        story += [Table(rows, colWidths=[130, 220, 110], repeatRows=1), PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(out).build(story)
    return out.getvalue()
