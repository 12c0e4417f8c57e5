"""What can be claimed of a portfolio: units that are decided, signed and verified."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.programme.claims import Claim, DirectClaims
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.unit_signing import next_signer, valid_signatures
from csassess.domain.signing.verifying import is_finally_sampled, is_left_out
from csassess.domain.verification.sampling import open_actions


def reason_against_claiming_unit(unit_standing: UnitStanding, portfolio: Portfolio) -> str:
    """Return why a unit cannot be claimed yet; empty if it is decided, signed and verified."""
    unit, state = unit_standing.unit.id, decision_state(unit_standing, portfolio)
    if state in (DecisionState.NOT_READY, DecisionState.READY):
        return text("not decided yet")
    if state is DecisionState.CHANGED:
        return text("changed since it was decided")
    signer = next_signer(unit_standing, portfolio)
    if signer:
        return text("waits for the signature of the {signer}", signer=label(signer))
    if open_actions(portfolio, unit):
        return text("an action of the internal verifier is not closed")
    is_signed = Signer.VERIFIER in valid_signatures(unit_standing, portfolio)
    if not (is_signed or is_finally_sampled(unit, portfolio) or is_left_out(unit, portfolio)):
        return text("not verified yet: it needs a final sample, or the reason why it is not sampled")
    return ""


def claimed_units(portfolio: Portfolio) -> frozenset[str]:
    """Return the units that were put forward in a claim."""
    return frozenset(unit for claim in portfolio.claims for unit in claim.units)


def holds_on(status: DirectClaims, day: date) -> bool:
    """Return whether direct claims status holds on a day."""
    return status.since <= day and (status.until is None or day <= status.until)


def is_direct(qualification: str, statuses: Iterable[DirectClaims], day: date) -> bool:
    """Return whether a qualification can be claimed on a day without the external verifier."""
    return any(status.qualification == qualification and holds_on(status, day) for status in statuses)


class ClaimState(StrEnum):
    """What a claim waits for."""

    WAITS = "waits"
    READY = "ready"
    CLAIMED = "claimed"

    @property
    def words(self) -> str:
        """The state in words."""
        return {
            ClaimState.WAITS: text("waits for the external verifier"),
            ClaimState.READY: text("ready to claim"),
            ClaimState.CLAIMED: text("claimed"),
        }[self]


def claim_state(claim: Claim) -> ClaimState:
    """Return what a claim waits for."""
    if claim.claimed:
        return ClaimState.CLAIMED
    return ClaimState.READY if claim.direct or claim.released else ClaimState.WAITS


@dataclass(frozen=True, slots=True)
class Claimable:
    """What of a candidate could be claimed now, and why other units cannot, by id of the unit."""

    units: tuple[str, ...]
    against: dict[str, str]


def claimable(standings: Iterable[UnitStanding], portfolio: Portfolio) -> Claimable:
    """Return what could be claimed of a portfolio; units claimed before are left out."""
    before = claimed_units(portfolio)
    against = {
        standing.unit.id: reason_against_claiming_unit(standing, portfolio)
        for standing in standings
        if standing.unit.id not in before
    }
    return Claimable(
        tuple(unit for unit, reason in against.items() if not reason),
        {unit: reason for unit, reason in against.items() if reason},
    )
