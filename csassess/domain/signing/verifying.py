"""When the internal verifier signs a unit, and what prevents it."""

from csassess.catalogue import plural, text
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.verification import Stage
from csassess.domain.verification.sampling import open_actions, signature_of


def is_finally_sampled(unit_id: str, portfolio: Portfolio) -> bool:
    """Return whether the verifier signed a final sample of a unit."""
    return any(
        sample.unit == unit_id and sample.stage is Stage.FINAL and signature_of(sample, portfolio)
        for sample in portfolio.samples
    )


def is_left_out(unit_id: str, portfolio: Portfolio) -> bool:
    """Return whether it is on record that a unit is not sampled."""
    return any(entry.id == unit_id for entry in portfolio.not_sampled)


def verifier_signs(unit_id: str, portfolio: Portfolio) -> bool:
    """Return whether the verifier is to sign a decided unit, by the centre's setting."""
    return portfolio.verifies_every_unit or is_finally_sampled(unit_id, portfolio)


def reason_against_verifying(unit_id: str, portfolio: Portfolio) -> str:
    """Return why the verifier cannot sign a unit's declaration; empty if nothing prevents it."""
    waiting = len(open_actions(portfolio, unit_id))
    if waiting:
        return plural(
            "{count} action on this unit is not closed. Close it, then sign.",
            "{count} actions on this unit are not closed. Close them, then sign.",
            waiting,
        )
    if any(s.unit == unit_id and not s.sheet and not signature_of(s, portfolio) for s in portfolio.samples):
        return text("A sample of this unit is not signed yet. Finish and sign it first.")
    if is_finally_sampled(unit_id, portfolio):
        return ""
    if not portfolio.verifies_every_unit:
        return text("This unit has no final sample. The internal verifier signs units that were sampled.")
    if not is_left_out(unit_id, portfolio):
        return text("Sample this unit first, or record that it is not sampled.")
    return ""
