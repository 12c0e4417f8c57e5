"""Measures, type and colours of all papers. Lengths are written in millimetres."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from csassess.forms.fonts import BOLD, REGULAR, SYMBOLS

PAGE = A4
MARGIN = 15 * mm
FOOT = 12 * mm
WIDTH = PAGE[0] - 2 * MARGIN
HEIGHT = PAGE[1] - 2 * MARGIN - FOOT

INK: Color = HexColor("#1a1a1a")
QUIET: Color = HexColor("#5c6470")
LINK: Color = HexColor("#0b5a9e")
LINE: Color = HexColor("#7a818c")
HEAD_TINT: Color = HexColor("#eef1f4")

TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=15, leading=19, textColor=INK)
COVER = ParagraphStyle("title", fontName=BOLD, fontSize=24, leading=30, textColor=INK)
HEADING = ParagraphStyle("heading", fontName=BOLD, fontSize=11, leading=15, textColor=INK, spaceAfter=2)
SUBTITLE = ParagraphStyle("subtitle", fontName=REGULAR, fontSize=10, leading=13, textColor=INK)
BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=8.5, leading=11.2, textColor=INK, splitLongWords=True
)
CONTENTS = ParagraphStyle("contents", parent=BODY, fontSize=9.5, leading=15)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=7.2, leading=9.4, textColor=QUIET)
HEAD = ParagraphStyle("head", parent=BODY, fontName=BOLD)
SMALL_HEAD = ParagraphStyle("small-head", parent=SMALL, fontName=BOLD, textColor=INK)
HEAD_CENTRED = ParagraphStyle("head-centred", parent=HEAD, alignment=TA_CENTER)
COLUMN_LABEL = ParagraphStyle("column-label", parent=HEAD, fontSize=7.4, leading=9.4, alignment=TA_CENTER)
RIGHT = ParagraphStyle("right", parent=BODY, alignment=TA_RIGHT)
NUMBER = ParagraphStyle("number", parent=HEAD, alignment=TA_CENTER)
MARK = ParagraphStyle("mark", parent=BODY, fontName=SYMBOLS, fontSize=10, alignment=TA_CENTER)
MARK_LETTER = ParagraphStyle("mark-letter", parent=BODY, alignment=TA_CENTER, textColor=QUIET)
