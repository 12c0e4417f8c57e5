"""Who may write what in a portfolio, wherever it was written."""

from enum import StrEnum
from typing import Any

from csassess.domain.records.signatures import Signer


class Role(StrEnum):
    """In which role a person works on a machine; a reader writes nothing."""

    ASSESSOR = "assessor"
    COUNTERSIGNER = "countersigner"
    VERIFIER = "internal-verifier"
    CENTRE = "centre"
    READER = "reader"


_OWN_SIGNATURE = {Role.COUNTERSIGNER: Signer.COUNTERSIGNER, Role.VERIFIER: Signer.VERIFIER}
VERIFIERS = {"sample", "looked-at", "sample-signature", "action", "action-closing", "not-sampled"}
TYPED_FROM_PAPER = {"sample", "action", "action-closing"}  # these name the signed sheet they were typed from
_CENTRES = {
    "milestone",
    "hold",
    "data-request",
    "taken-out",
    "registration",
    "candidate",
    "hand-over",
    "joined",
}
_COUNTERSIGNERS = {"needed"}


def may_write(role: Role, entity: str, values: dict[str, Any]) -> bool:
    """Whether a role may set these values of a record.

    Evidence and its judgement are the assessor's alone. Countersigner and internal verifier write their own signatures of a
    unit and nobody else's; what was sampled and found, and whether an action is closed, is the verifier's word: an assessor
    only types it in from a signed sheet that is attached. The centre keeps registrations, dates, holds and requests.
    """
    match role:
        case Role.ASSESSOR if entity in VERIFIERS:
            return _is_from_paper(entity, values)
        case Role.ASSESSOR:
            return entity not in _COUNTERSIGNERS
        case Role.CENTRE:
            return entity in _CENTRES
        case Role.READER:
            return False
    if entity == "unit-signature":
        return bool(values.get("signer", _OWN_SIGNATURE[role]) == _OWN_SIGNATURE[role])
    return entity in (VERIFIERS if role is Role.VERIFIER else _COUNTERSIGNERS)


def _is_from_paper(entity: str, values: dict[str, Any]) -> bool:
    """Whether values stand for the verifier's answer on paper; whether the paper is there, the record knows."""
    if entity in TYPED_FROM_PAPER:
        return bool(values.get("sheet"))
    return entity == "looked-at" or (entity == "sample-signature" and bool(values.get("on_paper")))
