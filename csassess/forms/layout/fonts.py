"""The embedded fonts of all papers, and what is shown in place of characters they lack."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from csassess.resources import resource_folder

REGULAR, BOLD, SYMBOLS = "NotoSans", "NotoSans-SemiBold", "NotoSansSymbols2"
TICK = "\N{CHECK MARK}"
MISSING = "\N{WHITE SQUARE}"
_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-SemiBold.ttf",
    SYMBOLS: "NotoSansSymbols2-Regular.ttf",
}
_LAST = 0xFFFF
_LINE_ENDS = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))  # categories of characters that have no shape
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # choose a shape of the character before


@cache
def register_fonts() -> None:
    """Register the fonts with reportlab."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource_folder() / "fonts" / file)))


@cache
def characters(font: str) -> frozenset[str]:
    """Return the characters that a font has, without those that separate words or lines.

    Those beyond U+FFFF are left out: reportlab does not write which characters their glyphs are.
    """
    register_fonts()
    loaded: Any = pdfmetrics.getFont(font)
    found = (chr(code) for code in loaded.face.charToGlyph if code <= _LAST)
    return frozenset(character for character in found if character.isprintable())


def printable(words: str) -> str:
    """Return words as they are laid out.

    Letters and their accents are composed, every end of a line is one, every other space is a blank, and
    characters without a shape are left out.
    """
    if _usual().issuperset(words):  # without checking each character
        return words
    words = unicodedata.normalize("NFC", words.replace("\r\n", "\n").translate(_LINE_ENDS))
    return "".join(map(_printable, words))


@cache
def _usual() -> frozenset[str]:
    """Return the characters that are laid out as they are: those of the font but accents by themselves."""
    return frozenset(character for character in characters(REGULAR) if not unicodedata.combining(character))


def _printable(character: str) -> str:
    if character == "\n" or character in characters(REGULAR):
        return character
    apart = unicodedata.normalize("NFD", character)
    if len(apart) > 1 and characters(REGULAR).issuperset(apart):  # the font has only letter and accent
        return apart
    if character.isspace():
        return " "
    is_unseen = unicodedata.category(character) in _UNSEEN or any(ord(character) in s for s in _SELECTORS)
    return "" if is_unseen else character


def font_of(character: str, font: str) -> str:
    """Return the font that shows a character within words in `font`; empty if none has it."""
    if character in characters(font):
        return font
    return SYMBOLS if character in characters(SYMBOLS) else ""


def not_shown(words: Iterable[str]) -> list[str]:
    """Return the characters that no font has, each once, in the order of the words."""
    plain = _usual()
    odd = [part for part in words if not plain.issuperset(part)]
    found = (character for part in odd for character in printable(part) if character != "\n")
    return [character for character in dict.fromkeys(found) if not font_of(character, REGULAR)]
