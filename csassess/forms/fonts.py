"""The embedded fonts of all papers, and substitutes for characters they lack."""

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from csassess.resources import resource_folder

REGULAR, BOLD, SYMBOLS = "NotoSans", "NotoSans-SemiBold", "NotoSansSymbols2"
TICK = "\N{CHECK MARK}"
_MISSING = "\N{WHITE SQUARE}"
_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-SemiBold.ttf",
    SYMBOLS: "NotoSansSymbols2-Regular.ttf",
}


@cache
def register_fonts() -> None:
    """Register the fonts with reportlab."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource_folder() / "fonts" / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


@cache
def _glyphs(font: str) -> frozenset[int]:
    register_fonts()
    loaded: Any = pdfmetrics.getFont(font)
    return frozenset(loaded.face.charToGlyph)


@cache
def _characters(font: str) -> frozenset[str]:
    return frozenset(map(chr, _glyphs(font))) - {"\n", "\t"}


def markup(plain: str) -> str:
    """Return plain text as paragraph markup, escaped and with line breaks kept.

    A character that no font has becomes a visible square.
    """
    if _characters(REGULAR).issuperset(plain):  # the usual case, without checking each character
        return escape(plain)
    return "".join(_character_markup(character) for character in plain)


def _character_markup(character: str) -> str:
    if character == "\n":
        return "<br/>"
    if character == "\t":
        return " "
    if ord(character) in _glyphs(REGULAR):
        return escape(character)
    glyph = character if ord(character) in _glyphs(SYMBOLS) else _MISSING
    return f'<font name="{SYMBOLS}">{glyph}</font>' if character.isprintable() else ""
