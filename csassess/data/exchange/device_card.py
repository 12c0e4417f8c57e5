"""A device's card: its key and its user, self-signed so that others can pass it on."""

from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from csassess.data.storage.canonical import canonical
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.value_gate import has_control_characters


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
    def content(self) -> dict[str, Any]:
        """The card as plain data."""
        return {**asdict(self), "role": str(self.role), "status": str(self.status)}


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
