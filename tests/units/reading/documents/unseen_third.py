"""A third set of layouts that were new to the reader: columns side by side, letters, rules, spaces."""

import textwrap

from reportlab.lib import colors
from reportlab.lib.utils import simpleSplit

from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.pdf_unseen import _facts, _head
from tests.units.reading.documents.pen import HEAVY, SANS, Pen

SIDE = (
    "About this unit. Shoes come in every day and no two pairs are worn alike. This unit is for those who"
    " repair them by hand and by machine, on their own or with others, for customers who wait or come back."
)


def letters_for_outcomes(unit: Specification) -> bytes:
    """Outcomes A, B, C with criteria A1, A2, B1."""
    pen = Pen()
    _head(pen, unit)
    for told in unit.outcomes:
        pen.block(pen.left, f"{told.label} {told.title}", 480, HEAVY, 12, 15)
        pen.y += 4
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left + 8, inner=pen.left + 40, width=430)
        pen.y += 8
    return pen.finish()


def box_beside(unit: Specification) -> bytes:
    """A box about the unit right of the criteria, in the type of the text."""
    pen = Pen(right=200)
    _head(pen, unit)
    pen.box(pen.right + 14, pen.top, 150, 250)
    for number, part in enumerate(simpleSplit(SIDE, SANS, 10, 136)):
        pen.at(pen.right + 20, pen.top + 16 + 13 * number, part)
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.block(pen.left, f"LO{told.label} {told.title}", width, HEAVY)
        pen.y += 4
        for label, words in told.criteria:
            pen.criterion(label, words, at=pen.left, inner=pen.left + 28, width=width - 28)
        pen.y += 8
    return pen.finish()


def beside_knowledge(unit: Specification) -> bytes:
    """Performance criteria on the left of the page, knowledge on the right."""
    pen = Pen(left=45, right=45)
    _head(pen, unit)
    heads = {"performance": "Performance criteria", "knowledge": "Knowledge and understanding"}
    top = pen.y
    for left, told in zip((45, 305), unit.outcomes, strict=True):
        pen.y = top
        pen.block(left, heads[told.kind], 240, HEAVY)
        pen.y += 4
        for label, words in told.criteria:
            pen.criterion(label, words, at=left, inner=left + 24, width=215, size=9.5, lead=12)
    return pen.finish()


def ruled_with_own_heads(unit: Specification) -> bytes:
    """Three ruled columns over two pages; the third has a head of this body's own."""
    pen = Pen(left=40, right=40)
    _head(pen, unit)
    pen.y += 250
    x = (40, 170, 390, 555)
    heads = ("Outcome", "Criterion", "What is looked at")

    def row(cells, fill=None, font=SANS) -> None:
        lines = [simpleSplit(cell, font, 9.5, x[at + 1] - x[at] - 10) for at, cell in enumerate(cells)]
        height = 12 * max(map(len, lines)) + 8
        if pen.y + height > pen.height - 60:
            pen.next_page()
            row(heads, colors.lightgrey, HEAVY)
        for at in range(3):
            pen.box(x[at], pen.y, x[at + 1] - x[at], height, fill=fill)
        for at, parts in enumerate(lines):
            for number, part in enumerate(parts):
                pen.at(x[at] + 5, pen.y + 13 + 12 * number, part, font, 9.5)
        pen.y += height

    row(heads, colors.lightgrey, HEAVY)
    for told in unit.outcomes:
        for at, (label, words) in enumerate(told.criteria):
            first = f"{told.label} {told.title}" if at == 0 else ""
            row((first, f"{label} {words}", "The pair of shoes, the ticket and what the customer said"))
    return pen.finish()


def columns_of_spaces(unit: Specification) -> bytes:
    """Plain text in which spaces set the outcomes beside the criteria."""
    lines = [f"{key}: {value}" for key, value in _facts(unit)]
    lines += ["", "Learning outcomes".ljust(34) + "Assessment criteria"]
    for told in unit.outcomes:
        left = textwrap.wrap(f"{told.label} {told.title}", 30)
        right = [part for label, words in told.criteria for part in textwrap.wrap(f"{label} {words}", 60)]
        for at in range(max(len(left), len(right))):
            first, second = (side[at] if at < len(side) else "" for side in (left, right))
            lines.append(first.ljust(34) + second)
        lines.append("")
    return "\n".join(lines).encode()


def cells_of_broken_lines(unit: Specification) -> bytes:
    """A web page in which line breaks divide the criteria of a cell."""
    facts = "".join(f"<tr><td>{key}</td><td>{value}</td></tr>" for key, value in _facts(unit))
    rows = "".join(
        f"<tr><td>{told.label}. {told.title}</td><td>"
        + "<br>".join(f"{label} {words}" for label, words in told.criteria)
        + "</td></tr>"
        for told in unit.outcomes
    )
    return (
        f"<html><body><h1>Unit {unit.number} {unit.title}</h1><table>{facts}</table><table>"
        f"<tr><th>Learning outcome</th><th>Assessment criteria</th></tr>{rows}</table></body></html>"
    ).encode()
