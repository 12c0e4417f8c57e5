"""Measures, type and colours of all papers. Lengths are written in millimetres.

What is read is never smaller than 8 points, and dark enough to survive a photocopier.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from csassess.forms.layout.fonts import BOLD, REGULAR

PAGE = A4
MARGIN = 15 * mm
FOOT = 14 * mm
WIDTH = PAGE[0] - 2 * MARGIN
HEIGHT = PAGE[1] - 2 * MARGIN - FOOT

INK: Color = HexColor("#111111")
QUIET: Color = HexColor("#363b43")
LINK: Color = HexColor("#0b4a86")
LINE: Color = HexColor("#565d68")
HEAD_TINT: Color = HexColor("#eceff2")


class Align(Enum):
    """Where the lines of a paragraph begin or end."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Style:
    """Type of a paragraph: font, size and leading in points, colour, and the tag a screen reader meets."""

    font: str
    size: float
    leading: float
    colour: Color = INK
    align: Align = Align.LEFT
    tag: str = "P"


BODY = Style(REGULAR, 9.5, 12.6)
TITLE = Style(BOLD, 16, 20, tag="H1")
COVER = Style(BOLD, 24, 30, tag="H1")
HEADING = Style(BOLD, 11.5, 15, tag="H2")
SUBTITLE = Style(REGULAR, 10.5, 13.6)
CONTENTS = Style(REGULAR, 10, 15.5, LINK)
SMALL = Style(REGULAR, 8, 10.6, QUIET)
HEAD = replace(BODY, font=BOLD)
LINKED = replace(BODY, colour=LINK)
SMALL_HEAD = Style(BOLD, 8, 10.6)
HEAD_CENTRED = replace(HEAD, align=Align.CENTRE)
COLUMN_LABEL = Style(BOLD, 8, 10, align=Align.CENTRE)
RIGHT = replace(BODY, align=Align.RIGHT)
NUMBER = replace(HEAD, align=Align.CENTRE)
MARK = Style(REGULAR, 10.5, 12.6, align=Align.CENTRE)
MARK_LETTER = replace(BODY, align=Align.CENTRE)
FOOT_LINE = Style(REGULAR, 8, 9.6, QUIET)
