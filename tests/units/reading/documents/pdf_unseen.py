"""Specifications in layouts that were new to the reader when they were written; drawn place by place."""

import io
from collections.abc import Sequence
from functools import partial

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit

from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.pen import BLUE, HEAVY, SANS, SLANTED, Pen


def _facts(unit: Specification) -> list[tuple[str, str]]:
    said = (
        ("Unit title", unit.title),
        ("Unit number", unit.number),
        ("Reference", unit.reference),
        ("Level", unit.level),
        ("Credit value", unit.credit),
        ("Guided learning hours", unit.hours),
    )
    return [(key, value) for key, value in said if value]


def _head(pen: Pen, unit: Specification) -> None:
    for key, value in _facts(unit):
        pen.block(pen.left, f"{key}: {value}", pen.right - pen.left, HEAVY)
    pen.y += 12


def two_columns_of_text(unit: Specification) -> bytes:
    """A page of two narrow columns, 12 points apart; the head runs across both."""
    pen = Pen(left=50, right=50)
    _head(pen, unit)
    gutter = 12
    width = (pen.right - pen.left - gutter) / 2
    top, column = pen.y, 0
    bottom = top + 330
    x = pen.left
    for told in unit.outcomes:
        if pen.y > bottom - 60:
            column, pen.y = column + 1, top
            x = pen.left + width + gutter
        for part in simpleSplit(f"{told.label} {told.title}", HEAVY, 9.5, width):
            pen.at(x, pen.y + 9.5, part, HEAVY, 9.5)
            pen.y += 12
        pen.y += 4
        for label, words in told.criteria:
            lines = simpleSplit(words, SANS, 9, width - 26)
            if pen.y + 12 * len(lines) > bottom and column == 0:
                column, pen.y, x = 1, top, pen.left + width + gutter
            pen.at(x, pen.y + 9, label, SANS, 9)
            for part in lines:
                pen.at(x + 26, pen.y + 9, part, SANS, 9)
                pen.y += 11.5
            pen.y += 5
        pen.y += 8
    return pen.finish()


def four_columns_landscape(unit: Specification) -> bytes:
    """Landscape, four columns that stand close together, ruled between outcomes only."""
    pen = Pen(landscape(A4), left=40, right=40, top=46, bottom=40)
    _head(pen, unit)
    x = [40, 205, 465, 635]
    widths = [158, 254, 164, 160]
    heads = ("Learning outcomes", "Assessment criteria", "Amplification", "Types of evidence")
    notes = ("Tools include knives, lasts and a finishing machine. Waste is swept up after each job.", "")
    evidence = "Observation, work product, professional discussion"

    def heading() -> None:
        for place, words in zip(x, heads, strict=True):
            pen.at(place, pen.y + 10, words, HEAVY)
        pen.y += 20

    heading()
    for number, told in enumerate(unit.outcomes):
        cells = [
            simpleSplit(f"{told.label}. {told.title}", SANS, 9, widths[0]),
            [],
            simpleSplit(notes[number % 2], SANS, 9, widths[2]),
            simpleSplit(evidence, SANS, 9, widths[3]),
        ]
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            cells[1] += simpleSplit(f"{label} {first}", SANS, 9, widths[1])
            for item in items:
                cells[1] += [
                    f"• {part}" if at == 0 else part
                    for at, part in enumerate(simpleSplit(item, SANS, 9, widths[1] - 12))
                ]
        for row in range(max(map(len, cells))):
            if pen.y + 12 > pen.height - pen.bottom:
                pen.next_page()
                heading()
            for place, cell in zip(x, cells, strict=True):
                if row < len(cell):
                    pen.at(place, pen.y + 9, cell[row], SANS, 9)
            pen.y += 11.5
        pen.canvas.line(40, pen.height - pen.y - 2, pen.right, pen.height - pen.y - 2)
        pen.y += 8
    return pen.finish()


