"""A unit as its specification states it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from csassess.catalogue import text


class Kind(StrEnum):
    """What a criterion asks for: performance or knowledge."""

    PERFORMANCE = "performance"
    KNOWLEDGE = "knowledge"


class Setting(StrEnum):
    """Where evidence arose; each unit says which settings it allows."""

    REAL_JOB_PAID = "real-job-paid"
    REAL_JOB_VOLUNTARY = "real-job-voluntary"
    REALISTIC_WORKING_ENVIRONMENT = "realistic-working-environment"
    WORK_PLACEMENT = "work-placement"


class Demeanour(StrEnum):
    """Whether a customer was easy or difficult to deal with."""

    EASY = "easy"
    DIFFICULT = "difficult"


class Relationship(StrEnum):
    """Whether a customer was an existing or a new one."""

    EXISTING = "existing"
    NEW = "new"


class FeedbackOrigin(StrEnum):
    """Whether customer feedback was spontaneous or requested by the candidate."""

    SPONTANEOUS = "spontaneous"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One assessment criterion with the source's own label and wording."""

    label: str
    text: str


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
        """The title, or what stands in its place: the label, or the first and the last criterion."""
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
class SettingRule:
    """Every item must come from one of the allowed settings."""

    kind: Literal["setting"]
    allowed: tuple[Setting, ...]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class NoSimulationRule:
    """Simulation is not allowed, for performance criteria only or for any evidence."""

    kind: Literal["no-simulation"]
    scope: Literal["performance", "any"]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationRule:
    """The requirement is open until the assessor confirms it with a reason."""

    kind: Literal["confirmation"]
    about: Literal["sufficient-period", "own-organisation"]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Accepted evidence must include a customer of this demeanour or relationship.

    Demeanour and relationship are independent axes.
    """

    kind: Literal["coverage"]
    facet: Literal["demeanour", "relationship"]
    value: Literal["easy", "difficult", "existing", "new"]
    item: str | None = None

    def __post_init__(self) -> None:
        allowed = Demeanour if self.facet == "demeanour" else Relationship
        if self.value not in list(allowed):
            raise ValueError(f"{self.value!r} is no {self.facet}")


@dataclass(frozen=True, slots=True)
class DemonstrationRule:
    """Accepted evidence must show responsibility, or an improvement by customer feedback.

    Feedback that was only received does not count.
    """

    kind: Literal["demonstration"]
    of: Literal["own-responsibility", "customer-feedback-used"]
    origin: FeedbackOrigin | None = None
    item: str | None = None

    def __post_init__(self) -> None:
        if (self.of == "customer-feedback-used") != (self.origin is not None):
            raise ValueError("'origin' goes with 'customer-feedback-used', and only with it")


@dataclass(frozen=True, slots=True)
class InformationRule:
    """The source says what *may* be: shown for information, never unmet."""

    kind: Literal["information"]
    about: Literal["sector", "channel", "recording-system"]
    item: str | None = None


Rule = SettingRule | NoSimulationRule | ConfirmationRule | CoverageRule | DemonstrationRule | InformationRule


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
        """Letters of the items, or (None,) if the requirement has none."""
        return tuple(item.label for item in self.items) or (None,)


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
    """What the source states about the unit itself.

    A value that the source does not state is None and is named in `unstated`.
    """

    purpose: str
    unstated: tuple[str, ...]
    awarding_body: str | None = None
    number: str | None = None
    title: str | None = None
    reference: str | None = None
    level: int | None = None
    credit: int | None = None
    guided_learning_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The document from which a specification was made."""

    document: str
    copyright: str | None = None


@dataclass(frozen=True)
class Unit:
    """One complete unit specification."""

    format: Literal[1]
    id: str
    identity: Identity
    source: Source
    outcomes: tuple[Outcome, ...]
    evidence_requirements: tuple[EvidenceRequirement, ...] = ()
    recording_form: RecordingForm | None = None
    correspondences: tuple[Correspondence, ...] = ()
    guidance_heading: str | None = None
    assessment_strategy: str | None = None

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

        A number without letters is none: in 1.1 the first figure is the outcome's.
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
            kind: tuple(c.label for o in self.outcomes if o.kind is kind for c in o.criteria) for kind in Kind
        }
        return {None: tuple(c.label for o in self.outcomes for c in o.criteria), **of_kind}

    @cached_property
    def _criteria(self) -> dict[str, tuple[Kind, str]]:
        return {c.label: (outcome.kind, c.text) for outcome in self.outcomes for c in outcome.criteria}

    def kind_of(self, label: str) -> Kind:
        """Return the kind of a criterion.

        Raises KeyError if the unit has no such label.
        """
        return self._criteria[label][0]

    def wording(self, label: str) -> str:
        """Return the text of a criterion.

        Raises KeyError if the unit has no such label.
        """
        return self._criteria[label][1]

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
        return tuple(
            rule
            for stated in self.evidence_requirements
            if stated.label == requirement
            for rule in stated.rules
            if rule.item == item
        )
