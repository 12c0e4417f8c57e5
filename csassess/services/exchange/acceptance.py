"""People and their machines: whom a person here has accepted, and who wrote without being accepted."""

from dataclasses import dataclass

from csassess.catalogue import text
from csassess.data.exchange import accepted
from csassess.data.exchange.device_card import Card, Claims, machine_code
from csassess.data.exchange.devices import claims_of, peers
from csassess.data.exchange.merge import judge_again
from csassess.data.exchange.quarantine import quarantined_devices, streams_with_quarantined_events
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import unconfirmed_machines, verifies_every_unit
from csassess.domain.labels import label
from csassess.domain.names import name_key
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.services.arriving.arrival_rules import ArrivalRules
from csassess.services.arriving.centre_settling import judge_centre_again, settle_centre
from csassess.services.arriving.earlier_strangers import judge_strangers_again
from csassess.services.exchange.import_rules import refused_whole
from csassess.services.exchange.receiving import finish_removals, settle


@dataclass(frozen=True, slots=True)
class Stranger:
    """A machine that is not accepted here, or not in the role in which its person now works.

    `roles` are those in which its person works and worked on it, the present one first. `code` is
    compared with the person.
    """

    device: str
    name: str
    roles: tuple[Role, ...]
    code: str

    @property
    def words(self) -> str:
        """Name, role and code, in words."""
        roles = ", ".join(label(role) for role in self.roles)
        return text("{name}, {roles}, machine {code}", name=self.name, roles=roles, code=self.code)


def strangers_of(caseload: Caseload, candidate_id: str) -> tuple[Stranger, ...]:
    """Return the machines that wrote in a portfolio, also what is quarantined, and are not accepted."""
    devices = unconfirmed_machines(caseload, candidate_id) | quarantined_devices(caseload.db, candidate_id)
    known = accepted.accepted_machines(caseload).keys() | accepted.own_devices(caseload)
    cards = peers(caseload)
    return tuple(_stranger(caseload, cards[device]) for device in sorted(devices - known) if device in cards)


def strangers(caseload: Caseload) -> tuple[Stranger, ...]:
    """Return the machines that wrote in any portfolio here and are not accepted, by name."""
    known = accepted.accepted_machines(caseload).keys() | accepted.own_devices(caseload)
    if peers(caseload).keys() <= known:
        return ()
    found = {
        stranger.device: stranger
        for candidate in caseload.all(Candidate)
        for stranger in strangers_of(caseload, candidate.id)
    }
    return tuple(sorted(found.values(), key=lambda stranger: name_key(stranger.name)))


def code_of(machine: AcceptedMachine) -> str:
    """Return the code by which people compare a machine."""
    return machine_code(machine.public_key)


def accepted_machine(caseload: Caseload, device: str) -> AcceptedMachine | None:
    """Return a machine that is accepted here, or None."""
    return accepted.accepted_machines(caseload).get(device)


def in_new_role(caseload: Caseload) -> tuple[Stranger, ...]:
    """Return the accepted machines whose person now works in a role not accepted here."""
    cards = peers(caseload)
    return tuple(
        _stranger(caseload, cards[machine.id])
        for machine in accepted.accepted_machines(caseload).values()
        if machine.id in cards and cards[machine.id].role not in machine.roles
    )


def _stranger(caseload: Caseload, card: Card) -> Stranger:
    claims = claims_of(caseload).get(card.device, Claims())
    roles = dict.fromkeys((card.role, *(role for role, _ in claims.roles)))
    return Stranger(card.device, card.name, tuple(roles), card.code)


def accept(caseload: Caseload, *devices: str) -> None:
    """Accept machines in the roles of their cards, once a person here knows whose they are.

    What a person wrote in earlier roles counts too, and so do the machines for which theirs vouches.

    What was set aside for want of it takes effect.
    Raises UserError, having changed nothing, if the record would contradict itself.
    """
    with caseload.together():
        cards = peers(caseload)
        for device in devices:
            accepted.accept_machine(caseload, cards[device], (cards[device].role,))
        accepted.accept_vouched(caseload)
        with refused_whole():
            rules, here = ArrivalRules(caseload), _here(caseload)
            judge_strangers_again(caseload, here, rules)
            waiting = [s for s in streams_with_quarantined_events(caseload.db) if s in here]
            merged = judge_again(caseload, waiting, rules)
            merged.agreed = rules.agreed_among(merged)
            settle(caseload, merged, set())
            settle_centre(caseload, verified_every_unit=verifies_every_unit(caseload))
    finish_removals(caseload, merged)


def _here(caseload: Caseload) -> list[str]:
    return [candidate.id for candidate in caseload.all(Candidate)]


def withdraw(caseload: Caseload, device: str) -> None:
    """Withdraw the acceptance of a machine: what its person judged, decided and signed counts no longer."""
    with caseload.together():
        accepted.reject_machine(caseload, device)
        judge_centre_again(caseload)
