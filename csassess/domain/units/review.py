"""The review of a unit that was read from a document: rows that a person compares with it and corrects."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from csassess.domain.units.row_labels import label_before
from csassess.domain.units.rule_cover import Cover, confirms_all, cover
from csassess.domain.units.values import Grade, Kind


class Part(StrEnum):
    """What a row of a review is.

    Guidance goes with the outcome above it: it explains, and is not ticked. A remark is a doubt about the
    document as a whole. Left-over words are part of no row.
    """

    FACT = "fact"
    OUTCOME = "outcome"
    GUIDANCE = "guidance"
    CRITERION = "criterion"
    REQUIREMENT = "requirement"
    ITEM = "item"
    REMARK = "remark"
    LEFT_OVER = "left-over"


FACTS = ("title", "number", "reference", "level", "credit", "guided_learning_hours", "awarding_body")
"""What a unit states about itself; the names are the labels of the rows."""

PURPOSE = "purpose"
"""The label of the row with the unit's purpose, which no unit has to state."""

WORDED = (Part.OUTCOME, Part.GUIDANCE, Part.CRITERION, Part.REQUIREMENT, Part.ITEM)
"""The parts that make the wording, in the order of the document."""


_HELD_BY = {
    Part.GUIDANCE: Part.OUTCOME,
    Part.CRITERION: Part.OUTCOME,
    Part.ITEM: Part.REQUIREMENT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the document, and the box of the words on it in points from the top left corner."""

    page: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row: a fact, an outcome with its title, a criterion, a requirement, a lettered item of one.

    A fact without text is not stated. `rules` and `proposed` are rules as a unit file states them, of a
    requirement or an item; proposals are the reader's. `kind` of a criterion is its own, if it differs from
    the outcome's. With `items_apart` each line of a list in a criterion is ticked on its own. `covered` is
    how much there was to check, and how many rules, when somebody said that the rules cover all of it.
    `extra` are fields of an earlier wording that the review does not show.
    """

    id: str
    part: Part
    label: str = ""
    text: str = ""
    kind: Kind | None = None
    grade: Grade | None = None
    places: tuple[Place, ...] = ()
    doubts: tuple[str, ...] = ()
    settled: bool = False
    rules: tuple[dict[str, Any], ...] = ()
    proposed: tuple[dict[str, Any], ...] = ()
    items_apart: bool = False
    covered: tuple[int, int] = (0, 0)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_doubtful(self) -> bool:
        """Whether it has an unsettled doubt or proposal."""
        return bool(self.doubts or self.proposed) and not self.settled

    @property
    def page(self) -> int | None:
        """The first page that has its words."""
        return self.places[0].page if self.places else None

    @property
    def list_lines(self) -> tuple[str, ...]:
        """The lines of a list in the text: those that begin with a hyphen."""
        return tuple(line[2:] for line in self.text.split("\n") if line.startswith("- "))


@dataclass(frozen=True)
class Review:
    """A unit while a person compares it with its document.

    `document` is the SHA-256 of the stored document and `password` opens it. `lines` is the text of a
    document that has no pages to draw. `unit` is the id that was read; `replaces` the id of the unit of which
    this is a new version, empty for a new unit, None if that is not decided yet.
    """

    id: str
    unit: str
    file: str
    rows: tuple[ReviewRow, ...]
    document: str = ""
    password: str = ""
    lines: tuple[str, ...] = ()
    replaces: str | None = ""
    resembles: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The unit's number and title as far as they are stated, else the id."""
        return "  ".join(filter(None, (self.fact("number"), self.fact("title")))) or self.unit

    def fact(self, name: str) -> str:
        """Return a fact of the unit; empty if it is not stated."""
        return next((row.text for row in self.rows if row.part is Part.FACT and row.label == name), "")

    def row(self, row_id: str) -> ReviewRow:
        """Return a row; raises KeyError if there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)

    def of(self, *parts: Part) -> tuple[ReviewRow, ...]:
        """Return the rows of some parts, in their order."""
        return tuple(row for row in self.rows if row.part in parts)

    @property
    def to_look_at(self) -> tuple[ReviewRow, ...]:
        """The rows that somebody still has to look at."""
        return tuple(row for row in self.rows if self.is_to_look_at(row))

    def is_to_look_at(self, row: ReviewRow) -> bool:
        """Return whether a row has an unsettled doubt or proposal, or rules that leave some of it out."""
        return row.is_doubtful or bool(self.rules_leave(row.id))

    def rules_leave(self, row_id: str) -> str:
        """Return what the rules of a requirement or item leave out, as a sentence; empty if nothing.

        Nothing is left out once somebody said that they cover all of it, until there is another rule or
        sentence.
        """
        found = self.covers.get(row_id)
        return found.words if found and found.counted != self.row(row_id).covered else ""

    @cached_property
    def covers(self) -> dict[str, Cover]:
        """How much their rules cover of the requirements and items."""
        found: dict[str, Cover] = {}
        for row in self.of(Part.REQUIREMENT):
            found[row.id] = cover(row.text, row.rules, [item.rules for item in self.items_of(row.id)])
        for row in self.of(Part.ITEM):
            holding = self.holder_of(row.id)
            if not (holding and any(confirms_all(rule) for rule in holding.rules)):
                found[row.id] = cover(row.text, row.rules)
        return found

    def next_to_look_at(self, row_id: str) -> str:
        """Return the next row to look at after another, from the top if none follows.

        Without doubts it is the next row; the last one is followed by itself.
        """
        ids = [row.id for row in self.rows]
        at = ids.index(row_id) if row_id in ids else -1
        doubtful = [row.id for row in (*self.rows[at + 1 :], *self.rows[: at + 1]) if self.is_to_look_at(row)]
        if doubtful:
            return doubtful[0]
        return ids[min(at + 1, len(ids) - 1)]

    def items_of(self, row_id: str) -> tuple[ReviewRow, ...]:
        """Return the lettered items of a requirement."""
        return tuple(
            row for row in self.of(Part.ITEM) if (holder := self._holders[row.id]) and holder.id == row_id
        )

    def holder_of(self, row_id: str) -> ReviewRow | None:
        """Return the outcome of a criterion, or the requirement of an item; else None."""
        return self._holders.get(row_id)

    @cached_property
    def _holders(self) -> dict[str, ReviewRow | None]:
        last: dict[Part, ReviewRow] = {}
        holders: dict[str, ReviewRow | None] = {}
        for row in self.rows:
            holds = _HELD_BY.get(row.part)
            holders[row.id] = last.get(holds) if holds else None
            last[row.part] = row
        return holders


def changed(review: Review, row_id: str, **values: Any) -> Review:
    """Return a review with some values of a row changed."""
    return replace(
        review,
        rows=tuple(replace(row, **values) if row.id == row_id else row for row in review.rows),
    )


def settle(review: Review, row_id: str) -> Review:
    """Return a review in which somebody says that a row is right.

    This does not take over its proposals; they can be taken over later.
    """
    return changed(review, row_id, settled=True)


def take_proposal(review: Review, row_id: str, rule: Mapping[str, Any]) -> Review:
    """Return a review in which a proposed rule is one of the row's rules."""
    row = review.row(row_id)
    left = tuple(other for other in row.proposed if other != rule)
    return changed(review, row_id, rules=(*row.rules, dict(rule)), proposed=left)


def refuse_proposal(review: Review, row_id: str, rule: Mapping[str, Any]) -> Review:
    """Return a review without a proposed rule."""
    left = tuple(other for other in review.row(row_id).proposed if other != rule)
    return changed(review, row_id, proposed=left)


def let_assessor_confirm_rest(review: Review, row_id: str) -> Review:
    """Return a review in which the assessor confirms what the rules of a row leave out."""
    return take_proposal(review, row_id, {"kind": "assessor"})


def let_rules_cover_all(review: Review, row_id: str) -> Review:
    """Return a review in which somebody says that the rules of a row cover all of it."""
    return changed(review, row_id, covered=review.covers[row_id].counted)


def put_aside(review: Review, row_id: str) -> Review:
    """Return a review in which the words of a row are left over, no longer part of the unit."""
    row = review.row(row_id)
    rest = tuple(other for other in review.rows if other.id != row_id)
    words = _all_words(row)
    if not words:
        return replace(review, rows=rest)
    left = ReviewRow(row.id, Part.LEFT_OVER, text=words, places=row.places)
    return replace(review, rows=(*rest, left))


def _all_words(row: ReviewRow) -> str:
    """Return the words of a row, its label first and those of an earlier wording beside them last."""
    return " ".join(filter(None, (row.label, row.text, *_words_in(row.extra))))


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _words_in(part)


def add_below(
    review: Review, row_id: str, part: Part, words: str = "", places: Iterable[Place] = ()
) -> tuple[Review, str]:
    """Return a review with a new row below another, and the id of the new one.

    Below a row of another group the new one is the last of its own group.
    """
    new = ReviewRow(new_id(review), part, text=words, places=tuple(places))
    if part is Part.OUTCOME:
        new = replace(new, kind=Kind.PERFORMANCE)
    rows = list(review.rows)
    group = _GROUPS[part]
    at = next((n for n, row in enumerate(rows) if row.id == row_id and row.part in group), None)
    if at is None:
        at = max((n for n, row in enumerate(rows) if row.part in group), default=None)
    if at is None:
        before = _BEFORE[part]
        at = max((n for n, row in enumerate(rows) if row.part in before), default=-1)
    elif part is Part.REQUIREMENT:
        while at + 1 < len(rows) and rows[at + 1].part is Part.ITEM:
            at += 1
    rows.insert(at + 1, new)
    return replace(review, rows=tuple(rows)), new.id


_CRITERIA, _REQUIREMENTS = (Part.OUTCOME, Part.GUIDANCE, Part.CRITERION), (Part.REQUIREMENT, Part.ITEM)
_GROUPS: dict[Part, tuple[Part, ...]] = {
    Part.OUTCOME: _CRITERIA,
    Part.GUIDANCE: _CRITERIA,
    Part.CRITERION: _CRITERIA,
    Part.REQUIREMENT: _REQUIREMENTS,
    Part.ITEM: _REQUIREMENTS,
}
_BEFORE: dict[Part, tuple[Part, ...]] = {
    Part.OUTCOME: (Part.REMARK, Part.FACT),
    Part.GUIDANCE: (Part.REMARK, Part.FACT),
    Part.CRITERION: (Part.REMARK, Part.FACT),
    Part.REQUIREMENT: (Part.REMARK, Part.FACT, *_CRITERIA),
    Part.ITEM: (Part.REMARK, Part.FACT, *_CRITERIA),
}


def new_id(review: Review) -> str:
    """Return an id that no row has yet."""
    numbers = [int(row.id[1:]) for row in review.rows if re.fullmatch(r"r[0-9]+", row.id)]
    return f"r{max(numbers, default=0) + 1}"


def above_in_words(review: Review, row_id: str) -> ReviewRow | None:
    """Return the row above that the words of a row can be joined to; None if there is none."""
    row = review.row(row_id)
    worded = [other for other in review.rows if other.part in WORDED]
    if row not in worded:
        return None
    at = worded.index(row)
    above = worded[at - 1] if at else None
    return above if above and above.part in _GROUPS[row.part] else None


def join_with_above(review: Review, row_id: str) -> Review:
    """Return a review with the words of a row moved to the end of the row above it."""
    row, above = review.row(row_id), above_in_words(review, row_id)
    if above is None:
        return review
    joined = changed(
        review,
        above.id,
        text=" ".join(filter(None, (above.text, _all_words(row)))),
        places=(*above.places, *row.places),
        rules=(*above.rules, *row.rules),
        proposed=(*above.proposed, *row.proposed),
    )
    return replace(joined, rows=tuple(other for other in joined.rows if other.id != row_id))


def divide(review: Review, row_id: str, at: int) -> tuple[Review, str]:
    """Return a review in which the words of a row from a position on are a row below it, and its id.

    A label at the beginning of those words becomes the label of the new row.
    """
    row = review.row(row_id)
    words, rest = row.text[:at].strip(), row.text[at:].strip()
    label, rest = label_before(rest)
    kept = changed(review, row_id, text=words)
    new = ReviewRow(
        new_id(review), row.part, label, rest, row.kind, row.grade, row.places, items_apart=row.items_apart
    )
    rows = list(kept.rows)
    rows.insert([other.id for other in rows].index(row_id) + 1, new)
    return replace(kept, rows=tuple(rows)), new.id


def use_left_over(review: Review, left_id: str, row_id: str) -> Review:
    """Return a review with left-over words moved to the end of a row."""
    left, row = review.row(left_id), review.row(row_id)
    taken = changed(
        review,
        row_id,
        text=" ".join(filter(None, (row.text, left.text))),
        places=(*row.places, *left.places),
    )
    return replace(taken, rows=tuple(other for other in taken.rows if other.id != left_id))


def label_the_rest(review: Review) -> Review:
    """Return a review in which criteria and requirements without a label have one, by their position.

    Criteria are numbered within their outcome, as 1.1; requirements as 1, items as a.
    """
    outcome = criterion = requirement = item = 0
    rows = []
    for row in review.rows:
        label = row.label
        match row.part:
            case Part.OUTCOME:
                outcome, criterion = outcome + 1, 0
            case Part.CRITERION:
                criterion += 1
                label = label or f"{max(outcome, 1)}.{criterion}"
            case Part.REQUIREMENT:
                requirement, item = requirement + 1, 0
                label = label or str(requirement)
            case Part.ITEM:
                item += 1
                label = label or (chr(96 + item) if item <= 26 else f"{item}")
        rows.append(replace(row, label=label))
    return replace(review, rows=tuple(rows))


def lacks_labels(review: Review) -> bool:
    """Return whether a criterion, a requirement or an item has no label."""
    return any(not row.label for row in review.of(Part.CRITERION, Part.REQUIREMENT, Part.ITEM))
