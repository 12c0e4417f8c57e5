"""What a machine signs of another one, and whether what is claimed was signed."""

import json
from collections.abc import Iterable
from typing import Any

from csassess.data.exchange.device_card import Card, Claims, card_from, is_signed
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.records.people import Assessor, Device
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine, LostDevice


def voucher_for(device: str, public_key: str) -> list[Any]:
    """Return the data that a machine signs to vouch for another one of the same person."""
    return ["vouches for", device, public_key]


def succession(before: str) -> list[str]:
    """Return the data that a device signs to name the one that its caseload was before."""
    return ["succeeds", before]


def acceptance_of(device: str, public_key: str, roles: Iterable[Role]) -> list[Any]:
    """Return the data that a machine signs to tell its person's others whom they accepted."""
    return ["accepts", device, public_key, [str(role) for role in roles]]


def lost_machines(caseload: Caseload) -> set[str]:
    """Return the machines marked as lost; they vouch for no other."""
    return {device.id for device in caseload.all(LostDevice, CASELOAD_STREAM)}


def is_vouched_for(caseload: Caseload, card: Card, claims: Claims) -> bool:
    """Return whether an accepted machine, or one of this caseload, vouches for a card's machine."""
    return _weight(caseload, card, claims) >= _CONFIRMED


def is_accepted_by_own(caseload: Caseload, card: Card, claims: Claims) -> bool:
    """Return whether another machine of the person here signed that they accepted a card's machine."""
    by = caseload.one(AcceptedMachine, CASELOAD_STREAM, claims.accepted_by)
    content = acceptance_of(card.device, card.public_key, claims.accepted_roles)
    is_lost = claims.accepted_by in lost_machines(caseload)
    return bool(by and by.is_own and not is_lost and is_signed(by.public_key, claims.acceptance, content))


def better_voucher(caseload: Caseload, card: Card, present: Claims, new: Claims) -> Claims:
    """Return the claims with the voucher that weighs more; of equal ones the present.

    What no one signed never keeps out what was signed.
    """
    return new if _weight(caseload, card, new) > _weight(caseload, card, present) else present


_NONE, _SAID, _SIGNED, _CONFIRMED, _SAME_PERSON = range(5)


def _weight(caseload: Caseload, card: Card, claims: Claims) -> int:
    """Return what a voucher for a card's machine weighs."""
    if not claims.vouched_by:
        return _NONE
    content = voucher_for(card.device, card.public_key)
    machine = caseload.one(AcceptedMachine, CASELOAD_STREAM, claims.vouched_by)
    own = caseload.one(Device, CASELOAD_STREAM, claims.vouched_by)
    if machine or own:
        key = machine.public_key if machine else own.public_key if own else ""
        if not is_signed(key, claims.voucher, content):
            return _SAID
        if claims.vouched_by in lost_machines(caseload):
            return _SIGNED
        people = {person.id for person in caseload.all(Assessor, CASELOAD_STREAM)} if own else set()
        people |= {machine.person} if machine else set()
        return _SAME_PERSON if card.person in people else _CONFIRMED
    row = caseload.db.execute("SELECT card FROM peers WHERE device = ?", (claims.vouched_by,)).fetchone()
    known = card_from(json.loads(row[0])) if row else None
    return _SIGNED if known and is_signed(known.public_key, claims.voucher, content) else _SAID
