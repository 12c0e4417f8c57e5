"""What the record says of a unit's verification: how actions stand, what was looked at, who may verify."""

import hashlib
import json
import unicodedata
from dataclasses import asdict
from datetime import date, datetime

from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import (
    Action,
    ActionAnswer,
    ActionClosing,
    ActionState,
    Needed,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)


def answers_of(action: Action, portfolio: Portfolio) -> tuple[ActionAnswer, ...]:
    """Return the answers to an action in the order of time."""
    return tuple(answer for answer in portfolio.action_answers if answer.action == action.id)


def closings_of(action: Action, portfolio: Portfolio) -> tuple[ActionClosing, ...]:
    """Return the verifier's words on an action's answers in the order of time."""
    return tuple(closing for closing in portfolio.action_closings if closing.action == action.id)


def action_state(action: Action, portfolio: Portfolio) -> ActionState:
    """Return how an action stands: closed once the verifier closed it, answered while an answer awaits the verifier's word."""
    closings = closings_of(action, portfolio)
    if any(closing.closed for closing in closings):
        return ActionState.CLOSED
    weighed = {closing.answer for closing in closings}
    waiting = [answer for answer in answers_of(action, portfolio) if answer.id not in weighed]
    return ActionState.ANSWERED if waiting else ActionState.OPEN


def actions_of(evidence_id: str, portfolio: Portfolio) -> tuple[Action, ...]:
    """Return the actions that point at an item, in the order of time."""
    return tuple(action for action in portfolio.actions if action.evidence == evidence_id)


def open_actions(portfolio: Portfolio, unit_id: str | None = None) -> tuple[Action, ...]:
    """Return the actions of a unit, or of all, that the verifier has not closed; until the sample is signed none is asked."""
    return tuple(
        action
        for action in portfolio.actions
        if unit_id in (None, action.unit)
        and is_asked(action, portfolio)
        and action_state(action, portfolio) is not ActionState.CLOSED
    )


def is_asked(action: Action, portfolio: Portfolio) -> bool:
    """Whether the verifier has signed the sample an action belongs to: until then it can be taken back."""
    return any(signed.id == action.sample for signed in portfolio.sample_signatures)


def is_overdue(action: Action, portfolio: Portfolio, today: date) -> bool:
    """Whether an action awaits the assessor beyond its due date."""
    return action_state(action, portfolio) is ActionState.OPEN and action.due < today


def signature_of(sample: Sample, portfolio: Portfolio) -> SampleSignature | None:
    """Return the verifier's signature of a sample, or None where it is not signed."""
    return next((signed for signed in portfolio.sample_signatures if signed.id == sample.id), None)


def still_applies(signature: SampleSignature, portfolio: Portfolio) -> bool:
    """Whether what the verifier signed is still what the record says."""
    sample = next((each for each in portfolio.samples if each.id == signature.id), None)
    return sample is not None and signature.code == sample_code(sample, portfolio)


def sample_code(sample: Sample, portfolio: Portfolio) -> str:
    """Return the code of a sample as it is signed: what was looked at and found, and the actions; answers come after it."""
    looked_at = sorted(
        [each.evidence, each.criterion] for each in portfolio.looked_at if each.sample == sample.id
    )
    asked = [asdict(action) for action in portfolio.actions if action.sample == sample.id]
    asked.sort(key=lambda action: str(action["id"]))
    plain = json.dumps([asdict(sample), looked_at, asked], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def last_sample(unit_id: str, portfolio: Portfolio) -> Sample | None:
    """Return the last sample of a unit, or None where it was never sampled."""
    return next((sample for sample in reversed(portfolio.samples) if sample.unit == unit_id), None)


def is_too_early(unit_id: str, at: datetime, portfolio: Portfolio, *, on_paper: bool = False) -> bool:
    """Whether the verifier's last word on a unit would stand before the assessor's signature; on paper the days count."""
    signed = [
        each.at
        for each in portfolio.unit_signatures
        if (each.unit, each.signer) == (unit_id, Signer.ASSESSOR)
    ]
    return not any(each.date() <= at.date() if on_paper else each <= at for each in signed)


def is_final(sample: Sample) -> bool:
    """Whether a sample is the one after the unit was decided and signed."""
    return sample.stage is Stage.FINAL


def plain_name(name: str) -> str:
    """Return a name as it is compared: however it is spaced, and whatever letters are capitals."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def needed_for(unit_id: str, code: str, portfolio: Portfolio) -> Needed | None:
    """Return what the countersigner needs before the decision with a record code can be signed; None where nothing."""
    asked = [each for each in portfolio.needed if (each.unit, each.code) == (unit_id, code)]
    return asked[-1] if asked else None


def lacks(sample: Sample, portfolio: Portfolio) -> str:
    """Return the first thing a sample lacks before it can be signed: "evidence", "verdict", "action"; empty where nothing."""
    if not sample.evidence:
        return "evidence"
    if sample.verdict is None:
        return "verdict"
    asked = any(action.sample == sample.id for action in portfolio.actions)
    return "action" if sample.verdict is Verdict.ACTION_NEEDED and not asked else ""