def coloured_labels(unit: Specification) -> bytes:
    """White labels in a coloured cell of their own; outcomes in a coloured band across the page."""
    pen = Pen()
    _head(pen, unit)
    width = pen.right - pen.left
    for told in unit.outcomes:
        parts = simpleSplit(f"Learning outcome {told.label}: {told.title}", HEAVY, 11, width - 16)
        pen.need(14 * len(parts) + 50)
        pen.box(pen.left, pen.y, width, 14 * len(parts) + 8, fill=BLUE)
        for part in parts:
            pen.at(pen.left + 8, pen.y + 15, part, HEAVY, 11, colors.white)
            pen.y += 14
        pen.y += 8
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            lines = simpleSplit(first, SANS, 10, width - 60)
            for item in items:
                lines += [
                    f"• {part}" if at == 0 else part
                    for at, part in enumerate(simpleSplit(item, SANS, 10, width - 80))
                ]
            height = 13 * len(lines) + 8
            pen.need(height)
            pen.box(pen.left, pen.y, 42, height, fill=BLUE)
            pen.box(pen.left + 42, pen.y, width - 42, height)
            pen.at(pen.left + 8, pen.y + height / 2 + 4, label, HEAVY, 10, colors.white)
            for at, part in enumerate(lines):
                pen.at(pen.left + 50, pen.y + 14 + 13 * at, part)
            pen.y += height
        pen.y += 10
    return pen.finish()


def numbered_sections(unit: Specification) -> bytes:
    """Sections 1.1, 1.2 with paragraphs 1.1.1, 1.1.2, as in a report."""
    pen = Pen(left=70)
    _head(pen, unit)
    for told in unit.outcomes:
        pen.need(60)
        pen.at(pen.left, pen.y + 12, told.label, HEAVY, 12)
        pen.block(pen.left + 40, told.title, 400, HEAVY, 12, 15)
        pen.y += 6
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left, inner=pen.left + 40, width=400)
        pen.y += 8
    return pen.finish()


def rows_over_pages(unit: Specification) -> bytes:
    """A ruled table whose rows go on over the end of the page, below its heads once more."""

    def edge(pen: Pen) -> None:
        pen.at(pen.left, 34, f"{unit.number} {unit.title}", SANS, 8.5)
        pen.at(pen.left, pen.height - 30, f"Tarn Skills Board   Issue 4   Page {pen.page}", SANS, 8.5)

    pen = Pen(edge=edge, bottom=70)
    _head(pen, unit)
    pen.y += 330
    x = (pen.left, pen.left + 150, pen.right)
    heads = ("Outcome", "Criteria – the learner can")

    def heading() -> None:
        pen.box(x[0], pen.y, x[2] - x[0], 18, fill=colors.lightgrey)
        for place, words in zip(x, heads, strict=False):
            pen.at(place + 4, pen.y + 13, words, HEAVY)
        pen.y += 18

    def close(start: float) -> None:
        for left, right in ((x[0], x[1]), (x[1], x[2])):
            pen.box(left, start, right - left, pen.y - start)

    heading()
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            first, *items = words.split("\n- ")
            left = simpleSplit(f"{told.label} {told.title}", SANS, 10, 138) if at == 0 else []
            right = simpleSplit(f"{label} {first}", SANS, 10, 320)
            for item in items:
                right += [
                    f"– {part}" if n == 0 else part for n, part in enumerate(simpleSplit(item, SANS, 10, 300))
                ]
            start = pen.y
            pen.y += 4
            for row in range(max(len(left), len(right))):
                if pen.y + 13 > pen.height - pen.bottom:
                    close(start)
                    pen.next_page()
                    heading()
                    start = pen.y
                    pen.y += 4
                for place, cell in ((x[0] + 4, left), (x[1] + 4, right)):
                    if row < len(cell):
                        pen.at(place, pen.y + 10, cell[row])
                pen.y += 13
            pen.y += 4
            close(start)
    return pen.finish()


def stacked(unit: Specification) -> bytes:
    """“The learner will” above the outcome, “The learner can” above its criteria, each on its own line."""
    pen = Pen()
    _head(pen, unit)
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.need(110)
        pen.block(pen.left, "The learner will:", width, SLANTED)
        pen.block(pen.left, f"{told.label}  {told.title}", width, HEAVY)
        pen.y += 6
        pen.block(pen.left, "The learner can:", width, SLANTED)
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left + 10, inner=pen.left + 42, width=width - 42)
        pen.y += 10
    return pen.finish()


def knowledge_lists(unit: Specification) -> bytes:
    """P1 to P9 and K1 to K9 below a heading each, with dashes below some of them."""
    pen = Pen()
    _head(pen, unit)
    width = pen.right - pen.left
    heads = {"performance": "Performance criteria", "knowledge": "Knowledge and understanding"}
    leads = {"performance": "You must be able to:", "knowledge": "You need to know and understand:"}
    for told in unit.outcomes:
        pen.need(80)
        pen.block(pen.left, heads[told.kind], width, HEAVY, 13, 18)
        pen.block(pen.left, leads[told.kind], width, SLANTED)
        pen.y += 6
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left, inner=pen.left + 30, width=width - 30, mark="–")
        pen.y += 10
    return pen.finish()


