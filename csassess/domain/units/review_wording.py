"""The wording that a review makes, as a unit file states it, and what still prevents it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csassess.catalogue import plural, text
from csassess.domain.control_characters import has_control_characters
from csassess.domain.units.review import FACTS, PURPOSE, WORDED, Part, Review, ReviewRow
from csassess.domain.units.rule_drafts import lacking
from csassess.domain.units.values import LONGEST_LABEL, Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something without which the unit cannot be approved, and the row that it is about."""

    row: str
    words: str


def problems(review: Review) -> list[Problem]:
    """Return what prevents a unit from being made, row by row."""
    found = []
    if review.replaces is None:
        first = review.of(Part.FACT)[0].id
        found.append(
            Problem(first, text("Say whether it is a new unit, or a new version of one that is here."))
        )
    if not review.of(Part.CRITERION):
        first = review.rows[0].id if review.rows else ""
        found.append(Problem(first, text("The unit has no criteria. Add one, or take one from the page.")))
    twins = _twins(review)
    held = {holder.id for row in review.of(Part.CRITERION) if (holder := review.holder_of(row.id))}
    for row in review.rows:
        found += [Problem(row.id, words) for words in _of_row(review, row, twins, held)]
    return found


def rows_left(review: Review, found: Iterable[Problem]) -> frozenset[str]:
    """Return the rows that somebody still has to look at, or of which a problem was found."""
    return frozenset(row.id for row in review.to_look_at) | {problem.row for problem in found}


def left_in_words(review: Review) -> str:
    """Return how many rows somebody still has to look at, in words."""
    left = len(rows_left(review, problems(review)))
    if not left:
        return text("nothing left to look at")
    return plural("{count} row to look at", "{count} rows to look at", left)


def _of_row(review: Review, row: ReviewRow, twins: Collection[str], held: Collection[str]) -> Iterator[str]:
    holder = review.holder_of(row.id)
    match row.part:
        case Part.OUTCOME if row.id not in held:
            yield text("The outcome has no criteria. Add one below it, or put the outcome aside.")
        case Part.CRITERION | Part.GUIDANCE if holder is None:
            yield text("It stands before the first outcome. Add an outcome above it.")
        case Part.ITEM if holder is None:
            yield text("The item stands before the first requirement. Add a requirement above it.")
    if row.part in (Part.FACT, *WORDED) and has_control_characters([row.label, row.text, *row.rules]):
        yield text("It holds control characters, which nobody sees. Type its words anew.")
    if row.part in (Part.CRITERION, Part.REQUIREMENT, Part.ITEM):
        yield from _label_and_text(row, twins)
    if row.rules:
        letters = [item.label for item in review.items_of(row.id)]
        yield from filter(None, (lacking(rule, letters) for rule in row.rules))


def _label_and_text(row: ReviewRow, twins: Collection[str]) -> Iterator[str]:
    if not row.label.strip():
        yield text("It has no label. Type one, or have the missing ones numbered.")
    elif len(row.label) > LONGEST_LABEL:
        yield text("Its label is too long. Keep the number or letter only.")
    elif row.id in twins:
        yield text("Another one has the label {label} too. Give each a label of its own.", label=row.label)
    if not row.text.strip():
        yield text("It has no words. Take them from the page, or put it aside.")


