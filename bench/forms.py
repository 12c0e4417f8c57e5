"""Pages a second of the recording form and the record of an item, beside a bare canvas and two other libraries."""

import importlib.util
import io
from collections.abc import Callable
from html import escape
from typing import Any
from unittest.mock import patch

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from bench.timing import median_time
from csassess.domain.recording_forms import recording_form
from csassess.forms import paper
from csassess.forms import recording_form as form
from csassess.forms.content import (
    FormHeading,
    FormRow,
    Grid,
    Heading,
    Identification,
    Mark,
    Paper,
    RecordingFormContent,
    Told,
)
from csassess.forms.fonts import TICK, register_fonts
from csassess.forms.styles import PAGE
from csassess.resources import resource_folder
from csassess.services import units

ITEMS, ROUNDS, AIM, FASTER = 60, 5, 3, 5
_WORDS = "Observation, 27 February 2026: Harbour Call Centre, refunds desk, with two callers and one message answered in writing"


def measures() -> list[dict[str, Any]]:
    """Return the measures: ours beside the bare canvas (aim: at most 3 times), and beside fpdf2 and WeasyPrint (5 times faster)."""
    register_fonts()
    content, record = _form(), _record()
    form_drawn, record_drawn = _drawn(lambda: form.draw(content)), _drawn(lambda: paper.draw(record))
    results = [
        _beside("recording form / bare canvas", lambda: form.draw(content), lambda: _bare(form_drawn), AIM),
        _beside("record of an item / bare canvas", lambda: paper.draw(record), lambda: _bare(record_drawn), AIM),
    ]
    for name, other in (("fpdf2", _fpdf2), ("weasyprint", _weasyprint)):
        if importlib.util.find_spec({"fpdf2": "fpdf"}.get(name, name)) is not None:
            results.append(
                _beside(
                    f"recording form / {name}, same table",
                    lambda: form.draw(content),
                    lambda o=other: o(content),
                    1 / FASTER,
                )
            )
    return results


def _beside(what: str, ours: Callable[[], bytes], reference: Callable[[], bytes], aim: float) -> dict[str, Any]:
    pages = len(PdfReader(io.BytesIO(ours())).pages)
    mine, other = median_time(ours, ROUNDS), median_time(reference, ROUNDS)
    other_pages = len(PdfReader(io.BytesIO(reference())).pages)
    a_page, other_page = mine / pages, other / other_pages
    return {
        "what": what, "ours": a_page, "reference": other_page, "ratio": a_page / other_page, "aim": round(aim, 2),
        "met": a_page <= aim * other_page, "unit": "ms",
        "settings": f"a page; {pages} and {other_pages} pages, {1000 / a_page:.0f} pages a second, {ROUNDS} rounds, median",
    }  # fmt: skip


def _form() -> RecordingFormContent:
    unit = units.unit("nos-b10")
    rows = tuple(
        FormRow(str(n), _WORDS, dict.fromkeys(unit.labels()[n % 5 :: 4], Mark.ACCEPTED)) for n in range(1, ITEMS + 1)
    )
    heading = FormHeading(unit.full_name, (("Candidate", "Bench"),) * 8)
    return RecordingFormContent(Identification("Bench", "CRF", "1", "0" * 12), heading, recording_form(unit), rows)


def _record() -> Paper:
    told = tuple(Told("B10 2.3, 2.4", f"10:{n:02}  Customer {n}", f"{_WORDS}. {_WORDS}.") for n in range(60))
    blocks = (Heading("Account"), *told, Heading("Customers"), Grid(("A", "B"), (("one", "two"),) * 20, (1, 1)))
    return Paper(Identification("Bench", "OBR", "1", "0" * 12), "", (("Candidate", "Bench"),) * 8, blocks)


Drawn = tuple[Any, ...]  # a string: font, size, x, y, words; a line: its two ends


def _drawn(draw: Callable[[], bytes]) -> list[list[Drawn]]:
    """Return the strings and the lines that a paper draws, page by page, as reportlab is given them."""
    pages: dict[int, list[Drawn]] = {}
    show, line = PDFTextObject._formatText, Canvas.line

    def shown(words: Any, string: Any) -> Any:
        canvas = words._canvas
        place = canvas.absolutePosition(words._x, words._y)
        pages.setdefault(canvas.getPageNumber(), []).append((words._fontname, words._fontsize, *place, string))
        return show(words, string)

    def ruled(canvas: Any, *ends: float) -> None:
        place = (*canvas.absolutePosition(*ends[:2]), *canvas.absolutePosition(*ends[2:]))
        pages.setdefault(canvas.getPageNumber(), []).append(place)
        line(canvas, *ends)

    with patch.object(PDFTextObject, "_formatText", shown), patch.object(Canvas, "line", ruled):
        draw()
    return [pages[number] for number in sorted(pages)]


def _bare(pages: list[list[Drawn]]) -> bytes:
    """Draw the same strings and lines with the same fonts in the same places, with nothing laid out."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=PAGE, invariant=1)
    for page in pages:
        for drawn in page:
            if len(drawn) == len(("x", "y", "x", "y")):
                canvas.line(*drawn)
            else:
                font, size, x, y, words = drawn
                canvas.setFont(font, size)
                canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _fpdf2(content: RecordingFormContent) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    fonts = resource_folder() / "fonts"
    pdf.add_font("Noto", fname=fonts / "NotoSans-Regular.ttf")
    pdf.add_font("Symbols", fname=fonts / "NotoSansSymbols2-Regular.ttf")
    pdf.set_fallback_fonts(["Symbols"])
    pdf.set_font("Noto", size=8.5)
    for part in content.layout.tables:
        pdf.add_page()
        with pdf.table(
            col_widths=(13, 180 - 13 - 13 * len(part.criteria), *[13] * len(part.criteria)), first_row_as_headings=False
        ) as table:
            for row in [
                ("No", "Description", *part.criteria),
                *(
                    (r.number, r.description, *(TICK if c in r.marks else "" for c in part.criteria))
                    for r in content.rows
                ),
            ]:
                cells = table.row()
                for cell in row:
                    cells.cell(cell)
    return bytes(pdf.output())


def _weasyprint(content: RecordingFormContent) -> bytes:
    from weasyprint import HTML

    tables = []
    for part in content.layout.tables:
        head = "".join(f"<th>{escape(c)}</th>" for c in ("No", "Description", *part.criteria))
        body = "".join(
            f"<tr><td>{r.number}</td><td>{escape(r.description)}</td>{''.join(f'<td>{TICK if c in r.marks else str()}</td>' for c in part.criteria)}</tr>"
            for r in content.rows
        )
        tables.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    style = "<style>@page{size:A4;margin:15mm} body{font:8.5pt 'Noto Sans'} table{border-collapse:collapse;width:100%} td,th{border:.5pt solid}</style>"
    return bytes(HTML(string=style + "".join(tables)).write_pdf())
