"""Rules: what an evidence requirement asks of the record, as data of the unit."""

from dataclasses import dataclass
from typing import Literal

from csassess.domain.units.values import Demeanour, FeedbackOrigin, Relationship, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What every rule can name.

    `item` is the lettered item that it belongs to, None for the whole requirement. `only` and `without`
    name the outcomes, criteria and kinds of criteria for which it holds or does not; empty means all.
    """

    item: str | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingRule(_Rule):
    """Every item must come from one of the allowed settings.

    If `unless` states an exception, the assessor may confirm it with a reason.
    """

    kind: Literal["setting"]
    allowed: tuple[Setting, ...]
    unless: str = ""


@dataclass(frozen=True, slots=True)
class NoSimulationRule(_Rule):
    """Simulation is not allowed, for performance criteria only or for any evidence.

    If `unless` states an exception, the assessor may confirm it with a reason.
    """

    kind: Literal["no-simulation"]
    scope: Literal["performance", "any"] = "any"
    unless: str = ""


@dataclass(frozen=True, slots=True)
class MethodRule(_Rule):
    """Evidence must include any or all of the methods `needs`, and none of those in `bars`.

    With `reason`, a barred method counts once the assessor confirms its use with a reason.
    """

    kind: Literal["method"]
    needs: tuple[str, ...] = ()
    how: Literal["any", "all"] = "any"
    bars: tuple[str, ...] = ()
    reason: bool = False

    def __post_init__(self) -> None:
        if not self.needs and not self.bars:
            raise ValueError("a rule on methods needs 'needs' or 'bars'")
        if self.reason and not self.bars:
            raise ValueError("'reason' goes with 'bars', and only with it")
        if set(self.needs) & set(self.bars):
            raise ValueError("a method is both needed and barred")


@dataclass(frozen=True, slots=True)
class ConfirmationRule(_Rule):
    """The requirement is open until the assessor confirms it with a reason."""

    kind: Literal["confirmation"]
    about: Literal["sufficient-period", "own-organisation"]


@dataclass(frozen=True, slots=True)
class AssessorRule(_Rule):
    """The assessor confirms a free sentence, with a reason; without one, the requirement itself."""

    kind: Literal["assessor"]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class CoverageRule(_Rule):
    """Accepted evidence must include a customer of this demeanour or relationship.

    Demeanour and relationship are independent axes.
    """

    kind: Literal["coverage"]
    facet: Literal["demeanour", "relationship"]
    value: Literal["easy", "difficult", "existing", "new"]

    def __post_init__(self) -> None:
        if self.value not in CUSTOMER_TYPES[self.facet]:
            raise ValueError(f"{self.value!r} is no {self.facet}")


CUSTOMER_TYPES: dict[str, tuple[str, ...]] = {
    "demeanour": tuple(Demeanour),
    "relationship": tuple(Relationship),
}
"""The facets that are recorded of customers, with their values; all others are marked on notes."""


@dataclass(frozen=True, slots=True)
class FacetsRule(_Rule):
    """Accepted evidence must show values that the unit itself names: all of them, or `at_least` some."""

    kind: Literal["facets"]
    facet: str
    values: tuple[str, ...]
    at_least: int | None = None

    def __post_init__(self) -> None:
        _check_number(self.at_least or 1, len(self.values))
        _check_named(self.facet, *self.values)
        wrong = [value for value in self.values if value not in CUSTOMER_TYPES.get(self.facet, self.values)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no {self.facet}")


@dataclass(frozen=True, slots=True)
class OccasionsRule(_Rule):
    """Accepted evidence must be of at least so many different days, visits or items."""

    kind: Literal["occasions"]
    at_least: int
    different: Literal["day", "visit", "item"]

    def __post_init__(self) -> None:
        _check_number(self.at_least)


@dataclass(frozen=True, slots=True)
class CountRule(_Rule):
    """Accepted evidence must show a thing that the unit names at least so often, note by note."""

    kind: Literal["count"]
    of: str
    at_least: int

    def __post_init__(self) -> None:
        _check_number(self.at_least)
        _check_named(self.of)


@dataclass(frozen=True, slots=True)
class ChoiceRule(_Rule):
    """Accepted evidence must show at least so many of the requirement's lettered items."""

    kind: Literal["choice"]
    at_least: int
    items: tuple[str, ...] = ()  # their letters; empty means all

    def __post_init__(self) -> None:
        _check_number(self.at_least, len(self.items) or None)
        if self.item is not None:
            raise ValueError("a choice belongs to the whole requirement, not to an item")


@dataclass(frozen=True, slots=True)
class DemonstrationRule(_Rule):
    """Accepted evidence must show responsibility, or an improvement by customer feedback.

    Feedback that was only received does not count.
    """

    kind: Literal["demonstration"]
    of: Literal["own-responsibility", "customer-feedback-used"]
    origin: FeedbackOrigin | None = None

    def __post_init__(self) -> None:
        if (self.of == "customer-feedback-used") != (self.origin is not None):
            raise ValueError("'origin' goes with 'customer-feedback-used', and only with it")


@dataclass(frozen=True, slots=True)
class InformationRule(_Rule):
    """The source says what *may* be: shown for information, never unmet."""

    kind: Literal["information"]
    about: Literal["sector", "channel", "recording-system"]


BarringRule = SettingRule | NoSimulationRule | MethodRule
"""Rules that can exclude evidence."""

FirstRule = (
    SettingRule | NoSimulationRule | ConfirmationRule | CoverageRule | DemonstrationRule | InformationRule
)
"""The rules of format 1."""

Rule = FirstRule | AssessorRule | OccasionsRule | CountRule | ChoiceRule | FacetsRule | MethodRule


def is_scoped(rule: Rule) -> bool:
    """Return whether a rule holds for some criteria only."""
    return bool(rule.only or rule.without)


def has_exception(rule: Rule) -> bool:
    """Return whether the assessor may lift what a rule excludes, with a reason."""
    match rule:
        case SettingRule() | NoSimulationRule():
            return bool(rule.unless)
        case MethodRule():
            return rule.reason
    return False


def _check_number(at_least: int, of: int | None = None) -> None:
    if at_least < 1 or (of is not None and at_least > of):
        raise ValueError(f"'at_least' is {at_least}, which no evidence can decide")


def _check_named(*names: str) -> None:
    if not all(name.strip() and len(name) <= LONGEST_NAMED for name in names):
        raise ValueError(f"what a rule names has 1 to {LONGEST_NAMED} characters")


LONGEST_NAMED = 120
"""The most characters of a thing or value that a unit names, which notes are marked with."""
