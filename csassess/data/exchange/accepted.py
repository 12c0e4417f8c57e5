"""Machines accepted here: whose entries count, and in which roles."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from csassess.data.exchange.device_card import Card, Claims, can_be_accepted, is_signed, sign
from csassess.data.exchange.devices import (
    VOUCHER,
    claims_of,
    keep_claims,
    own_card,
    own_signature,
    peers,
)
from csassess.data.exchange.vouchers import (
    acceptance_of,
    is_accepted_by_own,
    lost_machines,
    succession,
    voucher_for,
)
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.schema import MACHINES_TO_ACCEPT
from csassess.data.storage.account_sentences import forget_fingerprints
from csassess.domain.records.people import Assessor, Device
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name


def own_devices(caseload: Caseload) -> set[str]:
    """Return every device that this caseload has ever been, also before it was restored or copied."""
    return {device.id for device in caseload.all(Device, CASELOAD_STREAM)}


def accepted_machines(caseload: Caseload) -> dict[str, AcceptedMachine]:
    """Return the machines of others that are accepted here, by device."""
    return {machine.id: machine for machine in caseload.all(AcceptedMachine, CASELOAD_STREAM)}


def own_machines(caseload: Caseload) -> set[str]:
    """Return the machines of the person who works here, this one included, without those that are lost."""
    others = {device for device, machine in accepted_machines(caseload).items() if machine.is_own}
    return (own_devices(caseload) | others) - lost_machines(caseload)


def is_confirmed(caseload: Caseload, device: str) -> bool:
    """Return whether a device is this caseload's own, or accepted here."""
    return device in own_devices(caseload) or device in accepted_machines(caseload)


def known_streams(caseload: Caseload) -> frozenset[str]:
    """Return the streams in which a person here, or an accepted assessor or office, has written.

    A portfolio that is not among them came from a stranger: it says nothing of the others.
    """
    return _known(caseload) | {CASELOAD_STREAM}


def held_names(caseload: Caseload) -> tuple[tuple[str, str], ...]:
    """Return the id and name of each candidate here, except removed ones and those from strangers only."""
    known = _known(caseload)
    rows = caseload.db.execute(
        "SELECT stream, name FROM candidate WHERE id = stream AND NOT COALESCE(deleted, 0)"
    ).fetchall()
    return tuple((stream, name or "") for stream, name in rows if stream in known)


def held_streams(caseload: Caseload) -> frozenset[str]:
    """Return the portfolios that are here and not removed, without those of strangers alone."""
    return frozenset(stream for stream, _ in held_names(caseload))


def _known(caseload: Caseload) -> frozenset[str]:
    writers = machines_in(caseload, Role.ASSESSOR, Role.CENTRE) | own_devices(caseload)
    return caseload.known.of(caseload.db, frozenset(writers))


def machines_in(caseload: Caseload, *roles: Role) -> set[str]:
    """Return the machines of others that are accepted here in one of some roles."""
    wanted = set(map(str, roles))
    return {
        row["id"]
        for row in caseload.rows("accepted-machine", CASELOAD_STREAM)
        if wanted.intersection(json.loads(row["roles"]))
    }


def accept_machine(
    caseload: Caseload,
    card: Card,
    roles: Iterable[Role],
    *,
    is_own: bool = False,
    vouched_by: str = "",
) -> AcceptedMachine:
    """Accept a machine in some roles, besides those in which it was accepted before."""
    present = accepted_machines(caseload).get(card.device)
    all_roles = dict.fromkeys((*(present.roles if present else ()), *roles))
    machine = AcceptedMachine(
        card.device,
        card.public_key,
        card.person,
        card.name,
        tuple(all_roles),
        present.on if present else caseload.clock().date(),
        caseload.author,
        is_own=is_own or bool(present and present.is_own),
        vouched_by=present.vouched_by if present else vouched_by,
        earlier=present.earlier if present else _earlier_roles(caseload, card.device),
    )
    caseload.save(CASELOAD_STREAM, UserAction.DEVICE_ACCEPT, machine)
    return machine


def _earlier_roles(caseload: Caseload, device: str) -> tuple[str, ...]:
    """Return the roles in which a machine worked before, none of them beyond now."""
    roles, now = claims_of(caseload).get(device, Claims()).roles, caseload.clock()
    return tuple(f"{role} {min(until, now).isoformat()}" for role, until in roles[-_MOST_ROLES:])


_MOST_ROLES = 50  # earlier roles of one machine


def reject_machine(caseload: Caseload, device: str) -> None:
    """Withdraw the acceptance of a machine: its judgements and signatures count no longer."""
    known = accepted_machines(caseload)
    for vouched in [machine.id for machine in known.values() if machine.vouched_by == device != machine.id]:
        reject_machine(caseload, vouched)
    machine = accepted_machines(caseload).get(device)
    if machine:
        with caseload.together():
            caseload.save(CASELOAD_STREAM, UserAction.DEVICE_REJECT, remove=(machine,))
            forget_fingerprints(caseload.db, device)


def accept_machines_known_before(caseload: Caseload) -> None:
    """Accept every machine known to an earlier version, which asked for no acceptance."""
    if not caseload.local.get(MACHINES_TO_ACCEPT):
        return
    with caseload.together(), caseload.permissions.by_itself():
        for card in peers(caseload).values():
            accept_machine(caseload, card, (card.role,))
        caseload.local.set(MACHINES_TO_ACCEPT, "")


