"""Verification of a unit: the state of actions, what was sampled, and when it is valid."""

import re
import unicodedata
from datetime import date, datetime

from csassess.catalogue import text
from csassess.domain.codes.schemes import is_code, sample_code
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.quality.verifier_talks import SampleReading
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import (
    Action,
    ActionAnswer,
    ActionClosing,
    ActionState,
    ActionWithdrawal,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)


def answers_of(action: Action, portfolio: Portfolio) -> tuple[ActionAnswer, ...]:
    """Return the answers to an action, oldest first."""
    return tuple(answer for answer in portfolio.action_answers if answer.action == action.id)


def closings_of(action: Action, portfolio: Portfolio) -> tuple[ActionClosing, ...]:
    """Return the verifier's responses to an action's answers, oldest first."""
    return tuple(closing for closing in portfolio.action_closings if closing.action == action.id)


def withdrawal_of(action: Action, portfolio: Portfolio) -> ActionWithdrawal | None:
    """Return the verifier's withdrawal of an action, or None if it was not withdrawn."""
    return next((entry for entry in portfolio.action_withdrawals if entry.id == action.id), None)


def state_words(action: Action, portfolio: Portfolio) -> str:
    """Return the state of an action in words."""
    if not is_asked(action, portfolio):
        return text("not sent: sample not signed")
    return text("withdrawn") if withdrawal_of(action, portfolio) else label(action_state(action, portfolio))


def action_state(action: Action, portfolio: Portfolio) -> ActionState:
    """Return the state of an action.

    It is closed once the verifier closed or withdrew it, and answered while an answer awaits the
    verifier's response.
    """
    closings = closings_of(action, portfolio)
    if withdrawal_of(action, portfolio) or any(closing.closed for closing in closings):
        return ActionState.CLOSED
    responded_to = {closing.answer for closing in closings}
    waiting = [answer for answer in answers_of(action, portfolio) if answer.id not in responded_to]
    return ActionState.ANSWERED if waiting else ActionState.OPEN


def actions_of(evidence_id: str, portfolio: Portfolio) -> tuple[Action, ...]:
    """Return the actions that point at an item, oldest first."""
    return tuple(action for action in portfolio.actions if action.evidence == evidence_id)


def open_actions(portfolio: Portfolio, unit_id: str | None = None) -> tuple[Action, ...]:
    """Return the actions of a unit, or of all, that the verifier has not closed.

    Actions of a sample that is not signed yet are left out.
    """
    return tuple(
        action
        for action in portfolio.actions
        if unit_id in (None, action.unit)
        and is_asked(action, portfolio)
        and action_state(action, portfolio) is not ActionState.CLOSED
    )


def unanswered_actions(portfolio: Portfolio, unit_id: str) -> tuple[Action, ...]:
    """Return the actions of a unit that await the assessor's answer."""
    actions = open_actions(portfolio, unit_id)
    return tuple(action for action in actions if action_state(action, portfolio) is ActionState.OPEN)


def is_asked(action: Action, portfolio: Portfolio) -> bool:
    """Return whether the action's sample is signed; until then the action can be taken back."""
    return any(signed.id == action.sample for signed in portfolio.sample_signatures)


def is_overdue(action: Action, portfolio: Portfolio, today: date) -> bool:
    """Return whether an action still awaits the assessor after its due date."""
    return action_state(action, portfolio) is ActionState.OPEN and action.due < today


def signature_of(sample: Sample, portfolio: Portfolio) -> SampleSignature | None:
    """Return the verifier's signature of a sample, or None if it is not signed."""
    return next((signed for signed in portfolio.sample_signatures if signed.id == sample.id), None)


def unsigned_samples(portfolio: Portfolio) -> tuple[Sample, ...]:
    """Return the samples that the verifier has still to sign; those typed in from paper are left out."""
    return tuple(s for s in portfolio.samples if not s.sheet and signature_of(s, portfolio) is None)


def reading_of(sample: Sample, portfolio: Portfolio) -> SampleReading | None:
    """Return the assessor's acknowledgement of a sample's feedback, or None."""
    return next((reading for reading in portfolio.sample_readings if reading.id == sample.id), None)


def unread_samples(portfolio: Portfolio) -> tuple[Sample, ...]:
    """Return the signed samples with feedback that the assessor has not acknowledged."""
    return tuple(
        sample
        for sample in portfolio.samples
        if sample.feedback.strip()
        and not sample.sheet
        and signature_of(sample, portfolio)
        and not reading_of(sample, portfolio)
    )


def still_applies(signature: SampleSignature, portfolio: Portfolio) -> bool:
    """Return whether the record still says what the verifier signed."""
    sample = next((s for s in portfolio.samples if s.id == signature.id), None)
    return sample is not None and is_code(signature.code, sample_code(sample, portfolio, signature.scheme))


def last_sample(unit_id: str, portfolio: Portfolio) -> Sample | None:
    """Return the last sample of a unit, or None if it was never sampled."""
    return next((sample for sample in reversed(portfolio.samples) if sample.unit == unit_id), None)


def is_too_early(unit_id: str, at: datetime, portfolio: Portfolio, *, on_paper: bool = False) -> bool:
    """Return whether the verifier would sign a unit before the assessor has signed it.

    On paper only the days are compared.
    """
    signed = [
        signature
        for signature in portfolio.unit_signatures
        if (signature.unit, signature.signer) == (unit_id, Signer.ASSESSOR)
    ]
    return not any(s.day <= at.date() if on_paper or s.on_paper else s.at <= at for s in signed)


def is_final(sample: Sample) -> bool:
    """Return whether a sample is the one after the unit was decided and signed."""
    return sample.stage is Stage.FINAL


def plain_name(name: str) -> str:
    """Return a name normalised for comparison, ignoring case, spacing and invisible characters."""
    plain = unicodedata.normalize("NFKC", name)
    if not plain.isascii():
        plain = "".join(c for c in plain if unicodedata.category(c) != "Cf" and not _UNSEEN.match(c))
    return " ".join(plain.split()).casefold()


# Invisible, or drawn as part of the letter before, although they are not format characters.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def first_missing_part(sample: Sample, portfolio: Portfolio) -> str:
    """Return the first thing a sample lacks before it can be signed; empty if nothing.

    The value is "evidence", "verdict", "comment" or "action".
    """
    if not sample.evidence:
        return "evidence"
    if sample.verdict is None:
        return "verdict"
    if sample.exceptions and not sample.comment.strip():
        return "comment"
    has_action = any(action.sample == sample.id for action in portfolio.actions)
    return "action" if sample.verdict is Verdict.ACTION_NEEDED and not has_action else ""