def _twins(review: Review) -> set[str]:
    """Return the rows that share their label with another one of the same kind in the same place."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for row in review.of(Part.CRITERION, Part.REQUIREMENT, Part.ITEM):
        holder = review.holder_of(row.id)
        places.setdefault((row.part, holder.id if holder else "", row.label.strip()), []).append(row.id)
    return {row_id for ids in places.values() if len(ids) > 1 for row_id in ids}


def content_of(review: Review, unit_id: str) -> dict[str, Any]:
    """Return the wording of a review in format 2, under an id.

    `problems` must have found nothing.
    """
    stated = {name: words for name in FACTS if (words := review.fact(name).strip())}
    kept = {key: value for key, value in review.extra.items() if key not in _WRITTEN}
    identity = review.extra.get("identity", {})
    order = [*identity.get("unstated", ()), *FACTS]  # that of the wording which is corrected
    content: dict[str, Any] = {
        "format": 2,
        "id": unit_id,
        "identity": {
            "purpose": review.fact(PURPOSE).strip(),
            **stated,
            "unstated": [name for name in dict.fromkeys(order) if name not in stated],
        },
        "source": {"document": review.file, **review.extra.get("source", {})},
        "outcomes": _outcomes(review),
        "evidence_requirements": _requirements(review),
    }
    return kept | content


_WRITTEN = ("format", "id", "identity", "source", "outcomes", "evidence_requirements")


def _outcomes(review: Review) -> list[dict[str, Any]]:
    outcomes: list[dict[str, Any]] = []
    for row in review.of(Part.OUTCOME, Part.GUIDANCE, Part.CRITERION):
        if row.part is Part.GUIDANCE:
            before = outcomes[-1].get("guidance", "")
            outcomes[-1]["guidance"] = "\n".join(filter(None, (before, row.text.strip())))
        elif row.part is Part.OUTCOME:
            kind = (row.kind or Kind.PERFORMANCE).value
            label = {"label": row.label.strip()} if row.label.strip() else {}
            outcomes.append({"title": row.text.strip(), "kind": kind, "criteria": [], **label, **row.extra})
        else:
            outcomes[-1]["criteria"].append(_criterion(row, outcomes[-1]["kind"]))
    return outcomes


def _criterion(row: ReviewRow, kind: str) -> dict[str, Any]:
    stated: dict[str, Any] = {"label": row.label.strip(), "text": row.text.strip()}
    if row.items_apart and row.list_lines:
        stated["text"] = "\n".join(line for line in row.text.split("\n") if not line.startswith("- ")).strip()
        stated["items"] = [
            {"label": _letter(number), "text": words} for number, words in enumerate(row.list_lines)
        ]
    if row.kind and row.kind.value != kind:
        stated["kind"] = row.kind.value
    if row.grade:
        stated["grade"] = row.grade.value
    return stated | row.extra


def _letter(number: int) -> str:
    return chr(97 + number) if number < 26 else str(number + 1)


def _requirements(review: Review) -> list[dict[str, Any]]:
    requirements: list[dict[str, Any]] = []
    for row in review.of(Part.REQUIREMENT, Part.ITEM):
        stated: dict[str, Any] = {"label": row.label.strip(), "text": row.text.strip()}
        rules = [_rule(rule) for rule in row.rules]
        if row.part is Part.REQUIREMENT:
            requirements.append(stated)
        else:
            rules = [rule | {"item": stated["label"]} for rule in rules]
            requirements[-1].setdefault("items", []).append(stated)
        if rules:
            requirements[-1].setdefault("rules", []).extend(rules)
    return requirements


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule as a unit file states it, without empty values."""
    stated = {key: value.strip() if isinstance(value, str) else value for key, value in rule.items()}
    stated.pop("item", None)
    if "values" in stated:
        stated["values"] = [value.strip() for value in stated["values"] if value.strip()]
    return {key: value for key, value in stated.items() if value not in ("", [], None, False)}


def free_id(review: Review, taken: Collection[str]) -> str:
    """Return an id for a new unit that none has yet: its number or title in small letters."""
    named = review.fact("number") or review.fact("title") or review.unit
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-")[:40].strip("-") or "unit"
    name, count = plain, 2
    while name in taken:
        name, count = f"{plain}-{count}", count + 1
    return name


def summary(review: Review) -> str:
    """Return how much a review holds, in words."""
    kinds = Counter(_kind(review, row) for row in review.of(Part.CRITERION))
    requirements = len(review.of(Part.REQUIREMENT))
    parts = [
        plural("{count} performance criterion", "{count} performance criteria", kinds[Kind.PERFORMANCE])
        if kinds[Kind.PERFORMANCE]
        else "",
        plural("{count} knowledge criterion", "{count} knowledge criteria", kinds[Kind.KNOWLEDGE])
        if kinds[Kind.KNOWLEDGE]
        else "",
        plural("{count} evidence requirement", "{count} evidence requirements", requirements)
        if requirements
        else text("no evidence requirements"),
    ]
    return ", ".join(filter(None, parts))


def _kind(review: Review, row: ReviewRow) -> Kind:
    holder = review.holder_of(row.id)
    return row.kind or (holder.kind if holder and holder.kind else Kind.PERFORMANCE)