def vouch_for_successor(caseload: Caseload, before: Mapping[str, str]) -> None:
    """Let the device that this caseload was before vouch for the one it is now.

    `before` holds the local state of that time. Does nothing if its key is lost.
    """
    with suppress(KeyError, ValueError):
        public_key = own_card(caseload).public_key
        signature = sign(before["device-key"], voucher_for(caseload.device, public_key))
        if before.get(VOUCHER):  # what the one before that signed stays with its card
            earlier = json.loads(before[VOUCHER])
            succeeds = sign(before["device-key"], succession(earlier["by"]))
            claims = Claims(vouched_by=earlier["by"], voucher=earlier["signature"], succeeds=succeeds)
            keep_claims(caseload, before["device"], claims)
        caseload.local.set(VOUCHER, json.dumps({"by": before["device"], "signature": signature}))


def accept_vouched(caseload: Caseload) -> None:
    """Accept the machines that belong with accepted ones, in the same roles.

    A machine belongs with one that vouches for it, and with the one it vouches for: its successor. Also
    accept those that the person here accepted on another of their machines.
    """
    while any(_accept_if_vouched(caseload, device) for device in _undecided(caseload)):
        pass  # one that was accepted now may vouch for another


def _undecided(caseload: Caseload) -> list[str]:
    """Return the known machines of others that were never accepted or rejected here."""
    machines = (
        *caseload.all(AcceptedMachine, CASELOAD_STREAM),
        *caseload.removed(AcceptedMachine, CASELOAD_STREAM),
    )
    return sorted(peers(caseload).keys() - {machine.id for machine in machines} - own_devices(caseload))


def is_person_of_another(caseload: Caseload, card: Card) -> bool:
    """Return whether a card names the person who works here, on a machine that is not known as theirs.

    Theirs are those that this caseload was before, and those for which one of these vouches.
    """
    if card.person not in {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)}:
        return False
    keys = {device.id: device.public_key for device in caseload.all(Device, CASELOAD_STREAM)}
    if keys.get(card.device) == card.public_key:
        return False
    claims = claims_of(caseload).get(card.device, Claims())
    content = voucher_for(card.device, card.public_key)
    return not is_signed(keys.get(claims.vouched_by, ""), claims.voucher, content)


def _accept_if_vouched(caseload: Caseload, device: str) -> bool:
    """Accept a machine if an accepted one vouches for it; return whether it was accepted now."""
    card = peers(caseload)[device]
    if is_person_of_another(caseload, card) or not can_be_accepted(card):
        return False
    found = _belongs_with(caseload, card)
    if found:
        accept_machine(caseload, card, found.roles, is_own=found.is_own, vouched_by=found.id)
        return True
    claims = claims_of(caseload).get(device, Claims())
    if is_accepted_by_own(caseload, card, claims):
        accept_machine(caseload, card, claims.accepted_roles, vouched_by=claims.accepted_by)
        return True
    return False


def _belongs_with(caseload: Caseload, card: Card) -> AcceptedMachine | None:
    """Return the accepted machine that vouches for a card's, or that is its successor; None if none is.

    A lost machine neither vouches for another nor is vouched for: its successor is accepted by its code.
    """
    lost, all_claims = lost_machines(caseload), claims_of(caseload)
    known = {device: m for device, m in accepted_machines(caseload).items() if device not in lost}
    if card.device in lost:
        return None
    claims = all_claims.get(card.device, Claims())
    by = known.get(claims.vouched_by)
    others = {machine.person for machine in accepted_machines(caseload).values()}
    content = voucher_for(card.device, card.public_key)
    if by and _is_same_person(card, by, others) and is_signed(by.public_key, claims.voucher, content):
        return by
    for successor in known.values():
        said = all_claims.get(successor.id, Claims())
        if said.vouched_by != card.device or not _is_same_person(card, successor, others):
            continue
        content = voucher_for(successor.id, successor.public_key)
        is_said = is_signed(successor.public_key, said.succeeds, succession(card.device))
        if is_said and is_signed(card.public_key, said.voucher, content):
            return successor
    return None


def _is_same_person(card: Card, machine: AcceptedMachine, others: set[str]) -> bool:
    """Return whether a card may be of an accepted machine's person: by id, or by name if set up again.

    A person vouches for their own machines only. `others` are the people of all accepted machines.
    """
    if card.person == machine.person:
        return True
    return plain_name(card.name) == plain_name(machine.name) and card.person not in others


def said_of_others(caseload: Caseload) -> dict[str, dict[str, Any]]:
    """Return what this machine signs of each accepted machine, for the entries of their cards, by device.

    Lost machines are left out.
    """
    said: dict[str, dict[str, Any]] = {}
    lost = lost_machines(caseload)
    for machine in accepted_machines(caseload).values():
        if machine.id in lost:
            continue
        entry = said.setdefault(machine.id, {})
        if machine.is_own:
            voucher = own_signature(caseload, voucher_for(machine.id, machine.public_key))
            entry["vouched"] = {"by": caseload.device, "signature": voucher}
        else:
            content = acceptance_of(machine.id, machine.public_key, machine.roles)
            signature = own_signature(caseload, content)
            entry["accepted"] = {"by": caseload.device, "roles": content[-1], "signature": signature}
    return said
