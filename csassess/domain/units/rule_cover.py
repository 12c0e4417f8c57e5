"""How much of an evidence requirement its rules leave out: what it states, counted against its rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csassess.catalogue import plural, text

Stated = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cover:
    """What a requirement states and what checks it; `left` is how much of it no rule can be for."""

    sentences: int
    listed: int  # lettered items, and lines of a list
    rules: int
    left: int

    @property
    def counted(self) -> tuple[int, int]:
        """What was looked at when somebody said that the rules cover all of it."""
        return self.sentences + self.listed, self.rules

    @property
    def words(self) -> str:
        """What is left out, and what can be done about it; empty if nothing is."""
        if not self.left:
            return ""
        stated = self.sentences + self.listed
        things = plural("{count} sentence", "{count} sentences", stated)
        if self.listed:
            things = plural("{count} sentence or item", "{count} sentences and items", stated)
        return text(
            "This requirement has {things} and {rules}. "
            "Add rules for the others, or say that the assessor confirms the rest.",
            things=things,
            rules=plural("{count} rule", "{count} rules", self.rules),
        )


def cover(words: str, rules: Sequence[Stated], item_rules: Iterable[Sequence[Stated]] = ()) -> Cover:
    """Return what the words of a requirement state, and how much of it its rules leave out.

    `item_rules` are the rules of each of its lettered items. Without any rule the assessor confirms the
    requirement, and so does a rule that names no sentence of its own: then nothing is left out.
    """
    of_items = list(item_rules)
    lines = sum(line.startswith("- ") for line in words.split("\n"))
    listed = lines + len(of_items)
    stated = [each for each in sentences(words) if not (listed and each.endswith(":"))]
    count = len(rules) + sum(map(len, of_items))
    among = [rule for rule in rules if listed and rule["kind"] in ("choice", "facets")]
    bare = 0 if among else lines + sum(not each for each in of_items)
    is_confirmed = any(confirms_all(rule) for rule in rules)
    left = len(stated) + bare - (len(rules) - len(among))
    return Cover(len(stated), listed, count, max(left, 0) if count and not is_confirmed else 0)


def confirms_all(rule: Stated) -> bool:
    """Return whether a rule has the assessor confirm the requirement itself."""
    return rule["kind"] == "assessor" and not rule.get("sentence", "").strip()


_END = re.compile(r"(?<=[.!?])[)”’\"']*\s+(?=[“‘(\"']*[^\W_a-z])")
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|approx|no|nos|min|max|incl|cf|vs|mr|mrs|ms|dr|st)\.$", re.IGNORECASE)


def sentences(words: str) -> list[str]:
    """Return the sentences of a text, without the lines of a list."""
    blocks: list[str] = [""]
    for line in words.split("\n"):
        if line.startswith("- "):
            blocks.append("")
        else:
            blocks[-1] += f" {line.strip()}"
    found: list[str] = []
    for block in blocks:
        open_words = ""
        for piece in _END.split(block.strip()):
            open_words = f"{open_words} {piece}".strip()
            if not _SHORT.search(open_words):
                found.append(open_words)
                open_words = ""
        found.append(open_words)
    return [sentence for sentence in found if sentence]
