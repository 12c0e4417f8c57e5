"""The sections of a unit: which lines state criteria, requirements, or neither."""

import re
from collections.abc import Sequence
from itertools import pairwise

from csassess.exchange.reading.content import Column, Line
from csassess.exchange.reading.headings import Section, section_of
from csassess.exchange.reading.labels import label_of

_OTHER_KEYS = frozenset(  # first cells of the table at the end of a standard
    (
        "developed by",
        "version number",
        "date approved",
        "indicative review date",
        "originating organisation",
        "original urn",
        "relevant occupations",
        "validity",
        "keywords",
    )
)
OF_CRITERIA = (Section.CRITERIA, Section.PERFORMANCE, Section.KNOWLEDGE, Section.GUIDANCE)
_ENUMERATED = re.compile(
    r"^(?:(?:section|part)\s+)?(?:\d{1,2}(?:\.\d)?|[A-H])[.):]?\s+(?=[A-Z])", re.IGNORECASE
)


def divide(lines: Sequence[Line]) -> None:
    """Note for each line which section it belongs to, and whether it is the heading of one."""
    current = Section.IDENTITY
    outcomes = 0  # the highest number of an outcome so far
    for number, line in enumerate(lines):
        if line.column in (Column.OUTCOME, Column.CRITERIA, Column.GUIDANCE):
            current = Section.CRITERIA
            line.section, line.opens = current, False
            continue
        found = _heading(line, lines[number - 1] if number else None, strict=current in OF_CRITERIA)
        if found is None and number and lines[number - 1].opens and _in_two_lines(lines[number - 1], line):
            line.section, line.opens = current, True
            continue
        if found is None and number + 1 < len(lines) and _in_two_lines(line, lines[number + 1]):
            found = section_of(f"{line.text} {lines[number + 1].text}")
        if found is None and line.column is Column.HEADING and current is not Section.IDENTITY:
            found = Section.OTHER
        named = _names_outcome(line)
        if found is None and named > (outcomes if current is Section.REQUIREMENTS else 0):
            current = Section.CRITERIA if current not in OF_CRITERIA else current
        outcomes = max(outcomes, named)
        if found is not None:
            current = found
        line.section, line.opens = current, found is not None


def spans_of(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the first line of each section with performance or knowledge criteria, and the line after it.

    A second heading of the same kind, as the words that lead in, begins no section of its own.
    """
    heads = [number for number, line in enumerate(lines) if line.opens]
    heads = [
        number
        for before, number in zip([None, *heads], heads, strict=False)
        if before is None or lines[before].section != lines[number].section
    ]
    spans = pairwise([*heads, len(lines)])
    return [(low, high) for low, high in spans if lines[low].section in OF_CRITERIA[1:3]]


def _heading(line: Line, before: Line | None, *, strict: bool) -> Section | None:
    words = line.text.strip()
    apart = line.bold or line.title or line.column is Column.HEADING
    found = section_of(words, strict=strict and not apart)
    if found is None and "\t" in words:
        key = words.split("\t")[0].strip(" :").lower()
        if key in _OTHER_KEYS:
            return Section.OTHER
    if found is None and apart:
        found = section_of(_ENUMERATED.sub("", words))
    if found is None or not words[:1].isalnum() or words[:1].islower():
        return None
    if apart or line.gap or line.whole or before is None or before.opens or words.endswith(":"):
        return found
    return None


def _in_two_lines(line: Line, below: Line) -> bool:
    """Return whether two lines are one heading that was too long for its line."""
    alike = line.bold and below.bold and not below.gap and not below.whole and line.page == below.page
    return alike and section_of(f"{line.text} {below.text}") is not None


def _names_outcome(line: Line) -> int:
    """Return the number of the outcome whose heading a line is ("Learning outcome 1"), otherwise 0."""
    if not (line.bold or line.gap or line.whole or line.title):
        return 0
    label = label_of(line.text)
    return label.number[0] if label is not None and label.family == "outcome" else 0
