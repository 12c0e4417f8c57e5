"""Which role may write what in a portfolio, on whatever machine it is written."""

from typing import Any

from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer

_OWN_SIGNATURE = {Role.COUNTERSIGNER: Signer.COUNTERSIGNER, Role.VERIFIER: Signer.VERIFIER}


def is_verifiers_word(entity: str) -> bool:
    """Return whether records of a kind are the internal verifier's word."""
    return KINDS[entity].writers == {Role.VERIFIER}


def names_a_signed_sheet(entity: str) -> bool:
    """Return whether records of a kind name the signed sheet from which the verifier's word was typed."""
    return KINDS[entity].typed_from_paper and KINDS[entity].has("sheet")


def may_write(role: Role, entity: str, values: dict[str, Any]) -> bool:
    """Return whether a role may set these values of a record in a portfolio.

    Evidence and its judgement are the assessor's alone. A countersigner and an internal verifier
    write their own signatures of a unit and no other person's. What was sampled and found, and
    whether an action is closed, is the verifier's word: an assessor only types it in from a signed
    sheet that is attached. So a verifier enters that an assessor read the feedback. The centre keeps
    registrations, dates, holds and requests.
    """
    kind = KINDS[entity]
    if kind.stream is not Stream.PORTFOLIO:
        return False
    if role is Role.ASSESSOR and is_verifiers_word(entity):
        return kind.typed_from_paper and _is_from_paper(entity, values)
    if role not in kind.writers:
        return False
    if role is Role.VERIFIER and entity == "sample-reading":
        return bool(values.get("sheet"))
    own = _OWN_SIGNATURE.get(role) if entity == "unit-signature" else None
    return own is None or values.get("signer", own) == own


def _is_from_paper(entity: str, values: dict[str, Any]) -> bool:
    """Return whether values are the verifier's answer on paper.

    The record knows whether the paper is attached.
    """
    if names_a_signed_sheet(entity):
        return bool(values.get("sheet"))
    return not KINDS[entity].has("on_paper") or bool(values.get("on_paper"))
