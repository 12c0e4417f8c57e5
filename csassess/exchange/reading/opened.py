"""Outcomes and criteria while their lines come in, and how they are closed."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from csassess.catalogue import text
from csassess.exchange.reading.content import Line
from csassess.exchange.reading.draft import Criterion, Outcome, UnitDraft
from csassess.exchange.reading.headings import grade_of
from csassess.exchange.reading.labels import Label
from csassess.exchange.reading.wording import Vocabulary, joined


@dataclass(slots=True)
class OpenCriterion:
    """A criterion while its lines come in: paragraphs, of which all but the first are items."""

    label: Label | None
    outcome: "OpenOutcome"
    line: Line
    paragraphs: list[list[str]] = field(default_factory=lambda: [[]])
    items: list[bool] = field(default_factory=lambda: [False])
    lines: list[Line] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, words: str, line: Line) -> None:
        """Add words to the last paragraph."""
        self.paragraphs[-1].append(words)
        self.lines.append(line)

    def begin_item(self, words: str, line: Line, *, item: bool = True) -> None:
        """Begin a paragraph: an item of the list, or a sentence after it."""
        self.paragraphs.append([words])
        self.items.append(item)
        self.lines.append(line)

    @property
    def words(self) -> str:
        """All words so far."""
        return " ".join(" ".join(paragraph) for paragraph in self.paragraphs).strip()

    @property
    def is_list(self) -> bool:
        """Whether a list has begun or is announced."""
        return len(self.paragraphs) > 1 or self.words.endswith(":")


@dataclass(slots=True)
class OpenOutcome:
    """An outcome while its lines come in."""

    label: str | None
    number: int | None
    kind: str = ""  # as a heading says it
    title: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    criteria: list[OpenCriterion] = field(default_factory=list)
    guidance: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def close(draft: UnitDraft, opened: OpenOutcome, vocabulary: Vocabulary) -> None:
    """Add an outcome with its criteria to a draft, and what is doubtful about its words."""
    title, reasons = joined(opened.title, vocabulary)
    outcome = Outcome(
        opened.label,
        title.rstrip(":").strip(),
        opened.kind,
        places=[(line.page, line.box) for line in opened.lines],
        guidance=opened.guidance,
    )
    for reason in (*reasons, *opened.reasons):
        draft.doubt(outcome.name, outcome.places[0][0] if outcome.places else None, reason)
    in_columns = sorted(opened.criteria, key=lambda one: one.line.group)  # pass, merit, distinction
    outcome.criteria = [_closed(draft, criterion, vocabulary) for criterion in in_columns]
    draft.outcomes.append(outcome)


_SMALLER = 0.9  # points
_FAR = 90.0  # points: more than an item of a list is set in


def _signs(lines: list[Line], vocabulary: Vocabulary) -> list[str]:
    """Return what in the lines of a criterion hints that words of two columns or passages were mixed."""
    found = []
    if any(line.apart or re.search(r"\S\t+\S+\s+\S", line.text) for line in lines[1:]) or (
        lines and lines[0].apart
    ):
        found.append(text("words stand far apart in one of its lines"))
    lefts = [line.box.left for line in lines[1:] if line.box]
    if any(abs(right - left) > _FAR for left, right in pairwise(lefts)):
        found.append(text("its lines begin at places far apart"))
    sizes = [line.size for line in lines if line.size]
    if sizes and min(sizes) < sizes[0] - _SMALLER:
        found.append(text("a line of it is in smaller type"))
    for above, line in pairwise(lines):
        first = line.text.split(maxsplit=1)[0] if line.text else ""
        begins = re.fullmatch(r"[A-Z][a-z]+[,;:]?", first) and not line.bullet and not line.label
        begins = begins and len(above.text.split()) > 2
        if (
            begins
            and not above.text.rstrip().endswith((".", ":", ";", "?"))
            and not vocabulary.is_name(first)
        ):
            found.append(text("a line of it begins with a capital"))
            break
    return found


def _closed(draft: UnitDraft, opened: OpenCriterion, vocabulary: Vocabulary) -> Criterion:
    parts: list[str] = []
    for number, paragraph in enumerate(opened.paragraphs):
        words, reasons = joined(paragraph, vocabulary)
        opened.reasons += reasons
        if words:
            parts.append(f"- {words}" if opened.items[number] and parts else words)
    if any(line.unsure for line in opened.lines):
        opened.reasons.append(text("a word of it was read with little certainty"))
    opened.reasons += _signs(opened.lines, vocabulary)
    criterion = Criterion(
        opened.label.written if opened.label else None,
        "\n".join(parts),
        "",
        [(line.page, line.box) for line in opened.lines],
        grade_of(opened.line.heading),
    )
    for reason in opened.reasons:
        draft.doubt(criterion.label or criterion.text[:60], opened.line.page, reason)
    return criterion
