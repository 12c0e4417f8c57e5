"""Machines on the centre's staff list, so that others accept many people at once instead of code by code.

Whoever keeps the list accepted each of them by its code. Nobody is accepted by the list alone: a person
on each machine agrees to what it names. The office itself is never accepted in this way.
"""

from dataclasses import replace

from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.devices import peers
from csassess.data.exchange.vouchers import lost_machines
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.centre import reason_against_changing, writers_elsewhere
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine, StaffMember
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.names import names_in
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.exchange import acceptance
from csassess.services.exchange.acceptance import Stranger, strangers


def not_yet_listed(caseload: Caseload) -> list[tuple[StaffMember, AcceptedMachine]]:
    """Return the accepted machines of people on the staff list that are not on it, with their entries.

    A person is known by the name on the machine; a name that stands twice on the list names nobody.
    """
    lost = lost_machines(caseload)
    members: dict[str, list[StaffMember]] = {}
    for member in caseload.all(StaffMember, CENTRE_STREAM):
        for name in _names(member):
            members.setdefault(name, []).append(member)
    return [
        (found[0], machine)
        for machine in accepted_machines(caseload).values()
        if machine.id not in lost
        and len(found := members.get(plain_name(machine.name), [])) == 1
        and not set(_listed(machine)) <= set(found[0].machines)
    ]


def put_on_list(caseload: Caseload, devices: frozenset[str]) -> None:
    """Put accepted machines on the staff list, each at the entry of its person."""
    changed: dict[str, StaffMember] = {}
    for member, machine in not_yet_listed(caseload):
        if machine.id in devices:
            entry = changed.get(member.id, member)
            machines = dict.fromkeys((*entry.machines, *_listed(machine)))
            changed[member.id] = replace(entry, machines=tuple(machines))
    if changed:
        caseload.save(CENTRE_STREAM, UserAction.STAFF_KEEP, *changed.values())


def withdraw(caseload: Caseload, device: str) -> None:
    """Withdraw the acceptance of a machine, and take it off the staff list if the person here keeps that."""
    machine = accepted_machines(caseload)[device]
    with caseload.together():
        acceptance.withdraw(caseload, device)
        if reason_against_changing(caseload, assessor_of(caseload)):
            return
        entries = [
            replace(member, machines=tuple(m for m in member.machines if not m.endswith(machine.public_key)))
            for member in caseload.all(StaffMember, CENTRE_STREAM)
            if any(m.endswith(machine.public_key) for m in member.machines)
        ]
        if entries:
            caseload.save(CENTRE_STREAM, UserAction.STAFF_KEEP, *entries)


def listed_strangers(caseload: Caseload) -> tuple[Stranger, ...]:
    """Return the machines not accepted here that the centre's list names, in the role in which it does.

    Empty while no other machine keeps the list.
    """
    if not writers_elsewhere(caseload):
        return ()
    named: dict[str, set[str]] = {}
    for member in caseload.all(StaffMember, CENTRE_STREAM):
        for machine in member.machines:
            named.setdefault(machine, set()).update(_names(member))
    cards, lost = peers(caseload), lost_machines(caseload)
    return tuple(
        stranger
        for stranger in strangers(caseload)
        if stranger.device not in lost
        and (card := cards[stranger.device]).role is not Role.CENTRE
        and plain_name(card.name) in named.get(f"{card.role} {card.public_key}", ())
    )


def accept_listed(caseload: Caseload, devices: frozenset[str]) -> None:
    """Accept machines that the centre's list names; raises UserError as `acceptance.accept` does."""
    chosen = [stranger.device for stranger in listed_strangers(caseload) if stranger.device in devices]
    acceptance.accept(caseload, *chosen)


def _listed(machine: AcceptedMachine) -> list[str]:
    return [f"{role} {machine.public_key}" for role in machine.roles if role is not Role.CENTRE]


def _names(member: StaffMember) -> set[str]:
    return {plain_name(name) for name in (member.name, *names_in(member.known_as))}
