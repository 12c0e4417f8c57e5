"""A unit as its specification states it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from csassess.catalogue import text
from csassess.domain.units.rules import AssessorRule, ChoiceRule, DemonstrationRule, Rule, is_scoped
from csassess.domain.units.values import Demeanour, FeedbackOrigin, Grade, Kind, Relationship, Setting

__all__ = [
    "Correspondence",
    "Criterion",
    "Demeanour",
    "EvidenceRequirement",
    "FeedbackOrigin",
    "FormTable",
    "Grade",
    "Identity",
    "Kind",
    "Outcome",
    "RecordingForm",
    "Relationship",
    "RequirementItem",
    "Rule",
    "Section",
    "Setting",
    "Source",
    "Unit",
    "as_number",
]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One assessment criterion with the source's own label and wording.

    A criterion with lettered items is one `Criterion` for each item: all have the same `of`, the label of the
    whole, and only together show it. `kind` is None if it is the outcome's. `range` and `note` explain the
    wording. If a unit uses a label twice, the outcome's label goes before it.
    """

    label: str
    text: str
    kind: Kind | None = None
    of: str | None = None
    range: str = ""
    note: str = ""
    grade: Grade | None = None

    @property
    def is_needed(self) -> bool:
        """Return whether the unit cannot be achieved without it: a merit or distinction is a bonus."""
        return self.grade in (None, Grade.PASS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome (older: element) with its criteria.

    `label` is None if the source gives none.
    """

    title: str
    kind: Kind
    lead: str
    criteria: tuple[Criterion, ...]
    label: str | None = None
    guidance: str = ""

    @property
    def name(self) -> str:
        """The title, or what replaces it: the label, or the first and the last criterion."""
        if self.title or self.label:
            return self.title or self.label or ""
        first, last = self.criteria[0].label, self.criteria[-1].label
        return first if first == last else text("{first} to {last}", first=first, last=last)

    @property
    def words(self) -> str:
        """The title, or words that say that there is none."""
        if self.title:
            return self.title
        if self.label:
            return text("outcome {label}", label=self.label)
        return text("criteria {labels}", labels=self.name)


@dataclass(frozen=True, slots=True)
class RequirementItem:
    """A lettered part of an evidence requirement."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRequirement:
    """One evidence requirement: the source's sentence, its lettered items and its rules."""

    label: str
    text: str
    rules: tuple[Rule, ...]
    items: tuple[RequirementItem, ...] = ()

    @property
    def parts(self) -> tuple[str | None, ...]:
        """What has a finding of its own: letters of items, and None for the requirement as a whole.

        The items of a requirement that has rules as a whole need none.
        """
        with_rules = {rule.item for rule in self.rules}
        if None in with_rules or not self.rules:
            return (None, *(item.label for item in self.items if item.label in with_rules))
        return tuple(item.label for item in self.items)

    def rules_for(self, item: str | None) -> tuple[Rule, ...]:
        """Return the rules of the whole or of one item; without any, the assessor confirms it."""
        return tuple(rule for rule in self.rules if rule.item == item) or (
            AssessorRule("assessor", item=item),
        )

    def text_of(self, item: str | None) -> str:
        """Return the wording of the requirement, or of one lettered item."""
        return next((part.text for part in self.items if part.label == item), self.text)

    def chosen_among(self, rule: ChoiceRule) -> tuple[RequirementItem, ...]:
        """Return the items that a choice is among."""
        return tuple(item for item in self.items if not rule.items or item.label in rule.items)


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of the recording form: its heading and the criteria that are its columns."""

    title: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordingForm:
    """The candidate recording form, part by part, in the source's wording."""

    title: str
    number_heading: str
    description_heading: str
    notes_heading: str
    declaration: str
    signatures: tuple[str, ...]
    date_heading: str
    tables: tuple[FormTable, ...]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Pairs (own label, other unit's label) of criteria that state the same standard."""

    unit: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the source states about the unit itself, in its words: "Entry 3", "0.5", "26–30".

    A value that the source does not state is None and is named in `unstated`.
    """

    purpose: str
    unstated: tuple[str, ...]
    awarding_body: str | None = None
    number: str | None = None
    title: str | None = None
    reference: str | None = None
    level: str | None = None
    credit: str | None = None
    guided_learning_hours: str | None = None


def grade_words(grade: Grade) -> str:
    """Return a grade in words."""
    return {
        Grade.PASS: text("pass"),
        Grade.MERIT: text("merit"),
        Grade.DISTINCTION: text("distinction"),
    }[grade]


def as_number(stated: str | None) -> int | float | str | None:
    """Return a stated value as a number if it is one, else as it is stated."""
    if stated is None or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", stated):
        return stated
    return float(stated) if "." in stated else int(stated)


@dataclass(frozen=True, slots=True)
class Section:
    """Words of the unit that are shown and not checked, such as behaviours, key skills, a glossary."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document from which a specification was made."""

    document: str
    copyright: str | None = None


@dataclass(frozen=True)
class Unit:
    """One complete unit specification."""

    format: Literal[1, 2]
    id: str
    identity: Identity
    source: Source
    outcomes: tuple[Outcome, ...]
    evidence_requirements: tuple[EvidenceRequirement, ...] = ()
    recording_form: RecordingForm | None = None
    correspondences: tuple[Correspondence, ...] = ()
    guidance_heading: str | None = None
    assessment_strategy: str | None = None
    sections: tuple[Section, ...] = ()

    @property
    def name(self) -> str:
        """The unit's number, or its title if the source states no number; for tabs and headings."""
        return self.identity.number or self.identity.title or self.id

    @property
    def full_name(self) -> str:
        """Number and title of the unit.

        If the source states no title, this says so with the id, which distinguishes units of the
        same number.
        """
        title = self.identity.title or text("title not stated ({id})", id=self.id)
        return "  ".join(part for part in (self.identity.number, title) if part)

    def short(self, label: str) -> str:
        """Return a criterion's label without the unit's number, to show next to the unit's name."""
        return label.removeprefix(self._common_number).removeprefix(".") if self._common_number else label

    @cached_property
    def _common_number(self) -> str:
        """The unit's number if every label begins with it, as in B10.1.1 and B10a; else empty.

        A number without letters does not count: in 1.1 the first figure is the outcome's.
        """
        number = self.identity.number or ""
        rests = [label.removeprefix(number).removeprefix(".") for label in self.labels()]
        begins = all(
            label.startswith(number) and rest for label, rest in zip(self.labels(), rests, strict=True)
        )
        is_whole = not any(re.match(r"[0-9]", label[len(number) :]) for label in self.labels())
        has_both = re.search(r"[^\W\d_]", number) and re.search(r"[0-9]", number)
        return number if has_both and begins and is_whole else ""

    def labels(self, kind: Kind | None = None) -> tuple[str, ...]:
        """Return the criterion labels in the source's order, of one kind or of both."""
        return self._labels[kind]

    @cached_property
    def _labels(self) -> dict[Kind | None, tuple[str, ...]]:
        of_kind: dict[Kind | None, tuple[str, ...]] = {
            kind: tuple(label for label in self._criteria if self.kind_of(label) is kind) for kind in Kind
        }
        return {None: tuple(self._criteria), **of_kind}

    @cached_property
    def _criteria(self) -> dict[str, tuple[Outcome, Criterion]]:
        return {c.label: (outcome, c) for outcome in self.outcomes for c in outcome.criteria}

    def criterion(self, label: str) -> Criterion:
        """Return a criterion, or one lettered item of it.

        Raises KeyError if the unit has no such label.
        """
        return self._criteria[label][1]

    def has(self, label: str) -> bool:
        """Return whether the unit has a criterion: a reference may name one of another wording."""
        return label in self._criteria

    def kind_of(self, label: str) -> Kind:
        """Return the kind of a criterion.

        Raises KeyError if the unit has no such label.
        """
        outcome, criterion = self._criteria[label]
        return criterion.kind or outcome.kind

    def wording(self, label: str) -> str:
        """Return the text of a criterion.

        Raises KeyError if the unit has no such label.
        """
        return self._criteria[label][1].text

    def in_full(self, label: str) -> str:
        """Return the text of a criterion with its grade, its range and its note, if it has them."""
        criterion = self.criterion(label)
        grade = grade_words(criterion.grade) if criterion.grade else ""
        words = text("{words} ({grade})", words=criterion.text, grade=grade) if grade else criterion.text
        ranged = text("Range: {range}", range=criterion.range) if criterion.range else ""
        return "\n".join(filter(None, (words, ranged, criterion.note)))

    def wholes(self, kind: Kind | None = None) -> dict[str, tuple[str, ...]]:
        """Return the labels of each whole criterion, by its own: several if it has lettered items."""
        if kind not in self._wholes:
            wholes: dict[str, tuple[str, ...]] = {}
            for label in self.labels(kind):
                whole = self.criterion(label).of or label
                wholes[whole] = (*wholes.get(whole, ()), label)
            self._wholes[kind] = wholes
        return self._wholes[kind]

    @cached_property
    def _wholes(self) -> dict[Kind | None, dict[str, tuple[str, ...]]]:
        return {}  # filled by wholes

    def names(self, name: str) -> frozenset[str]:
        """Return the criteria that a rule means by a kind, an outcome's label, or a criterion's."""
        return frozenset(
            label
            for label, (outcome, criterion) in self._criteria.items()
            if name in (self.kind_of(label), outcome.label, criterion.of, label)
        )

    def applies_to(self, rule: Rule) -> frozenset[str]:
        """Return the criteria for which a rule holds."""
        if not is_scoped(rule):
            return self._all
        if rule not in self._applications:
            names = [self.names(name) for name in rule.only]
            held = names[0].union(*names[1:]) if names else self._all
            self._applications[rule] = held.difference(*(self.names(name) for name in rule.without))
        return self._applications[rule]

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self._criteria)

    @cached_property
    def _applications(self) -> dict[Rule, frozenset[str]]:
        return {}  # filled by applies_to

    @cached_property
    def has_scoped_rules(self) -> bool:
        """Whether a rule holds for some criteria only."""
        return any(
            is_scoped(rule) for requirement in self.evidence_requirements for rule in requirement.rules
        )

    @property
    def asks_responsibility(self) -> bool:
        """Return whether an evidence requirement asks for responsibility for own actions."""
        rules = (rule for requirement in self.evidence_requirements for rule in requirement.rules)
        return any(isinstance(rule, DemonstrationRule) and rule.of == "own-responsibility" for rule in rules)

    def item_text(self, requirement: str | None, item: str | None) -> str:
        """Return the wording of a lettered item of a requirement; empty if it has no such item."""
        for stated in self.evidence_requirements:
            if stated.label == requirement:
                return next((part.text for part in stated.items if part.label == item), "")
        return ""

    def rules_for(self, requirement: str | None, item: str | None) -> tuple[Rule, ...]:
        """Return the rules of a requirement, or of one lettered item of it."""
        return next((r.rules_for(item) for r in self.evidence_requirements if r.label == requirement), ())
