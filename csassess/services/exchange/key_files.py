"""Key files: a device's card, exchanged once so that files can be sent to it."""

import json
from pathlib import Path

import pyrage

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card, is_signed, received_card
from csassess.data.exchange.devices import keep_card, own_card, own_signature, peers
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.exchange.bag import strict_json
from csassess.services.candidates.staff import lost_devices
from csassess.services.files import write_copy

_LONGEST = 1 << 16  # bytes of a key file


def own_code(caseload: Caseload) -> str:
    """Return the short code by which people recognise this device."""
    return caseload.device[:6]


def write_key_file(caseload: Caseload, path: Path) -> None:
    """Write this device's card as a key file for others.

    Files sent for this key open only on this device.
    Raises UserError if the file cannot be written.
    """
    card = own_card(caseload)
    content = {"csassess": "key", "card": card.content, "signature": own_signature(caseload, card.content)}
    write_copy(path, json.dumps(content, ensure_ascii=False, indent=2).encode())


def read_key_file(caseload: Caseload, path: Path) -> Card:
    """Store the card from another device's key file and return it.

    Raises UserError if the file is not a valid key file, or if the device is known here with another key.
    """
    try:
        with path.open("rb") as file:
            content = strict_json(file.read(_LONGEST))
        card = received_card(content["card"])
        is_valid = content["csassess"] == "key" and is_signed(
            card.public_key, content["signature"], card.content
        )
        pyrage.x25519.Recipient.from_str(card.recipient)
    except (OSError, KeyError, TypeError, ValueError, UserError, pyrage.RecipientError):
        is_valid = False
    if not is_valid:
        raise UserError(
            text("“{name}” is not a csassess key file, or was changed. Ask for it again.", name=path.name)
        )
    known_card = peers(caseload).get(card.device)
    if known_card and known_card.public_key != card.public_key:
        raise UserError(
            text(
                "The machine in this key file is known here with a different key. Ask its "
                "owner before you trust it."
            )
        )
    with caseload.together():
        keep_card(caseload, card, content["signature"])
    return card


def recipients_known(caseload: Caseload) -> list[Card]:
    """Return the cards of the devices that can be sent to, sorted by name.

    Devices marked lost are left out.
    """
    lost = lost_devices(caseload)
    cards = (card for card in peers(caseload).values() if card.device not in lost)
    return sorted(cards, key=lambda card: (card.name.casefold(), card.device))
