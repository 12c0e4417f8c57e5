"""Qualifications of the caseload: bring in what they ask for, approve it, export it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cattrs import ClassValidationError

from csassess.catalogue import text
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.qualifications.reader import (
    QualificationWording,
    load_qualification,
    qualification_wording,
)
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.units.checks import cause_of
from csassess.data.units.toml_file import as_toml
from csassess.domain.assessment.unit_versions import UnitState, in_force, states_of
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.names import name_key
from csassess.domain.qualifications.specification import Specification
from csassess.domain.records.people import Qualification, Registration
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates.candidates import qualification_registered
from csassess.services.files import write_copy


@dataclass(frozen=True, slots=True)
class CaseloadQualification:
    """A qualification that was brought in, with its record and state.

    `specification` is None if it is in a format that this program does not read.
    """

    version: QualificationVersion
    specification: Specification | None
    state: UnitState


def versions(caseload: Caseload) -> list[QualificationVersion]:
    """Return every wording that was brought in, in the order of qualification and time."""
    return sorted(
        caseload.all(QualificationVersion, CASELOAD_STREAM), key=lambda v: (name_key(v.name), v.added)
    )


def caseload_qualifications(caseload: Caseload) -> list[CaseloadQualification]:
    """Return every qualification that was brought in, by name, with its state.

    One whose words are missing from a damaged caseload is left out.
    """
    return [
        CaseloadQualification(version, kept_qualification(caseload, version.digest), state)
        for version, state in listed(caseload)
        if caseload.has_wording(version.digest)
    ]


def listed(caseload: Caseload) -> list[tuple[QualificationVersion, UnitState]]:
    """Return the records of all wordings that were brought in, with their states; no wording is read."""
    everything = versions(caseload)
    states = states_of(everything)
    return [(version, states[version.id]) for version in everything]


def is_in_use(caseload: Caseload) -> bool:
    """Return whether anybody was registered for a qualification here, or one was brought in."""
    return bool(caseload.all(Qualification, CASELOAD_STREAM) or versions(caseload))


def offered(caseload: Caseload) -> dict[str, str]:
    """Return the qualifications for which candidates can be registered: the name by the digest."""
    present = in_force(versions(caseload)).values()
    return {version.digest: version.name for version in sorted(present, key=lambda v: name_key(v.name))}


def digest_titled(caseload: Caseload, title: str) -> str:
    """Return the digest of the one approved qualification with a title or full name; "" if it is not one."""
    wanted, found = plain_name(title), []
    for digest, name in offered(caseload).items():
        stated = kept_qualification(caseload, digest)
        if wanted in {plain_name(name), plain_name(stated.title if stated else name)}:
            found.append(digest)
    return found[0] if len(found) == 1 else ""


def add(caseload: Caseload, path: Path, *, new_version: bool = False) -> CaseloadQualification:
    """Bring in a qualification from a file, as a draft.

    Raises UserError if the file is wrong, if the wording is here already, or if another wording of it is and
    it is not said to be a new version. Then nothing is added.
    """
    return _keep(caseload, load_qualification(path), path.name, new_version=new_version)


def compose(
    caseload: Caseload, content: dict[str, Any], *, new_version: bool = False
) -> CaseloadQualification:
    """Keep a qualification that was composed here, as a draft.

    Raises UserError if something in it is wrong or missing, and as `add` does.
    """
    try:
        wording = qualification_wording(content)
    except (ClassValidationError, ValueError) as error:
        raise UserError(text("Not yet: {cause}.", cause=cause_of(error))) from None
    return _keep(caseload, wording, text("composed here"), new_version=new_version)


def _keep(
    caseload: Caseload, wording: QualificationWording, origin: str, *, new_version: bool
) -> CaseloadQualification:
    specification = wording.specification
    present = [version for version in versions(caseload) if version.of == specification.id]
    if any(version.digest == wording.digest for version in present):
        raise UserError(
            text("The qualification “{name}” is here already, in the same wording.", name=specification.id)
        )
    if present and not new_version:
        raise UserError(
            text(
                "A qualification called “{name}” is here already, in another wording. Add it as a new "
                "version, or give it another id.",
                name=specification.id,
            )
        )
    version = _version(caseload, specification, wording.digest, assessor_of(caseload).name, origin)
    with caseload.together():
        caseload.store_wording(wording.digest, specification.id, wording.content)
        caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_BRING_IN, version)
    return CaseloadQualification(version, specification, UnitState.DRAFT)


def _version(
    caseload: Caseload, specification: Specification, digest: str, added_by: str, origin: str
) -> QualificationVersion:
    today = caseload.clock().date()
    return QualificationVersion(
        caseload.new_id(), specification.id, digest, specification.name, today, added_by, origin
    )


def receive(caseload: Caseload, specification: Specification, digest: str, sender: str) -> None:
    """Add a wording that came with a received portfolio as a draft, unless it is here already.

    The wording itself is stored already, within the caller's transaction. A reader registers no one.
    """
    if assessor_of(caseload).role is Role.READER:
        return
    if any(version.digest == digest for version in versions(caseload)):
        return
    origin = text("portfolio file of {name}", name=sender)
    version = _version(caseload, specification, digest, sender, origin)
    caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_BRING_IN, version, are_copies=True)


def approve(caseload: Caseload, version_id: str, name: str, role: str) -> QualificationVersion:
    """Approve a draft: from now on, candidates are registered for this wording.

    Who was registered by its title before, as from a list, is registered for this wording too.
    Raises UserError without a name or role, if it is not a draft, or if the centre asks for a second person
    and this is the one who brought it in.
    """
    if not name.strip():
        raise MissingError(text("the name of the person who approves the qualification"), "name")
    if not role.strip():
        raise MissingError(text("the role of the person who approves the qualification"), "role")
    draft = _in_state(caseload, version_id, UnitState.DRAFT)
    refuse(reason_against_approving(caseload, draft, name))
    approved = replace(
        draft, approved=caseload.clock().date(), approved_by=name.strip(), approved_role=role.strip()
    )
    with caseload.together():
        caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_APPROVE, approved)
        _take_registrations(caseload, approved)
    return approved


def _take_registrations(caseload: Caseload, approved: QualificationVersion) -> None:
    """Let registrations by title alone be for the approved wording, if nothing else has that title.

    Those of portfolios that may not be changed here stay as they are.
    """
    stated = kept_qualification(caseload, approved.digest)
    for named in caseload.all(Qualification, CASELOAD_STREAM):
        is_other = stated is not None and named.number not in ("", stated.number)
        if is_other or digest_titled(caseload, named.title) != approved.digest:
            continue
        for candidate_id, registration in caseload.where(Registration, "qualification", named.id):
            if registration.digest or reason_against(caseload, candidate_id, "registration"):
                continue
            own = qualification_registered(caseload, named.title, named.number, approved.digest)
            changed = replace(registration, qualification=own.id, digest=approved.digest)
            caseload.save(candidate_id, UserAction.CANDIDATE_REGISTRATION_CHANGE, changed)


def reason_against_approving(caseload: Caseload, draft: QualificationVersion, name: str) -> str:
    """Return why a person may not approve a draft; empty if they may."""
    if not caseload.has_wording(draft.digest):
        return _missing()
    if kept_qualification(caseload, draft.digest) is None:
        return text("It is in a newer format. Install the newest csassess to approve it.")
    if centre_of(caseload).second_approves_units and plain_name(name) == plain_name(draft.added_by):
        return text(
            "At this centre a second person approves units and qualifications: {name} brought this one in. "
            "Ask somebody else.",
            name=draft.added_by,
        )
    return ""


def withdraw_approval(caseload: Caseload, version_id: str) -> QualificationVersion:
    """Withdraw the approval of the wording in force: it is a draft again, and one before it is in force.

    Candidates who are registered for it stay so. Raises UserError if it is not approved.
    """
    present = _in_state(caseload, version_id, UnitState.APPROVED)
    draft = replace(present, approved=None, approved_by="", approved_role="")
    caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_WITHDRAW_APPROVAL, draft)
    return draft


def remove_draft(caseload: Caseload, version_id: str) -> QualificationVersion:
    """Remove a draft.

    Raises UserError if it is not a draft, or if a candidate is registered for this wording.
    """
    draft = _in_state(caseload, version_id, UnitState.DRAFT)
    if caseload.where(Registration, "digest", draft.digest):
        raise UserError(
            text("A candidate is registered for this wording of “{name}”, so it stays.", name=draft.name)
        )
    caseload.save(CASELOAD_STREAM, UserAction.QUALIFICATION_REMOVE, remove=(draft,))
    return draft


def version_of(caseload: Caseload, qualification_id: str, *states: UnitState) -> QualificationVersion:
    """Return the latest version of a qualification in one of some states, or in any.

    Raises UserError if there is none.
    """
    own = [(version, state) for version, state in listed(caseload) if version.of == qualification_id]
    if not own:
        raise UserError(
            text(
                "The qualification “{name}” was not found. To see all, use “csassess qualifications list”.",
                name=qualification_id,
            )
        )
    matching = [version for version, state in own if not states or state in states]
    if not matching:
        words = {UnitState.DRAFT: text("no draft"), UnitState.APPROVED: text("no approved wording")}[
            states[0]
        ]
        raise UserError(text("The qualification “{name}” has {what}.", name=qualification_id, what=words))
    return matching[-1]


def best_version(caseload: Caseload, qualification_id: str) -> QualificationVersion:
    """Return the approved version of a qualification, the latest draft if none is approved.

    Raises UserError if there is none.
    """
    present = in_force(versions(caseload)).get(qualification_id)
    return present or version_of(caseload, qualification_id)


def export(caseload: Caseload, digest: str, path: Path) -> None:
    """Write a wording as a file, which is the same qualification when it is read again.

    Raises UserError if the file cannot be written, or if the wording is missing from a damaged caseload.
    """
    if not caseload.has_wording(digest):
        raise UserError(_missing())
    write_copy(path, as_toml(caseload.wording(digest)).encode())


def _in_state(caseload: Caseload, version_id: str, state: UnitState) -> QualificationVersion:
    for version, present in listed(caseload):
        if version.id == version_id and present is state:
            return version
    raise UserError(text("This was changed in the meantime. Look at it again."))


def _missing() -> str:
    return text("What it asks for is missing from this caseload. Restore the caseload from a backup.")
