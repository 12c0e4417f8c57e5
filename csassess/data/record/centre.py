"""What the centre shares, such as its settings, staff list and plan of sampling, and who keeps it.

Its stream is written by the office or the lead verifier. Before anything of theirs arrives, the person who
works here keeps a list of their own. What others keep then replaces it, and what was typed here is set aside.
"""

from typing import TypeVar

from csassess.catalogue import text
from csassess.data.record.reader import RecordReader
from csassess.domain.labels import label
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import Assessor, Centre, Device
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine, StaffMember
from csassess.domain.verification.sampling import plain_name

CENTRE_ID = "centre"  # the one record of the centre itself
CENTRE_KINDS = tuple(sorted(name for name, kind in KINDS.items() if kind.stream is Stream.CENTRE))

_CENTRE = Stream.CENTRE.value
Shared = TypeVar("Shared")


def centre_stream(reader: RecordReader) -> str:
    """Return the stream of the centre's records; until they were moved, it is the caseload's own."""
    return _CENTRE if reader.row("centre", _CENTRE, CENTRE_ID) else Stream.CASELOAD.value


def centre_records(reader: RecordReader, record_type: type[Shared]) -> list[Shared]:
    """Return the centre's records of a kind, in the order in which they were made."""
    return reader.all(record_type, centre_stream(reader))


def centre_settings(reader: RecordReader) -> Centre:
    """Return the centre the caseload belongs to."""
    return centre_records(reader, Centre)[0]


def own_writers(reader: RecordReader) -> set[str]:
    """Return the machines of the person who works here, this one and those that it was included."""
    own = {device.id for device in reader.all(Device, Stream.CASELOAD)}
    return own | {machine.id for machine in reader.all(AcceptedMachine, Stream.CASELOAD) if machine.is_own}


def writers_elsewhere(reader: RecordReader) -> set[str]:
    """Return the machines of others whose entries of the centre's records count here."""
    rows = reader.db.execute("SELECT DISTINCT device FROM events WHERE stream = ?", (_CENTRE,)).fetchall()
    others = {row[0] for row in rows}
    return others - own_writers(reader) if others else others


def is_lead_by_list(reader: RecordReader, name: str) -> bool:
    """Return whether the staff list names a person as lead verifier: that of others, if there is one."""
    others = writers_elsewhere(reader)
    return any(
        not others or _is_written_by(reader, member, others)
        for member in reader.all(StaffMember, _CENTRE)
        if member.is_lead() and plain_name(member.name) == plain_name(name)
    )


def _is_written_by(reader: RecordReader, member: StaffMember, devices: set[str]) -> bool:
    heads = reader.heads(_CENTRE, "staff-member", member.id)
    events = {*heads.get("roles", ()), *heads.get("name", ())}
    marks = ", ".join("?" * len(events))
    rows = reader.db.execute(f"SELECT DISTINCT device FROM events WHERE id IN ({marks})", tuple(events))
    return {row[0] for row in rows.fetchall()} <= devices


def keeps_centre(reader: RecordReader, person: Assessor) -> bool:
    """Return whether a person here is the centre's office or lead verifier."""
    if person.role is Role.CENTRE:
        return True
    return person.role is Role.VERIFIER and is_lead_by_list(reader, person.name)


def reason_against_changing(reader: RecordReader, person: Assessor) -> str:
    """Return why a person here may not change what the centre shares; empty if they may.

    As long as no one else keeps it, everyone but a reader may.
    """
    if person.role is Role.READER:
        return text("A {role} changes nothing.", role=label(person.role))
    if keeps_centre(reader, person) or not writers_elsewhere(reader):
        return ""
    return text(
        "The centre’s office or lead verifier keeps this, and it arrives here with their files. "
        "Ask them to change it."
    )
