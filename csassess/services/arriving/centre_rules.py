"""Whose entries of what the centre shares count here: those of its office and of its lead verifier."""

from datetime import date

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.device_card import roles_from
from csassess.data.exchange.merge import Ruling, Verdict
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import CENTRE_ID, keeps_centre, own_writers, writers_elsewhere
from csassess.data.record.events import Event
from csassess.data.record.records import from_row
from csassess.domain.exchange.authority import Act, Effect, Writer, effect
from csassess.domain.records.people import Assessor
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine, StaffMember
from csassess.domain.verification.sampling import plain_name
from csassess.services.arriving.chain_times import ChainTimes


class CentreRules:
    """Judges entries of what the centre shares."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload
        self._times = ChainTimes(caseload)
        self._own, self._accepted = own_writers(caseload), accepted_machines(caseload)

    def ruling(self, event: Event) -> Ruling | None:
        """Return why an entry is set aside, or None if it counts. The tables hold all entries before it."""
        if any((change.entity, change.field) == ("centre", "deleted") for change in event.changes):
            return Ruling.not_allowed(text("a centre is not removed"))
        if any(change.entity == "centre" and change.id != CENTRE_ID for change in event.changes):
            return Ruling.not_allowed(text("there is one centre only"))
        if any(effect(c.entity, Act.WRITE, self._writer(event)) is not Effect.COUNTS for c in event.changes):
            return Ruling(
                Verdict.NOT_ALLOWED,
                text("what the centre shares is written by its office or its lead verifier"),
            )
        return None

    def is_by_lead(self, event: Event) -> bool:
        """Return whether an entry was written by the centre's lead verifier."""
        machine = self._accepted.get(event.device)
        if event.device in self._own:
            person = self._caseload.one(Assessor, CASELOAD_STREAM, event.author)
            return bool(person and person.role is Role.VERIFIER and keeps_centre(self._caseload, person))
        is_verifier = machine is not None and self._was_verifier(machine, event)
        return bool(machine and is_verifier and self._is_lead(machine, event))

    def _writer(self, event: Event) -> Writer:
        if event.device in self._own:
            person = self._caseload.one(Assessor, CASELOAD_STREAM, self._caseload.author)
            is_kept_elsewhere = bool(writers_elsewhere(self._caseload))
            counts = not is_kept_elsewhere or (person and keeps_centre(self._caseload, person))
            return Writer.OWN if counts else Writer.OTHER
        machine = self._accepted.get(event.device)
        if machine is None:
            return Writer.OTHER
        if Role.CENTRE in machine.roles:  # its own word that it was the office before is enough
            return Writer.OFFICE
        is_verifier = self._was_verifier(machine, event)
        return Writer.IN_ROLE if is_verifier and self._is_lead(machine, event) else Writer.OTHER

    def _was_verifier(self, machine: AcceptedMachine, event: Event) -> bool:
        """Return whether a person worked on their machine as a verifier when they wrote an entry.

        An entry cannot predate those that it follows in its chain.
        """
        if Role.VERIFIER in machine.roles:
            return True
        ended = roles_from([words.split(" ", 1) for words in machine.earlier])
        return any(role is Role.VERIFIER and self._times.up_to(event) < until for role, until in ended)

    def _is_lead(self, machine: AcceptedMachine, event: Event) -> bool:
        return is_lead(self._caseload, machine, event.at.date())


def is_lead(caseload: Caseload, machine: AcceptedMachine, day: date) -> bool:
    """Return whether a verifier was accepted here as lead, or is named so by the staff list of a day.

    A list typed here does not name a lead without a person here: `note_leads` made it their acceptance.
    """
    if machine.is_lead:
        return True
    return bool(writers_elsewhere(caseload)) and any(
        plain_name(member.name) == plain_name(machine.name) and member.is_in_post(day)
        for member in leads(caseload)
    )


def leads(caseload: Caseload) -> list[StaffMember]:
    """Return the entries of the centre's staff list that name a lead verifier."""
    rows = caseload.rows("staff-member", CENTRE_STREAM)
    members = (from_row(StaffMember, row) for row in rows if "lead" in str(row["roles"]).casefold())
    return [member for member in members if member.is_lead()]