NOTES = (
    "See also unit LS2",
    "Links to 1.3 in unit LS9",
    "Ask at induction",
    "May be assessed together with unit LS7",
)


def notes_in_the_margin(unit: Specification) -> bytes:
    """Small notes in the left margin beside the criteria."""
    pen = Pen(left=165)
    _head(pen, unit)
    width = pen.right - pen.left
    count = 0
    for told in unit.outcomes:
        pen.need(60)
        pen.block(pen.left, f"Outcome {told.label} – {told.title}", width, HEAVY, 11, 14)
        pen.y += 5
        for label, words in told.criteria:
            pen.need(30)
            if count % 2 == 0:
                note = NOTES[(count // 2) % len(NOTES)]
                for at, part in enumerate(simpleSplit(note, SLANTED, 8, 96)):
                    pen.at(50, pen.y + 10 + at * 9.5, part, SLANTED, 8)
            count += 1
            pen.criterion(label, words, at=pen.left, inner=pen.left + 30, width=width - 30)
        pen.y += 8
    return pen.finish()


def facts_in_cells(unit: Specification) -> bytes:
    """Each fact in a cell of a grid below its name; then three columns six points apart, without rules."""
    pen = Pen(left=45, right=45)
    facts = _facts(unit)
    title, *rest = facts
    width = pen.right - pen.left
    pen.box(pen.left, pen.y, width, 40)
    pen.at(pen.left + 6, pen.y + 14, title[0], SANS, 8)
    pen.at(pen.left + 6, pen.y + 31, title[1], HEAVY, 13)
    pen.y += 40
    cell = width / len(rest)
    for at, (key, value) in enumerate(rest):
        pen.box(pen.left + at * cell, pen.y, cell, 34)
        pen.at(pen.left + at * cell + 6, pen.y + 12, key, SANS, 8)
        pen.at(pen.left + at * cell + 6, pen.y + 27, value, HEAVY)
    pen.y += 52
    x, widths = (45, 186, 401), (135, 209, 150)

    def heading() -> None:
        for place, words in zip(x, ("Learning outcome", "Assessment criteria", "Content"), strict=True):
            pen.at(place, pen.y + 10, words, HEAVY)
        pen.y += 20

    heading()
    content = "Leather, rubber and cork; glue and how long it takes to dry; stitched and glued soles"
    for told in unit.outcomes:
        cells = [
            simpleSplit(f"{told.label} {told.title}", SANS, 9.5, widths[0]),
            [],
            simpleSplit(content, SANS, 9.5, widths[2]),
        ]
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            cells[1] += simpleSplit(f"{label} {first}", SANS, 9.5, widths[1])
            for item in items:
                cells[1] += [
                    f"• {part}" if n == 0 else part
                    for n, part in enumerate(simpleSplit(item, SANS, 9.5, widths[1] - 12))
                ]
        for row in range(max(map(len, cells))):
            if pen.y + 12 > pen.height - pen.bottom:
                pen.next_page()
                heading()
            for place, each in zip(x, cells, strict=True):
                if row < len(each):
                    pen.at(place, pen.y + 9.5, each[row], SANS, 9.5)
            pen.y += 12
        pen.y += 10
    return pen.finish()


FEET = (
    "1.4 Issue of this specification: March",
    "2.6 Printed copies are not controlled",
    "3.5 Return to contents",
)


def feet_like_criteria(unit: Specification, feet: Sequence[str] = FEET) -> bytes:
    """Feet that begin as criteria do, another one on each page, in the type of the text."""

    def edge(pen: Pen) -> None:
        pen.at(pen.left, pen.height - 46, feet[(pen.page - 1) % len(feet)])

    pen = Pen(edge=edge, bottom=84, top=90)
    _head(pen, unit)
    pen.y += 330
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.need(60)
        pen.block(pen.left, f"{told.label} {told.title}", width, HEAVY)
        pen.y += 4
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left, inner=pen.left + 34, width=width - 34)
        pen.y += 200
    return pen.finish()


def as_scan(draw, unit: Specification, *, scale: float = 200 / 72) -> bytes:
    """Return a document of pictures of pages, as a scanner makes it."""
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(draw(unit))
    pages: list[Image.Image] = [page.render(scale=scale).to_pil().convert("L") for page in document]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=72 * scale)
    return out.getvalue()


scanned_rows = partial(as_scan, rows_over_pages)
