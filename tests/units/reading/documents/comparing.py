"""What was read beside what the document states."""

import re
import unicodedata
from typing import Any

from tests.units.reading.documents.content import Specification


def plain(words: str | None) -> str:
    """Return words without differences that nobody sees: quotes, dashes, ligatures, marks of lists."""
    words = unicodedata.normalize("NFKC", words or "").replace("\u00ad", "")
    words = re.sub("[‘’]", "'", words)
    words = re.sub("[‐‑–—]", "-", words)
    return " ".join(re.sub(r"(?m)^- ", "", words).split())


def criteria_of(unit: dict[str, Any]) -> list[tuple[str | None, str | None, str]]:
    """Return outcome, label and words of each criterion read."""
    return [
        (outcome["label"], criterion["label"], plain(criterion["text"]))
        for outcome in unit["outcomes"]
        for criterion in outcome["criteria"]
    ]


def labelled(content: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Return label and words of each criterion of the first unit, as they were read."""
    criteria = (c for outcome in content["units"][0]["outcomes"] for c in outcome["criteria"])
    return [(criterion["label"], criterion["text"]) for criterion in criteria]


def stated_by(unit: Specification) -> list[tuple[str | None, str | None, str]]:
    """Return outcome, label and words of each criterion that a document states."""
    return [(told.label, label, plain(words)) for told in unit.outcomes for label, words in told.criteria]
