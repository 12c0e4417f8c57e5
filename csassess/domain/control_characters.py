"""Characters that no text of the record holds, typed, received or read from a document."""

import re
from typing import Any

# Control characters, what overrides the direction of text, and halves of characters. Other marks of direction
# are only taken out of what is typed: earlier versions kept those of a telephone number that was pasted.
_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")


def without_control_characters(value: str) -> str:
    """Return a text from outside without the characters that no text of a record holds."""
    return _NEVER.sub("", value)


def has_control_characters(value: Any) -> bool:
    """Return whether a text, or one inside a value, holds characters that no text of a record holds.

    Tabs and ends of lines are not among them: earlier versions kept those in lines too.
    """
    if isinstance(value, str):
        return _NEVER.search(value) is not None
    if isinstance(value, dict):
        return any(has_control_characters(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(has_control_characters(part) for part in value)
