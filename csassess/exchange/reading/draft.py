"""What was read from a document: drafts of units, doubts in words, and what was left over."""

from dataclasses import dataclass, field
from typing import Any

from csassess.catalogue import text
from csassess.exchange.reading.content import Box

Place = tuple[int, Box | None]  # page and box


@dataclass(slots=True)
class Criterion:
    """A criterion as read; items of a list in it are lines that begin with "- "."""

    label: str | None
    text: str
    kind: str
    places: list[Place] = field(default_factory=list)
    grade: str | None = None


@dataclass(slots=True)
class Outcome:
    """An outcome as read."""

    label: str | None
    title: str
    kind: str
    criteria: list[Criterion] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    guidance: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the outcome is called in doubts."""
        return text("outcome {label}", label=self.label) if self.label else self.title


@dataclass(slots=True)
class Requirement:
    """An evidence requirement as read, with rules proposed if the wording is plain."""

    label: str | None
    text: str
    items: list[tuple[str, str]] = field(default_factory=list)
    proposed_rules: list[dict[str, Any]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Doubt:
    """Something odd that a person should look at: the label or field it is about, and why."""

    where: str
    page: int | None
    why: str


@dataclass(slots=True)
class LeftOver:
    """Words in the place of the criteria that were not used."""

    page: int
    text: str
    box: Box | None = None


IDENTITY = ("title", "number", "reference", "level", "credit", "guided_learning_hours", "awarding_body")


@dataclass(slots=True)
class UnitDraft:
    """One unit as read; a value that the document does not state is None."""

    id: str = ""
    identity: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(IDENTITY))
    identity_places: dict[str, Place] = field(default_factory=dict)
    purpose: str = ""
    outcomes: list[Outcome] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)
    first_page: int = 1
    last_page: int = 1

    @property
    def name(self) -> str:
        """Title, number or id: what the unit is called in doubts."""
        return self.identity["title"] or self.identity["number"] or self.id

    def doubt(self, where: str | None, page: int | None, why: str) -> None:
        """Note a doubt once."""
        new = Doubt(where or "", page, why)
        if new not in self.doubts:
            self.doubts.append(new)


@dataclass(slots=True)
class Reading:
    """All that was read from one document."""

    units: list[UnitDraft]
    pages: int
    doubts: list[Doubt] = field(default_factory=list)  # about the document as a whole
