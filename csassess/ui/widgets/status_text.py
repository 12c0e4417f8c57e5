"""States in words and letters, so that nothing depends on colour alone."""

from collections.abc import Sequence

from csassess.catalogue import plural, text
from csassess.domain.assessment.coverage import CoverageCounts, CriterionCoverage, CriterionState
from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.findings import FindingState
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.assessment.planning import requirements_left
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, criteria_with_places
from csassess.domain.records.visits import Plan, Visit
from csassess.domain.signing.accounts import added_since, still_applies
from csassess.domain.signing.countersigning import awaits_countersigner
from csassess.domain.signing.paper_signatures import is_sheet_to_follow
from csassess.domain.signing.unit_signing import valid_signatures, void_signatures
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Unit
from csassess.domain.verification.sampling import last_sample, open_actions


def criterion_state(criterion: CriterionCoverage) -> tuple[str, str]:
    """Return the state of a criterion as letter and number of occasions, with its tone."""
    match criterion.state:
        case CriterionState.ACCEPTED:
            return f"A {criterion.occasions}", "good"
        case CriterionState.DRAFT:
            return f"D {criterion.occasions}", "warn"
    return "–", "quiet"


def coverage_in_words(coverage: CoverageCounts) -> str:
    """Return the coverage of a unit, without parts that are zero.

    For example "14 accepted, 9 of them on one occasion  ·  3 draft  ·  by OB, PD".
    """
    once = coverage.once
    parts = [
        text("{count} accepted", count=coverage.accepted)
        + (text(", {count} of them on one occasion", count=once) if once else ""),
        text("{count} draft", count=coverage.drafts) if coverage.drafts else "",
        text("{count} with no evidence yet", count=coverage.none) if coverage.none else "",
        text("by {methods}", methods=", ".join(coverage.methods)) if coverage.methods else "",
    ]
    return "  ·  ".join(part for part in parts if part)


def criterion_in_words(criterion: CriterionCoverage) -> str:
    """Return the state of a criterion, such as "2.3: accepted, on 2 occasions, by OB, PD"."""
    if criterion.state is CriterionState.NONE:
        return text("{label}: no evidence yet", label=criterion.label)
    state = text("accepted") if criterion.state is CriterionState.ACCEPTED else text("draft")
    return text(
        "{label}: {state}, {occasions}, by {methods}",
        label=criterion.label,
        state=state,
        occasions=plural("on {count} occasion", "on {count} occasions", criterion.occasions),
        methods=", ".join(criterion.methods),
    )


def item_state_words(state: ItemState) -> tuple[str, str]:
    """Return the state of an item as letter and words, with its tone."""
    match state:
        case ItemState.WITHDRAWN:
            return state.words, "quiet"
        case ItemState.ACCEPTED:
            return f"A  {state.words}", "good"
    return f"D  {state.words}", "warn"


def account_in_words(portfolio: Portfolio, item: EvidenceItem) -> str:
    """Return whether the account of an item is signed and its signatures still apply.

    Empty if no one signed.
    """
    signed = list({s.signer: s for s in portfolio.signatures_of(item.id)}.values())  # the last of each
    if not signed:
        return ""
    if not all(still_applies(signature, portfolio) for signature in signed):
        return text("signed, but changed since: signatures no longer apply")
    if any(signature.opened for signature in signed):
        return text("account opened for changes")
    added = added_since(max(signed, key=lambda s: s.at), portfolio)
    words = text("account signed")
    if len(signed) == 1:
        words = text("account signed by the {role} only", role=label(signed[0].signer))
    return words + (f", {added}" if added else "")


def decision_in_words(unit_standing: UnitStanding, portfolio: Portfolio) -> tuple[str, str]:
    """Return the state of the decision on a unit, with its tone."""
    decision = last_decision(unit_standing.unit.id, portfolio)
    on = long_date(decision.on) if decision else ""
    match decision_state(unit_standing, portfolio):
        case DecisionState.DECIDED:
            return text("Decided on {date}", date=on), "good"
        case DecisionState.AWAITS_COUNTERSIGNER:
            if not awaits_countersigner(unit_standing, portfolio):
                return text("Decided on {date}", date=on), "good"
            return text("Decided on {date}, awaiting the countersigner", date=on), "warn"
        case DecisionState.CHANGED:
            return text("Changed since it was decided on {date}", date=on), "warn"
        case DecisionState.READY:
            return text("Ready to decide"), "good"
    return text("Not ready to decide"), "quiet"


def unit_signatures_in_words(unit_standing: UnitStanding, portfolio: Portfolio) -> str:
    """Return who signed the decision on a unit, or that the signatures no longer apply.

    Empty if no one signed.
    """
    signed = valid_signatures(unit_standing, portfolio)
    if signed:
        roles = (
            text("{role} (on paper, sheet to follow)", role=label(signer))
            if is_sheet_to_follow(signature, portfolio)
            else label(signer)
            for signer, signature in signed.items()
        )
        return text("signed by {roles}", roles=", ".join(roles))
    return (
        text("signatures no longer apply: the record has changed since")
        if void_signatures(unit_standing, portfolio)
        else ""
    )


def verified_in_words(unit_id: str, portfolio: Portfolio) -> str:
    """Return the last sample of a unit with its verdict, and the number of open actions."""
    sample, waiting = last_sample(unit_id, portfolio), len(open_actions(portfolio, unit_id))
    parts = []
    if sample and sample.verdict:
        parts.append(text("sampled {day}: {found}", day=long_date(sample.on), found=label(sample.verdict)))
    if waiting:
        parts.append(plural("{count} open action", "{count} open actions", waiting))
    return ", ".join(parts)


def site_rules_in_words(visit: Visit | None) -> list[str]:
    """Return what the site does not allow, in words to show to anyone on site who asks."""
    if visit is None:
        return []
    rules = (
        (visit.camera_allowed, text("CAMERA OFF")),
        (visit.recording_allowed, text("RECORDING OFF")),
        (visit.devices_allowed, text("NO DEVICES")),
    )
    return [words for allowed, words in rules if allowed is False]


def plan_in_words(plan: Plan | None) -> str:
    """Return when and where the next visit is planned, and whether it was agreed.

    Empty if none is planned.
    """
    if plan is None:
        return ""
    where = text("Visit planned for {day}", day=long_date(plan.on)) + (
        f", {plan.place}" if plan.place else ""
    )
    if plan.agreed is None:
        return text("{visit}, not agreed with the candidate yet", visit=where)
    return text("{visit}, agreed on {day}", visit=where, day=long_date(plan.agreed))


def criteria_in_words(
    portfolio: Portfolio, item_id: str, units: Sequence[Unit], note: str | None = None
) -> str:
    """Return the criteria that an item, or one note of it, references, unit by unit.

    For example "B10: 2.3, 2.4   61: 2.1"; empty if none.
    """
    names, words = names_of_units(units), []
    for unit in units:
        references = portfolio.references_of(item_id, unit.id)
        listed = criteria_with_places(unit, (r for r in references if note is None or r.note == note))
        words += [f"{names[unit.id]}: {listed}"] if listed else []
    return "   ".join(words)


def requirements_in_words(unit_standing: UnitStanding) -> str:
    """Return the state of a unit's evidence requirements in one line."""
    if any(finding.state is FindingState.NONE_STATED for finding in unit_standing.findings):
        return text("Evidence requirements: the unit states none")
    left = requirements_left(unit_standing)
    if not left:
        return text("Evidence requirements: all met")
    return text("Still needs: {what}", what="; ".join(left))
