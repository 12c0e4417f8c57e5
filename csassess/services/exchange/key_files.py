"""Key files: a device's card, exchanged once so that files can be sent to it."""

import json
import re
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.accepted import (
    accept_machine,
    accept_vouched,
    accepted_machines,
    is_person_of_another,
)
from csassess.data.exchange.device_card import (
    Card,
    Claims,
    can_be_accepted,
    claims_from,
    is_signed,
    received_card,
)
from csassess.data.exchange.devices import (
    PROGRAM,
    claims_of,
    keep_card,
    keep_claims,
    own_card,
    own_entry,
    peers,
)
from csassess.data.exchange.false_keys import is_settled_otherwise, take_place
from csassess.data.record.caseload import Caseload
from csassess.data.storage.plain_files import is_plain, read_at_most
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.exchange.bag import strict_json
from csassess.services.candidates.staff import lost_devices
from csassess.services.files import write_copy

_LONGEST = 1 << 16  # bytes of a key file


def own_code(caseload: Caseload) -> str:
    """Return the short code by which people recognise this device."""
    return own_card(caseload).code


def write_key_file(caseload: Caseload, path: Path) -> None:
    """Write this device's card as a key file for others.

    Files sent for this key open only on this device.
    Raises UserError if the file cannot be written.
    """
    write_copy(path, _own_content(caseload))


def is_own_key_file(caseload: Caseload, path: Path) -> bool:
    """Return whether a file is this device's key file as it would be written now."""
    try:
        return is_plain(path) and read_at_most(path, _LONGEST) == _own_content(caseload)
    except OSError:
        return False


def _own_content(caseload: Caseload) -> bytes:
    content = {"csassess": "key", **own_entry(caseload)}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def read_key_file(caseload: Caseload, path: Path) -> Card:
    """Accept the machine of another person's key file, and return its card.

    What its person writes in this role counts here from now on, and files can be locked for it.
    Raises UserError if the file is not a valid key file, or if the device is known here with another key.
    """
    card, signature, claims = card_in(path)
    with caseload.together():
        keep_from_key_file(caseload, card, signature, claims)
        if is_person_of_another(caseload, card):
            raise UserError(
                text("This key file names you as the person of another machine. It was not added.")
            )
        accept_machine(caseload, card, (card.role,))
        accept_vouched(caseload)
    return card


def keep_from_key_file(caseload: Caseload, card: Card, signature: str, claims: Claims) -> None:
    """Store a card that a person here chose, within the caller's transaction.

    It takes the place of one that a machine which is not accepted named in a file.
    Raises UserError if the machine is this caseload's, or was accepted, with another key.
    """
    if is_settled_otherwise(caseload, card):
        raise UserError(
            text(
                "The machine in this key file is known here with a different key. Ask its "
                "owner before you trust it."
            )
        )
    take_place(caseload, card)
    keep_card(caseload, card, signature)
    keep_claims(caseload, card.device, claims)


def card_in(path: Path) -> tuple[Card, str, Claims]:
    """Return the card in a key file with its signature, and what else is claimed of its device.

    Raises UserError if the file is not a valid key file.
    """
    try:
        content = strict_json(read_at_most(path, _LONGEST))
        card = received_card(content["card"])
        is_valid = content["csassess"] == "key" and is_signed(
            card.public_key, content["signature"], card.content
        )
        is_valid = is_valid and can_be_accepted(card)
        claims = claims_from(card, content)
    except (OSError, KeyError, TypeError, ValueError, UserError):
        is_valid = False
    if not is_valid:
        raise UserError(
            text("“{name}” is not a csassess key file, or was changed. Ask for it again.", name=path.name)
        )
    return card, content["signature"], claims


def older_version(caseload: Caseload, card: Card) -> str:
    """Return the version of the program that a machine used last, if it is older than this one; else empty.

    It refuses files with what only a later version writes, such as a reopened item.
    """
    said = claims_of(caseload).get(card.device, Claims()).program
    parts = [re.findall(r"\d+", program) for program in (said, PROGRAM)]
    theirs, ours = ([int(part) for part in numbers] for numbers in parts)
    return said.removeprefix("csassess ") if theirs and theirs < ours else ""


def recipients_known(caseload: Caseload) -> list[Card]:
    """Return the cards of the accepted devices, which can be sent to, sorted by name.

    Devices marked lost are left out.
    """
    accepted = accepted_machines(caseload).keys() - lost_devices(caseload).keys()
    known = (card for card in peers(caseload).values() if card.device in accepted)
    cards = (card for card in known if can_be_accepted(card))
    return sorted(cards, key=lambda card: (name_key(card.name), card.device))
