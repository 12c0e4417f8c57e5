"""More layouts that were new to the reader when they were written."""

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit

from tests.units.reading.documents.content import Specification
from tests.units.reading.documents.pdf_unseen import _head
from tests.units.reading.documents.pen import HEAVY, SANS, SLANTED, Pen


def _cells(unit: Specification, widths, size=9.5, notes="", last=""):
    """Return for each outcome the lines of its title, of its criteria, and of two columns of notes."""
    for told in unit.outcomes:
        criteria = []
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            criteria += simpleSplit(f"{label} {first}", SANS, size, widths[1])
            for item in items:
                criteria += [
                    f"• {part}" if at == 0 else part
                    for at, part in enumerate(simpleSplit(item, SANS, size, widths[1] - 12))
                ]
        yield (
            simpleSplit(f"{told.label} {told.title}", SANS, size, widths[0]),
            criteria,
            simpleSplit(notes, SANS, size, widths[2]) if notes else [],
            simpleSplit(last, SANS, size, widths[3]) if last else [],
        )


def _table(unit, heads, x, widths, size=9.5, notes="", last="", page=A4, lead=12.0) -> bytes:
    pen = Pen(page, left=x[0], right=40)
    _head(pen, unit)

    def heading() -> None:
        for place, words in zip(x, heads, strict=True):
            pen.at(place, pen.y + 10, words, HEAVY)
        pen.y += 20

    heading()
    for cells in _cells(unit, widths, size, notes, last):
        for row in range(max(map(len, cells))):
            if pen.y + lead > pen.height - pen.bottom:
                pen.next_page()
                heading()
            for place, each in zip(x, cells, strict=False):
                if row < len(each):
                    pen.at(place, pen.y + size, each[row], SANS, size)
            pen.y += lead
        pen.y += 10
    return pen.finish()


NOTES = (
    "Look at the shoe from behind and listen when the customer walks. Ask why this glue was chosen. Work"
    " under a lamp, with gloves, and keep the bench clear of tools that are not in use at the time."
)


def strange_heads(unit: Specification) -> bytes:
    """Three columns five points apart whose heads are words of this body's own."""
    return _table(
        unit, ("Aim", "Standard to reach", "What to look for"), (45, 182, 398), (132, 211, 150), notes=NOTES
    )


def close_columns(unit: Specification) -> bytes:
    """Four columns four points apart."""
    return _table(
        unit,
        ("Learning outcome", "Assessment criteria", "Guidance", "Method"),
        (40, 164, 356, 486),
        (120, 188, 126, 70),
        size=9,
        notes=NOTES,
        last="Observed at work, product, questions",
    )


def no_heads(unit: Specification) -> bytes:
    """Three columns without heads: outcomes, criteria, guidance."""
    return _table(unit, ("", "", ""), (45, 190, 405), (130, 200, 150), notes=NOTES)


def wide_no_heads(unit: Specification) -> bytes:
    """Landscape, without heads."""
    return _table(
        unit,
        ("", "", "", ""),
        (40, 230, 520, 690),
        (175, 275, 155, 110),
        notes=NOTES,
        last="Observed at work",
        page=landscape(A4),
    )


def notes_of_the_same_size(unit: Specification) -> bytes:
    """Notes right of the criteria in the type of the text."""
    pen = Pen(right=190)
    _head(pen, unit)
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.need(60)
        pen.block(pen.left, f"Outcome {told.label} – {told.title}", width, HEAVY, 11, 14)
        pen.y += 5
        for number, (label, words) in enumerate(told.criteria):
            pen.need(30)
            if number % 2:
                for at, part in enumerate(simpleSplit("Ask the candidate why this was done", SANS, 10, 120)):
                    pen.at(pen.right + 14, pen.y + 10 + 13 * at, part)
            pen.criterion(label, words, at=pen.left, inner=pen.left + 30, width=width - 30)
        pen.y += 8
    return pen.finish()


def notes_at_the_foot(unit: Specification) -> bytes:
    """Footnotes in small type at the end of each page; criteria go on over the page."""

    def edge(pen: Pen) -> None:
        y = pen.height - 74
        pen.at(pen.left, y, "1 The Act named in the handbook of the body", SANS, 8)
        pen.at(pen.left, y + 10, "2 As stated by the maker of the glue", SANS, 8)

    pen = Pen(edge=edge, bottom=92)
    _head(pen, unit)
    pen.y += 372
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.need(40)
        pen.block(pen.left, f"{told.label} {told.title}", width, HEAVY)
        pen.y += 4
        for label, words in told.criteria:
            first, *items = words.split("\n- ")
            pen.at(pen.left, pen.y + 10, label)
            pen.block(pen.left + 34, first, 300)
            for item in items:
                pen.need(13)
                pen.at(pen.left + 36, pen.y + 10, "•")
                pen.block(pen.left + 50, item, 280)
            pen.y += 26
    return pen.finish()


def labels_on_the_right(unit: Specification) -> bytes:
    """The label stands right of its sentence."""
    pen = Pen()
    _head(pen, unit)
    for told in unit.outcomes:
        pen.need(60)
        pen.block(pen.left, f"Learning outcome {told.label}: {told.title}", 400, HEAVY)
        pen.y += 6
        for label, words in told.criteria:
            pen.need(40)
            pen.at(pen.right - 20, pen.y + 10, label)
            pen.block(pen.left, words.replace("\n- ", " "), 400)
            pen.y += 8
        pen.y += 10
    return pen.finish()


def outcomes_in_the_middle(unit: Specification) -> bytes:
    """Ruled; the outcome stands beside the middle of its criteria, which have rows of their own."""
    pen = Pen()
    _head(pen, unit)
    x = (pen.left, pen.left + 140, pen.right)
    for told in unit.outcomes:
        pen.need(340)
        start = pen.y
        for label, words in told.criteria:
            top = pen.y
            pen.y += 4
            first, *items = words.split("\n- ")
            pen.block(x[1] + 5, f"{label} {first}", 330)
            for item in items:
                pen.block(x[1] + 25, f"– {item}", 300)
            pen.y += 5
            pen.box(x[1], top, x[2] - x[1], pen.y - top)
        pen.box(x[0], start, x[1] - x[0], pen.y - start)
        parts = simpleSplit(f"{told.label}. {told.title}", HEAVY, 10, 125)
        middle = (start + pen.y) / 2 - 6.5 * len(parts)
        for at, part in enumerate(parts):
            pen.at(x[0] + 5, middle + 10 + 13 * at, part, HEAVY)
    return pen.finish()


def counted_with_feet(unit: Specification) -> bytes:
    """Criteria are counted 1, 2, 3 below each outcome; the foot has a number before words too."""

    def edge(pen: Pen) -> None:
        pen.at(pen.left, pen.height - 44, f"{pen.page + 5} Handbook of the shoe trades", SLANTED, 9)

    pen = Pen(edge=edge, bottom=80)
    _head(pen, unit)
    pen.y += 250
    width = pen.right - pen.left
    for told in unit.outcomes:
        pen.need(60)
        pen.block(pen.left, f"Learning outcome {told.label}: {told.title}", width, HEAVY)
        pen.y += 4
        for label, words in told.criteria:
            pen.criterion(f"{label}.", words, at=pen.left + 10, inner=pen.left + 34, width=width - 34)
        pen.y += 12
    return pen.finish()
