"""Pages a second of the recording form and the record of an item, beside a bare canvas and two other libraries."""

import importlib.util
import io
from collections.abc import Callable
from html import escape
from typing import Any

from pypdf import PdfReader
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

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
from csassess.forms.fonts import BOLD, REGULAR, SYMBOLS, TICK, register_fonts
from csassess.forms.styles import MARGIN, PAGE, WIDTH
from csassess.resources import resource_folder
from csassess.services import units

ITEMS, ROUNDS, AIM, FASTER = 60, 5, 3, 5
_WORDS = "Observation, 27 February 2026: Harbour Call Centre, refunds desk, with two callers and one message answered in writing"


def measures() -> list[dict[str, Any]]:
    """Return the measures: ours beside the bare canvas (aim: at most 3 times), and beside fpdf2 and WeasyPrint (5 times faster)."""
    register_fonts()
    content, record = _form(), _record()
    results = [
        _beside("recording form / bare canvas", lambda: form.draw(content), lambda: _bare(_cells(content)), AIM),
        _beside("record of an item / bare canvas", lambda: paper.draw(record), lambda: _bare(_told(record)), AIM),
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


Drawn = tuple[list[str], str, str]  # lines of a row, what stands left of them, what right


def _cells(content: RecordingFormContent) -> list[Drawn]:
    """Return the rows of all tables of the form, split into lines beforehand."""
    rows = []
    for table in content.layout.tables:
        width = WIDTH - (13 + 13.2 * len(table.criteria)) * 72 / 25.4
        for row in content.rows:
            marks = "".join(TICK if label in row.marks else " " for label in table.criteria)
            rows.append((simpleSplit(row.description, REGULAR, 8.5, width), row.number, marks))
    return rows


def _told(record: Paper) -> list[Drawn]:
    return [
        (simpleSplit(f"{block.head} {block.words}", REGULAR, 8.5, WIDTH - 90), block.margin, "")
        for block in record.blocks
        if isinstance(block, Told)
    ] + [(["two"], "one", "")] * 20


def _bare(rows: list[Drawn]) -> bytes:
    """Draw the same strings and lines with the same fonts, with nothing laid out."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=PAGE, invariant=1)
    top = PAGE[1] - MARGIN
    for lines, left, right in rows:
        height = 11.2 * len(lines) + 7
        if top - height < MARGIN + 40:
            canvas.showPage()
            top = PAGE[1] - MARGIN
        canvas.setFont(BOLD, 8.5)
        canvas.drawString(MARGIN, top - 10, left)
        canvas.setFont(REGULAR, 8.5)
        for number, line in enumerate(lines):
            canvas.drawString(MARGIN + 40, top - 10 - 11.2 * number, line)
        canvas.setFont(SYMBOLS, 10)
        for number, mark in enumerate(right):
            if mark != " ":
                canvas.drawString(MARGIN + 240 + 37 * number, top - 10, mark)
            canvas.line(MARGIN + 236 + 37 * number, top, MARGIN + 236 + 37 * number, top - height)
        canvas.line(MARGIN, top - height, MARGIN + WIDTH, top - height)
        top -= height
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
