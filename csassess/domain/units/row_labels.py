"""Labels as they stand before the words of a criterion, a requirement or an item of a document."""

import re

_LABEL = re.compile(r"([A-Z]{0,4}[0-9]+(?:\.[0-9]+)*[a-z]?|[a-z](?=\)))[.):]?\s+(?=\S)")


def label_before(words: str) -> tuple[str, str]:
    """Return the label at the beginning of words, and the words after it; an empty one if there is none."""
    found = _LABEL.match(words)
    return (found[1], words[found.end() :]) if found else ("", words)
