"""Evidence requirements with their lettered items, and the rules that plain wording proposes."""

import re
from collections.abc import Sequence
from typing import Any

from csassess.catalogue import text
from csassess.exchange.reading.content import Line
from csassess.exchange.reading.draft import Requirement, UnitDraft
from csassess.exchange.reading.headings import Section
from csassess.exchange.reading.labels import label_of, letter_of, without_bullet
from csassess.exchange.reading.marks import written
from csassess.exchange.reading.wording import Vocabulary, ends_open, joined


class _Open:
    def __init__(self, label: str | None, line: Line) -> None:
        self.label = label
        self.pieces: list[str] = []
        self.items: list[tuple[str, list[str]]] = []
        self.lines = [line]


def read_requirements(draft: UnitDraft, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Fill a draft with the evidence requirements that the lines state."""
    opened: list[_Open] = []
    for line in lines:
        if line.section != Section.REQUIREMENTS or line.opens:
            continue
        _take(opened, line)
    numbered = any(one.label for one in opened)
    for position, one in enumerate(opened, start=1):
        words, _ = joined(one.pieces, vocabulary)
        if not words and not one.items:
            continue
        label = one.label
        if label is None and not numbered:
            label = str(position)
        elif label is None:
            before = opened[position - 2].label if position > 1 else "0"
            after = opened[position].label if position < len(opened) else None
            if before and before.isdigit() and (after is None or after == str(int(before) + 2)):
                label = one.label = str(int(before) + 1)
            draft.doubt(
                text("evidence requirement {label}", label=label or "?"),
                one.lines[0].page,
                text("the document gives it no number"),
            )
        requirement = Requirement(
            label,
            words,
            [(letter, joined(pieces, vocabulary)[0]) for letter, pieces in one.items],
            places=[(line.page, line.box) for line in one.lines],
        )
        requirement.proposed_rules = proposed(requirement)
        draft.requirements.append(requirement)


def _take(opened: list[_Open], line: Line) -> None:
    words = written(line).strip()
    bare, bullet = without_bullet(words)
    bullet = bullet or line.bullet
    last = opened[-1] if opened else None
    label = label_of(bare)
    if label and label.family == "int" and last and _is_inner(last, label.number[0], line):
        last.items.append((chr(96 + label.number[0]), [label.rest]))
        last.lines.append(line)
        return
    if label and label.family == "int" and label.rest and _follows(label.number[0], opened):
        one = _Open(label.written, line)
        one.pieces.append(label.rest)
        opened.append(one)
        return
    letter = letter_of(bare, bare=bool(last and (last.items or " ".join(last.pieces).rstrip().endswith(":"))))
    if last and letter and letter.family == "letter" and letter.number[1] == len(last.items) + 1:
        last.items.append((letter.written, [letter.rest]))
        last.lines.append(line)
        return
    if (
        bullet
        and last
        and (" ".join(last.pieces).rstrip().endswith(":") or last.items)
        and not _sentence(bare, line)
    ):
        last.items.append((chr(97 + len(last.items)) if len(last.items) < 26 else "", [bare]))
        last.lines.append(line)
        return
    apart = line.gap or line.whole or bullet
    if last is None or (apart and not _goes_on(last, bare)):
        one = _Open(None, line)
        one.pieces.append(bare)
        opened.append(one)
    else:
        target = last.items[-1][1] if last.items else last.pieces
        target.append(words)
        last.lines.append(line)


def _is_inner(last: _Open, number: int, line: Line) -> bool:
    """Return whether a number labels an item of the last requirement: set in, and counted from 1."""
    first = last.lines[0]
    left = line.box.left - first.box.left if line.box and first.box else line.indent - first.indent
    announced = " ".join(last.pieces).rstrip().endswith(":")
    return left > 8 and number == len(last.items) + 1 and number <= 26 and (announced or bool(last.items))


def _follows(number: int, opened: Sequence[_Open]) -> bool:
    numbers = [int(one.label) for one in opened if one.label and one.label.isdigit()]
    return number in (1, 2) if not numbers else 0 < number - numbers[-1] <= 2


def _sentence(words: str, line: Line) -> bool:
    """Return whether a bullet is a requirement of its own: a sentence about the evidence."""
    return line.indent < 8 and bool(
        re.match(
            r"(you|your|the|all|evidence|learners?|candidates?)\b.*\b(must|may|can|should)\b", words, re.I
        )
    )


def _goes_on(last: _Open, words: str) -> bool:
    said = " ".join(last.items[-1][1] if last.items else last.pieces)
    return words[:1].islower() or (ends_open(said) and not last.items)


_NO_SIMULATION = re.compile(
    r"simulat\w+ (?:is|are) not (?:allowed|permitted|acceptable)|simulat\w+ (?:may|must) not", re.I
)
_REAL_JOB = re.compile(
    r"carrying out a real job|real work|real working (?:situation|environment)|in the workplace", re.I
)
_OCCASIONS = re.compile(
    r"(?:at least|a minimum of|on) (\w+) (?:\w+ )?(?:different |separate )?(occasions?|days?"
    r"|visits?)|different (occasions|days)",
    re.I,
)
_OTHER_DAYS = re.compile(r"at least (\w+)\b.{0,60}\bon (?:different|separate) (days|occasions|visits)", re.I)
_NUMBERS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        range(1, 11),
        strict=True,
    )
)


def proposed(requirement: Requirement) -> list[dict[str, Any]]:
    """Return the rules that the wording of a requirement states plainly; the assessor confirms them."""
    words = requirement.text
    rules: list[dict[str, Any]] = []
    if _REAL_JOB.search(words):
        rule: dict[str, Any] = {"kind": "setting", "allowed": ["real-job-paid", "real-job-voluntary"]}
        rules.append(rule)
    if found := _NO_SIMULATION.search(words):
        about = words[found.start() : found.end() + 60].lower()
        rules.append({"kind": "no-simulation", "scope": "performance" if "performance" in about else "any"})
    if found := _OTHER_DAYS.search(words) or _OCCASIONS.search(words):
        count = next((part for part in found.groups() if part), "")
        number = _NUMBERS.get(count.lower(), int(count) if count.isdigit() else 2)
        unit = "visit" if "visit" in found[0].lower() else "day"
        rules.append({"kind": "occasions", "at_least": number, "different": unit})
    for letter, item in requirement.items:
        rules += [rule | {"item": letter} for rule in _of_item(item)]
    return rules


def _of_item(words: str) -> list[dict[str, Any]]:
    plain = words.lower()
    rules: list[dict[str, Any]] = []
    if "customer" in plain and "feedback" not in plain:
        for word, facet, value in (
            ("easy", "demeanour", "easy"),
            ("difficult", "demeanour", "difficult"),
            ("existing", "relationship", "existing"),
            ("new ", "relationship", "new"),
        ):
            if word in plain:
                rules.append({"kind": "coverage", "facet": facet, "value": value})
    if "customer feedback" in plain:
        origin = "spontaneous" if "spontaneous" in plain else "requested" if "request" in plain else None
        if origin:
            rules.append({"kind": "demonstration", "of": "customer-feedback-used", "origin": origin})
    if "responsibility for your own actions" in plain:
        rules.append({"kind": "demonstration", "of": "own-responsibility"})
    return rules
