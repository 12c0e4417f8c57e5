"""What a finding is, what rules check, and what all checks share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from csassess.catalogue import plural, text
from csassess.domain.assessment.eligibility import items_not_allowed, not_allowed_pairs
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, is_of_earlier
from csassess.domain.units.rules import Rule, is_scoped
from csassess.domain.units.units import Unit


class FindingState(StrEnum):
    """Outcome of checking one evidence requirement.

    A breach of a prohibition is NOT_ALLOWED, a *may* is INFORMATION. A unit without requirements
    gives NONE_STATED.
    """

    MET = "met"
    OPEN = "open"
    NOT_ALLOWED = "not-allowed"
    INFORMATION = "information"
    NONE_STATED = "none-stated"

    @property
    def words(self) -> str:
        """The state in words; empty if the unit states no requirements."""
        return {
            FindingState.MET: text("met"),
            FindingState.OPEN: text("needed"),
            FindingState.NOT_ALLOWED: text("not allowed"),
            FindingState.INFORMATION: text("for information"),
            FindingState.NONE_STATED: "",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome for one requirement, or for one lettered item of it.

    `evidence` holds the numbers of the items it rests on. `shown_in_drafts` says of an open finding that
    accepting drafts would meet it, and that the assessor did not find all of them insufficient. `look_for`
    says what a visit could look for, if the rule alone does not.
    """

    requirement: str | None
    item: str | None
    state: FindingState
    detail: str
    evidence: tuple[str, ...] = ()
    shown_in_drafts: bool = False
    look_for: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Number and letter of the requirement, such as "4 b"."""
        return " ".join(part for part in (self.requirement, self.item) if part)


@dataclass(frozen=True, slots=True)
class Record:
    """What the rules check: the allowed items of one unit, accepted and draft."""

    unit: Unit
    portfolio: Portfolio
    accepted: tuple[EvidenceItem, ...]
    drafts: tuple[EvidenceItem, ...]

    def within(self, rule: Rule) -> "Record":
        """Return what a rule for some criteria checks: the items that show one of them and may."""
        if not is_scoped(rule):
            return self
        criteria = self.unit.applies_to(rule)

        def shows(item: EvidenceItem) -> bool:
            barred = not_allowed_pairs(self.unit, (item,), self.portfolio)
            references = self.portfolio.references_of(item.id, self.unit.id)
            return any(r.criterion in criteria and (item.id, r.criterion) not in barred for r in references)

        return replace(
            self, accepted=tuple(filter(shows, self.accepted)), drafts=tuple(filter(shows, self.drafts))
        )


def record_of(unit: Unit, portfolio: Portfolio) -> Record:
    """Return what the rules of a unit check.

    An item that references criteria of an earlier wording only is no evidence of this one.
    """
    barred = items_not_allowed(unit, portfolio)

    def counts(item: EvidenceItem) -> bool:
        references = portfolio.references_of(item.id, unit.id)
        return item.id not in barred and not all(is_of_earlier(r.criterion) for r in references)

    allowed = [item for item in portfolio.items_for(unit.id) if counts(item)]
    return Record(
        unit,
        portfolio,
        tuple(item for item in allowed if portfolio.is_accepted(item)),
        tuple(item for item in allowed if not portfolio.is_accepted(item)),
    )


def numbers(items: Iterable[EvidenceItem]) -> tuple[str, ...]:
    """Return the numbers of items."""
    return tuple(item.number for item in items)


def listed(items: Iterable[EvidenceItem]) -> str:
    """Return items in words; empty if there are none."""
    found = numbers(items)
    if not found:
        return ""
    return plural("item {numbers}", "items {numbers}", len(found), numbers=", ".join(found))


def finding(state: FindingState, detail: str, items: Iterable[EvidenceItem] = ()) -> Finding:
    """Return a finding whose requirement is named later."""
    return Finding(None, None, state, detail, numbers(items))


def once_accepted(drafts: Iterable[EvidenceItem], *, is_only_rule: bool) -> str:
    """Return that there is no accepted evidence yet, and which drafts would change that.

    They would meet the requirement if none of its other rules asks for more.
    """
    drafts = tuple(drafts)
    if drafts and not is_only_rule:
        return text("no accepted evidence yet; only drafts: {items}", items=listed(drafts))
    if drafts:
        return text("no accepted evidence yet; would be met by accepting {items}", items=listed(drafts))
    return text("no evidence yet")


def require_shown(record: Record, shows: Callable[[EvidenceItem], bool], missing: str) -> Finding:
    """Return MET with the accepted items that show something, or OPEN.

    An open finding names the drafts that would meet it; without any, its detail is `missing`.
    """
    accepted = [item for item in record.accepted if shows(item)]
    if accepted:
        return finding(FindingState.MET, text("shown in {items}", items=listed(accepted)), accepted)
    drafts = [item for item in record.drafts if shows(item)]
    if drafts:
        detail = text("draft only: would be met by accepting {items}", items=listed(drafts))
        insufficient = ItemState.MORE_EVIDENCE_NEEDED
        suffices = any(judged_state(item, record.portfolio) is not insufficient for item in drafts)
        return replace(finding(FindingState.OPEN, detail, drafts), shown_in_drafts=suffices)
    return finding(FindingState.OPEN, missing)
