"""A device's card: its key and its user, self-signed so that others can pass it on."""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from csassess.data.storage.canonical import canonical
from csassess.domain.control_characters import has_control_characters
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.value_gate import fault_in


@dataclass(frozen=True, slots=True)
class Card:
    """One device and the person who uses it.

    `public_key` is the device's Ed25519 key in hexadecimal.
    `recipient` is the age key that encrypts what is sent to it.
    """

    device: str
    public_key: str
    letter: str
    person: str
    name: str
    role: Role
    recipient: str
    status: AssessorStatus

    @property
    def code(self) -> str:
        """The code by which people compare a machine, derived from its key."""
        return machine_code(self.public_key)

    @property
    def content(self) -> dict[str, Any]:
        """The card as plain data."""
        return {**asdict(self), "role": str(self.role), "status": str(self.status)}


_LONGEST_PROGRAM = 100  # characters
EarlierRole = tuple[Role, datetime]  # the role, and when it ended


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a device besides its card, each part signed.

    `roles` are those in which its person worked on it before, each with the time until which.
    `vouched_by` is the machine that vouches for it as one of the same person's, with its `voucher`.
    `succeeds` is the device's own signature of the machine that it was before.
    `accepted_by` is the machine whose person accepted it in `accepted_roles`, with its signature of
    that, `acceptance`. `program` is the version that wrote this last.
    """

    roles: tuple[EarlierRole, ...] = ()
    vouched_by: str = ""
    voucher: str = ""
    succeeds: str = ""
    accepted_by: str = ""
    accepted_roles: tuple[Role, ...] = ()
    acceptance: str = ""
    program: str = ""


def claims_from(card: Card, entry: dict[str, Any]) -> Claims:
    """Return the claims in the entry of a card in a portfolio file or key file.

    Raises ValueError, KeyError or TypeError if they are not claims, or the roles not signed.
    """
    vouched = entry.get("vouched", {"by": "", "signature": ""})
    accepted = entry.get("accepted", {"by": "", "roles": [], "signature": ""})
    return Claims(
        _roles_from(card, entry["roles"]) if "roles" in entry else (),
        str(vouched["by"]),
        str(vouched["signature"]),
        str(entry.get("succeeds", "")),
        str(accepted["by"]),
        tuple(Role(role) for role in accepted["roles"]),
        str(accepted["signature"]),
        str(entry.get("program", ""))[:_LONGEST_PROGRAM],
    )


def machine_code(public_key: str) -> str:
    """Return the code of a machine with this key: 48 bits of its SHA-256, as "49d1 7f02 aa1c".

    No one can make a key with a given code in reasonable time.
    """
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:12]
    return " ".join(digits[start : start + 4] for start in range(0, 12, 4))


def card_from(content: dict[str, Any]) -> Card:
    """Return the card that plain data describe.

    Raises ValueError, KeyError or TypeError if the data are not a card.
    """
    card = Card(**{**content, "role": Role(content["role"]), "status": AssessorStatus(content["status"])})
    texts = (card.device, card.public_key, card.letter, card.person, card.name, card.recipient)
    if not all(isinstance(value, str) and len(value) <= 400 for value in texts):
        raise ValueError("not a card")
    return card


def received_card(content: dict[str, Any]) -> Card:
    """Return the card that plain data from elsewhere describe.

    Raises ValueError, KeyError or TypeError if they are not a card, or its texts hold control characters.
    """
    card = card_from(content)
    if has_control_characters(card.content) or not card.device or not card.person:
        raise ValueError("not a card of csassess")
    return card


_ID, _LETTER = re.compile(r"[A-Za-z0-9_.-]{1,64}"), re.compile(r"[A-Z]{0,2}")


def can_be_accepted(card: Card) -> bool:
    """Return whether a record can hold what a card says, and a file can be locked for it."""
    held = {"public_key": card.public_key, "person": card.person, "name": card.name}
    if not all(held.values()) or not _ID.fullmatch(card.device) or not _LETTER.fullmatch(card.letter):
        return False
    if any(fault_in(KINDS["accepted-machine"], name, value) for name, value in held.items()):
        return False
    try:
        pyrage.x25519.Recipient.from_str(card.recipient)
    except pyrage.RecipientError:
        return False
    return True


def sign(secret: str, content: Any) -> str:
    """Return the signature (hexadecimal) of plain data by a secret Ed25519 key in hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(canonical(content)).hex()


def is_signed(public_key: str, signature: str, content: Any) -> bool:
    """Return whether a signature of plain data is valid for a public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), canonical(content))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_roles(secret: str, card: Card, roles: list[EarlierRole]) -> dict[str, Any]:
    """Return the roles in which a card's person worked before, signed by its device."""
    plain = [[str(role), until.isoformat()] for role, until in roles]
    return {"roles": plain, "signature": sign(secret, ["roles", card.device, plain])}


def _roles_from(card: Card, content: dict[str, Any]) -> tuple[EarlierRole, ...]:
    """Return the earlier roles that plain data name.

    Raises ValueError, KeyError or TypeError if the card's device did not sign them.
    """
    if not is_signed(card.public_key, content["signature"], ["roles", card.device, content["roles"]]):
        raise ValueError("roles not signed by their device")
    return roles_from(content["roles"])


def roles_from(plain: list[list[str]]) -> tuple[EarlierRole, ...]:
    """Return the earlier roles that plain data hold.

    Raises ValueError or TypeError if they hold none.
    """
    roles = tuple((Role(role), datetime.fromisoformat(until)) for role, until in plain)
    if any(until.tzinfo is None for _, until in roles):
        raise ValueError("a time without its zone")
    return roles
