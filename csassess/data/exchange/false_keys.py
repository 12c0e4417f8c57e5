"""Cards that came in files: what they may say, and machines that are named with a key that is not theirs.

A machine that is accepted, or this caseload's own, keeps its key, its person and its recipient whatever a
file says. Of two machines that are not accepted, the one that wrote here first is known, until a person
here chooses the other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.chains import FORK
from csassess.data.exchange.device_card import Card, Claims, can_be_accepted
from csassess.data.exchange.devices import (
    cards_by_device,
    keep_card,
    keep_claims,
    keep_relayed_card,
    own_card,
    peers,
)
from csassess.data.exchange.own_branch import Branch, set_aside_branch, write_again
from csassess.data.exchange.vouchers import is_vouched_for
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.list_cache import forget_portfolio_rows
from csassess.domain.records.people import Assessor
from csassess.domain.verification.sampling import plain_name

SignedCards = Mapping[str, tuple[Card, str]]  # by device: the card and its signature


def is_settled_otherwise(caseload: Caseload, card: Card) -> bool:
    """Return whether a card's machine is known with another key, and is this caseload's or was accepted."""
    known = cards_by_device(caseload).get(card.device)
    if known is None or known.public_key == card.public_key:
        return False
    return card.device in _known_for_good(caseload)


def false_devices(caseload: Caseload, cards: SignedCards, claims: Mapping[str, Claims]) -> frozenset[str]:
    """Return the devices that a file names with another key than the one known here.

    Those for which an accepted machine vouches are left out, unless the known one was accepted itself. So
    are those that are known by a card only, and wrote nothing here.
    """
    known = cards_by_device(caseload)
    others = {
        device: card
        for device, (card, _) in cards.items()
        if device in known and known[device].public_key != card.public_key
    }
    settled, writers = (_known_for_good(caseload), _writers(caseload)) if others else (set(), set())
    return frozenset(
        device
        for device, card in others.items()
        if device in settled
        or (device in writers and not is_vouched_for(caseload, card, claims.get(device, Claims())))
    )


def take_place(caseload: Caseload, card: Card) -> None:
    """Let a machine take the place of one that is known under its id with another key.

    What the other one wrote is set aside for good. Within the caller's transaction.
    """
    present = peers(caseload).get(card.device)
    if present is None or present.public_key == card.public_key:
        return
    db, reason = caseload.db, text("another machine wrote it under the name of this one")
    db.execute("UPDATE apart SET verdict = ?, reason = ? WHERE device = ?", (FORK, reason, card.device))
    for stream in (CENTRE_STREAM, *caseload.history.streams_written_on(card.device)):
        again = set_aside_branch(caseload, Branch(stream, card.device, 0), reason)
        fold.rebuild_stream(db, stream)
        forget_portfolio_rows(db, stream)
        write_again(caseload, again)
    for table in ("signed", "had", "peers", "account_fingerprints"):
        db.execute(f"DELETE FROM {table} WHERE device = ?", (card.device,))


def keep_cards(
    caseload: Caseload,
    cards: SignedCards,
    claims: Mapping[str, Claims],
    sender: str,
    written: datetime,
) -> None:
    """Keep the cards of a file, written at some time, and what is claimed of their machines."""
    for device, (card, signature) in cards.items():
        if device == caseload.device or not _may_say(caseload, card):
            continue
        take_place(caseload, card)
        if device == sender:
            keep_card(caseload, card, signature, written)
        else:
            keep_relayed_card(caseload, card, signature)
    for device, claim in claims.items():
        keep_claims(caseload, device, claim)


_MOST_IDLE = 500  # cards of machines that are not accepted and wrote nothing here


def forget_idle(caseload: Caseload, devices: Collection[str]) -> None:
    """Forget the cards of some machines that are not accepted and wrote nothing, if too many are kept."""
    idle = peers(caseload).keys() - _known_for_good(caseload) - _writers(caseload)
    if len(idle) > _MOST_IDLE:
        caseload.db.conn.executemany(
            "DELETE FROM peers WHERE device = ?", [(device,) for device in sorted(idle & set(devices))]
        )


def _known_for_good(caseload: Caseload) -> set[str]:
    """Return the devices that are this caseload's, or were ever accepted."""
    accepted = caseload.db.execute('SELECT id FROM "accepted-machine"').fetchall()
    return own_devices(caseload) | {row[0] for row in accepted}


def _writers(caseload: Caseload) -> set[str]:
    """Return the devices that wrote entries that are here, quarantined or not."""
    query = "SELECT device FROM events UNION SELECT device FROM apart"
    return {row[0] for row in caseload.db.execute(query).fetchall()}


def _may_say(caseload: Caseload, card: Card) -> bool:
    """Return whether a card may say what it says of its person, name and recipient.

    An accepted machine stays its person's, and takes neither the name of another person known here nor
    what files for another machine are locked with.
    """
    accepted = accepted_machines(caseload)
    machine, present = accepted.get(card.device), peers(caseload).get(card.device)
    if machine is None:
        return True
    others = [other for device, other in peers(caseload).items() if device in accepted.keys() - {card.device}]
    recipients = {other.recipient for other in others} | {own_card(caseload).recipient}
    if card.person != machine.person:
        return False
    if present is None:
        return True  # accepted, and its card was lost since
    if not can_be_accepted(card) or card.recipient in recipients:
        return False
    names = {plain_name(other.name) for other in others if other.person != card.person}
    names |= {plain_name(person.name) for person in caseload.all(Assessor, CASELOAD_STREAM)}
    return bool(
        machine.is_own
        or plain_name(present.name) == plain_name(card.name)
        or plain_name(card.name) not in names
    )
