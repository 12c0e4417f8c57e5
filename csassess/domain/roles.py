"""Who may write what in a portfolio, wherever it was written."""

from enum import StrEnum
from typing import Any

from csassess.domain.signatures import Signer


class Role(StrEnum):
    """In which role a person works on a machine."""

    ASSESSOR = "assessor"
    COUNTERSIGNER = "countersigner"
    VERIFIER = "internal-verifier"


_OWN_SIGNATURE = {Role.COUNTERSIGNER: Signer.COUNTERSIGNER, Role.VERIFIER: Signer.VERIFIER}


def may_write(role: Role, entity: str, values: dict[str, Any]) -> bool:
    """Whether a role may set these values of a record: evidence and its judgement are the assessor's alone; countersigner
    and internal verifier write their own signatures of a unit, and nobody else's."""
    if role is Role.ASSESSOR:
        return True
    return entity == "unit-signature" and values.get("signer", _OWN_SIGNATURE[role]) == _OWN_SIGNATURE[role]
