"""What every kind of document is turned into before units are looked for: lines with their places."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

CELL = "\t"  # between cells, or widely spaced words, of one line


class Column(StrEnum):
    """What the column of a line holds."""

    FULL = "full"  # the line is in no table of criteria
    HEADING = "heading"  # a narrow column of headings next to the text
    OUTCOME = "outcome"
    CRITERIA = "criteria"
    GUIDANCE = "guidance"


class Box(NamedTuple):
    """A rectangle on a page in points, from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Line:
    """One line of text, or one whole paragraph if the document has paragraphs.

    `label` is what the document's own numbering prints before the text. `group` numbers the parallel columns
    of criteria (pass, merit, distinction) from left to right; `heading` is the text above them.
    """

    text: str
    page: int
    box: Box | None = None
    column: Column = Column.FULL
    label: str | None = None
    indent: float = 0.0  # points right of the left edge of its column
    gap: bool = False  # there is a gap between it and the line before
    ruled: bool = False  # a rule is drawn between it and the line before
    bold: bool = False
    size: float = 0.0
    whole: bool = False  # a whole paragraph: the next line begins another one
    group: int = 0
    heading: str = ""
    bullet: bool = False  # an item of a list without numbers
    unsure: bool = False  # a word of it is not certain: it was read from a picture, or letters may be missing
    title: bool = False  # a heading by the document's own style
    section: str = ""  # see sections.py
    apart: bool = False  # the space between two of its words is clearly wider than the others
    opens: bool = False  # the line is the heading of its section


@dataclass(slots=True)
class Document:
    """The lines of a document in reading order, and what was left out as running heads and feet."""

    lines: list[Line]
    pages: int
    running: list[Line] = field(default_factory=list)
    by_place: bool = False  # the order of the words was found from their places on the page
    notes: list[Line] = field(default_factory=list)  # notes in the margin, next to the text
    doubts: list[str] = field(default_factory=list)  # about the document as a whole
