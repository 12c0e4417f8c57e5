"""Names of other candidates in a text."""

import re
from collections.abc import Iterable

_SHORTEST_NAME = 3  # letters of a first name or surname that is looked for alone


def names_in(words: str, own: str, others: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the other candidates named in a text: in full, and by first name or surname only.

    `own` is the candidate's own name, whose parts are never found. A part counts only with its capital.
    """
    spoken = set(re.findall(r"\w+", words))
    plain = " ".join(re.findall(r"\w+", words.casefold()))
    own_parts = {part.casefold() for part in re.findall(r"\w+", own)}
    in_full, in_part = [], []
    for name in others:
        parts = re.findall(r"\w+", name)
        if len(parts) > 1 and f" {' '.join(parts).casefold()} " in f" {plain} ":
            in_full.append(name)
        elif any(
            part in spoken and len(part) >= _SHORTEST_NAME and part.casefold() not in own_parts
            for part in parts
        ):
            in_part.append(name)
    return in_full, in_part
