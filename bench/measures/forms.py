"""Speed of the recording form and of the record of an item, relative to a bare canvas and other libraries."""

import importlib.util
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any
from unittest.mock import patch

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from bench.fixtures import BenchData
from bench.result import Result, floor, medians
from bench.timing import Times, alternately
from csassess.domain.units.recording_forms import recording_form
from csassess.forms import paper
from csassess.forms import recording_form as form
from csassess.forms.content import (
    AccountEntry,
    FormHeading,
    FormRow,
    Grid,
    Heading,
    Identification,
    Mark,
    Paper,
    RecordingFormContent,
)
from csassess.forms.layout import structure_tree, tagging
from csassess.forms.layout.fonts import TICK, register_fonts
from csassess.forms.layout.styles import PAGE
from csassess.resources import resource_folder
from csassess.services.units import units

AIM, FASTER = 3, 5
_WORDS = (
    "Observation, 27 February 2026: Harbour Call Centre, refunds desk, with two callers and one message"
    " answered in writing"
)


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the program relative to the bare canvas, and to fpdf2 and WeasyPrint if installed."""
    register_fonts()
    rounds = min(5, data.size.rounds)
    content, record = _form(data.size.pages), _record(data.size.pages)
    form_drawn, record_drawn = _drawn(lambda: form.draw(content)), _drawn(lambda: paper.draw(record))
    for what, draw, drawn in (
        ("recording form", lambda: form.draw(content), form_drawn),
        ("record of an item", lambda: paper.draw(record), record_drawn),
    ):
        whole = _compare(f"{what} / bare canvas", draw, lambda d=drawn: _bare(d), AIM, rounds)
        with _untagged():
            alone = _compare(
                f"{what}: layout without tags / bare canvas", draw, lambda d=drawn: _bare(d), AIM, rounds
            )
        yield whole
        yield floor(alone.what, alone.ours, alone.reference or 0, f"no tags, no structure; {alone.settings}")
    for name, module, other in (("fpdf2", "fpdf", _fpdf2), ("WeasyPrint", "weasyprint", _weasyprint)):
        if importlib.util.find_spec(module) is not None:
            what = f"recording form / {name}, same table"
            yield _compare(what, lambda: form.draw(content), lambda o=other: o(content), 1 / FASTER, rounds)


@contextmanager
def _untagged() -> Iterator[None]:
    """Draw the same pages without tags for screen readers, and without the structure of the file."""
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731
    with (
        patch.object(tagging.Sheet, "begin", nothing),
        patch.object(tagging.Sheet, "begin_artifact", nothing),
        patch.object(tagging.Sheet, "end", nothing),
        patch.object(structure_tree.Tree, "write", nothing),
    ):
        yield


def _compare(
    what: str, ours: Callable[[], bytes], reference: Callable[[], bytes], aim: float, rounds: int
) -> Result:
    pages, reference_pages = _pages(ours()), _pages(reference())
    our_times, reference_times = alternately(ours, reference, rounds)
    our_page_times = Times(tuple(duration / pages for duration in our_times.durations))
    reference_page_times = Times(tuple(duration / reference_pages for duration in reference_times.durations))
    settings = (
        f"a page; {pages} and {reference_pages} pages, {1000 / our_page_times.median:.0f} pages a second"
    )
    return medians(what, our_page_times, reference_page_times, aim, settings)


def _pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _form(count: int) -> RecordingFormContent:
    unit = units.unit("nos-b10")
    rows = tuple(
        FormRow(str(n), _WORDS, dict.fromkeys(unit.labels()[n % 5 :: 4], Mark.ACCEPTED))
        for n in range(1, count + 1)
    )
    heading = FormHeading(unit.full_name, (("Candidate", "Bench"),) * 8)
    return RecordingFormContent(
        Identification("Bench", "CRF", "1", "0" * 12), heading, recording_form(unit), rows
    )


def _record(rows: int) -> Paper:
    entries = tuple(
        AccountEntry("B10 2.3, 2.4", f"10:{n:02}  Customer {n}", f"{_WORDS}. {_WORDS}.") for n in range(rows)
    )
    blocks = (
        Heading("Account"),
        *entries,
        Heading("Customers"),
        Grid(("A", "B"), (("one", "two"),) * 20, (1, 1)),
    )
    return Paper(Identification("Bench", "OBR", "1", "0" * 12), "", (("Candidate", "Bench"),) * 8, blocks)


Drawn = tuple[Any, ...]  # a string: font, size, x, y, words; a line: its two ends


def _drawn(draw: Callable[[], bytes]) -> list[list[Drawn]]:
    """Return the strings and lines that a paper draws through reportlab, page by page."""
    pages: dict[int, list[Drawn]] = {}
    draw_string, draw_line, draw_lines = PDFTextObject._formatText, Canvas.line, Canvas.lines

    def record_string(words: Any, string: Any) -> Any:
        canvas = words._canvas
        position = canvas.absolutePosition(words._x, words._y)
        pages.setdefault(canvas.getPageNumber(), []).append(
            (words._fontname, words._fontsize, *position, string)
        )
        return draw_string(words, string)

    def record_line(canvas: Any, *ends: float) -> None:
        position = (*canvas.absolutePosition(*ends[:2]), *canvas.absolutePosition(*ends[2:]))
        pages.setdefault(canvas.getPageNumber(), []).append(position)
        draw_line(canvas, *ends)

    def record_lines(canvas: Any, lines: Any) -> None:
        for ends in lines:
            position = (*canvas.absolutePosition(*ends[:2]), *canvas.absolutePosition(*ends[2:]))
            pages.setdefault(canvas.getPageNumber(), []).append(position)
        draw_lines(canvas, lines)

    with (
        patch.object(PDFTextObject, "_formatText", record_string),
        patch.object(Canvas, "line", record_line),
        patch.object(Canvas, "lines", record_lines),
    ):
        draw()
    return [pages[number] for number in sorted(pages)]


def _bare(pages: list[list[Drawn]]) -> bytes:
    """Draw the same strings and lines with the same fonts in the same places, without layout."""
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
            col_widths=(13, 180 - 13 - 13 * len(part.criteria), *[13] * len(part.criteria)),
            first_row_as_headings=False,
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
            f"<tr><td>{r.number}</td><td>{escape(r.description)}</td>"
            f"{''.join(f'<td>{TICK if c in r.marks else str()}</td>' for c in part.criteria)}</tr>"
            for r in content.rows
        )
        tables.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    style = (
        "<style>@page{size:A4;margin:15mm} body{font:8.5pt 'Noto Sans'}"
        " table{border-collapse:collapse;width:100%} td,th{border:.5pt solid}</style>"
    )
    return bytes(HTML(string=style + "".join(tables)).write_pdf())
