"""The centre's staff list, and lost devices."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import centre_records
from csassess.data.storage.account_sentences import forget_fingerprints
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import name_key
from csassess.domain.records.staff import LostDevice, StaffMember
from csassess.domain.records.user_actions import UserAction


def staff_list(caseload: Caseload) -> list[StaffMember]:
    """Return the centre's staff by name."""
    return sorted(centre_records(caseload, StaffMember), key=lambda member: name_key(member.name))


def keep_member(caseload: Caseload, member: StaffMember) -> StaffMember:
    """Add a person to the staff list, or change their entry.

    Raises UserError if the name or role is missing, or if the last day is before the first.
    """
    member = replace(
        member,
        id=member.id or caseload.new_id(),
        name=member.name.strip(),
        roles=member.roles.strip(),
        qualifications=member.qualifications.strip(),
        cpd=member.cpd.strip(),
        certificates=member.certificates.strip(),
        conflict_of_interest=member.conflict_of_interest.strip(),
    )
    present = caseload.one(StaffMember, CENTRE_STREAM, member.id)
    if member.specimen and member.specimen != (present.specimen if present else ()):
        member = replace(member, specimen_on=caseload.clock().date())
    for value, name, field in (
        (member.name, text("the name"), "name"),
        (member.roles, text("the role"), "roles"),
    ):
        if not value:
            raise MissingError(name, field)
    if member.since and member.until and member.until < member.since:
        raise UserError(text("The end date is before the start date. Check the dates."))
    caseload.save(CENTRE_STREAM, UserAction.STAFF_KEEP, member)
    return member


def remove_member(caseload: Caseload, member: StaffMember) -> StaffMember:
    """Remove an entry from the staff list that was made by mistake, and return it.

    A person who leaves gets a last day instead.
    """
    caseload.save(CENTRE_STREAM, UserAction.STAFF_REMOVE, remove=(member,))
    return member


def mark_lost(caseload: Caseload, device: str, on: date, note: str = "") -> LostDevice:
    """Mark a device as lost.

    From then on no file is encrypted for it, and later files from it are pointed out.
    Raises UserError if it is this device, or if the day is in the future.
    """
    if device == caseload.device:
        raise UserError(text("You cannot mark the machine you are working on as lost."))
    if on > caseload.clock().date():
        raise UserError(text("Choose the date it was lost."))
    lost = LostDevice(device, on, caseload.author, note.strip())
    with caseload.together():
        caseload.save(CASELOAD_STREAM, UserAction.DEVICE_LOST, lost)
        forget_fingerprints(caseload.db, device)
    return lost


def mark_found(caseload: Caseload, device: str) -> None:
    """Remove the mark that a device is lost."""
    lost = caseload.one(LostDevice, CASELOAD_STREAM, device)
    if lost:
        caseload.save(CASELOAD_STREAM, UserAction.DEVICE_FOUND, remove=(lost,))


def lost_devices(caseload: Caseload) -> dict[str, LostDevice]:
    """Return the devices marked as lost, by id."""
    return {lost.id: lost for lost in caseload.all(LostDevice, CASELOAD_STREAM)}
