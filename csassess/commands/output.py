"""Printing: the only place where a command writes to the terminal.

Words from others may hold characters that command a terminal. They are printed as pictures of them.
"""

import json
import re
from typing import Any

import click

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PICTURES, _PICTURE_OF_DELETE, _PICTURE_OF_OTHERS = 0x2400, "\u2421", "\u2426"


def say(words: object = "", *, err: bool = False) -> None:
    """Print words as a line, with a picture in place of each control character."""
    click.echo(_COMMANDS.sub(_picture, str(words)), err=err)


def say_json(content: Any) -> None:
    """Print plain data as JSON, with control characters escaped as JSON escapes them."""
    plain = json.dumps(content, ensure_ascii=False, indent=2)
    click.echo(_COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", plain))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if code == 0x7F else _PICTURE_OF_OTHERS
