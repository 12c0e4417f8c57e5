"""A note on the characters that a paper's words have and its fonts lack."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from csassess.catalogue import text
from csassess.forms.layout.fonts import MISSING, not_shown


def note_on_missing(content: Any) -> str:
    """Return what the squares on a paper stand for, in words; empty if there are none."""
    characters = not_shown(_every_text(content))
    if not characters:
        return ""
    names = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in characters)
    return text(
        "{square} is printed for a character that the fonts of this paper lack. They are: {names}.",
        square=MISSING,
        names=names,
    )


def _every_text(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _every_text(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _every_text(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _every_text(getattr(value, field.name))
