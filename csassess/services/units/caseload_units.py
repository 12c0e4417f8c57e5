"""Units of the caseload: bring them in, approve them, export them."""

from dataclasses import dataclass, replace
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import kept_unit, offered_unit, offered_units
from csassess.data.units.toml_file import as_toml
from csassess.data.units.units import Wording, built_in, load_wording, unknown_unit
from csassess.domain.assessment.unit_versions import UnitState, states_of
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.records.people import Enrolment
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Unit
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of, centre_of
from csassess.services.files import MOST_BYTES, read_file, write_copy

__all__ = [
    "CaseloadUnit",
    "UnitState",
    "add",
    "add_wording",
    "approve",
    "brought_in",
    "caseload_units",
    "export",
    "has_any",
    "known",
    "listed",
    "offered",
    "offered_unit",
    "receive",
    "remove_draft",
    "withdraw_approval",
    "wording_of",
]


@dataclass(frozen=True, slots=True)
class CaseloadUnit:
    """A unit that was brought in, with its record and state."""

    version: UnitVersion
    unit: Unit
    state: UnitState


def caseload_units(caseload: Caseload) -> list[CaseloadUnit]:
    """Return every wording of a unit that was brought in, in the order of unit and time.

    One whose words are missing from a damaged caseload is left out.
    """
    return [
        CaseloadUnit(version, kept_unit(caseload, version.digest), state)
        for version, state in listed(caseload)
        if caseload.has_wording(version.digest)
    ]


def listed(caseload: Caseload) -> list[tuple[UnitVersion, UnitState]]:
    """Return the records of all wordings that were brought in, with their states; no wording is read."""
    versions = caseload.all(UnitVersion, CASELOAD_STREAM)
    states = states_of(versions)
    return [
        (version, states[version.id])
        for version in sorted(versions, key=lambda version: (version.unit, version.added))
    ]


def brought_in(caseload: Caseload, version_id: str) -> CaseloadUnit | None:
    """Return one wording that was brought in; None if it is gone, or its words are missing."""
    for version, state in listed(caseload):
        if version.id == version_id and caseload.has_wording(version.digest):
            return CaseloadUnit(version, kept_unit(caseload, version.digest), state)
    return None


def has_any(caseload: Caseload) -> bool:
    """Return whether a unit was ever brought in and is still here."""
    return bool(caseload.all(UnitVersion, CASELOAD_STREAM))


def offered(caseload: Caseload) -> dict[str, str]:
    """Return the units on which candidates can be enrolled: number and title by id."""
    return offered_units(caseload)


def known(caseload: Caseload) -> dict[str, str]:
    """Return the units offered, and those of which only a draft is here, as from a received portfolio."""
    drafts = {version.unit: version.name for version in caseload.all(UnitVersion, CASELOAD_STREAM)}
    offered = offered_units(caseload)
    return offered | {unit_id: name for unit_id, name in drafts.items() if unit_id not in offered}


def wording_of(caseload: Caseload, unit_id: str) -> Wording:
    """Return the wording of a unit: the one in force, else the latest draft.

    One whose words are missing from a damaged caseload is passed over.
    Raises UserError for an unknown id.
    """
    if unit_id in built_in():
        return built_in()[unit_id]
    present = [v for v in caseload.all(UnitVersion, CASELOAD_STREAM) if v.unit == unit_id]
    versions = [v for v in present if caseload.has_wording(v.digest)]
    states = states_of(versions)
    best = sorted(versions, key=lambda v: (states[v.id] is UnitState.APPROVED, v.added))
    if not best:
        raise unknown_unit(unit_id)
    digest = best[-1].digest
    return Wording(kept_unit(caseload, digest), caseload.wording(digest), digest)


def add(
    caseload: Caseload, path: Path, document: Path | None = None, *, new_version: bool = False
) -> CaseloadUnit:
    """Bring in a unit from a specification file, as a draft; `document` is the source it was made from.

    Raises UserError if the file is wrong, if the wording is here already, or if another wording of the unit
    is and it is not said to be a new version. Then nothing is added.
    """
    wording = load_wording(path, of_any_name=True)
    too_large = text("The document is larger than 25 MB. Add the unit without it.")
    content = read_file(document, MOST_BYTES, too_large) if document else b""
    refuse(_reason_against_adding(caseload, wording, new_version=new_version))
    stored = caseload.attached.put(content) if content else ""
    return add_wording(caseload, wording, path.name, stored, new_version=new_version)


def add_wording(
    caseload: Caseload, wording: Wording, origin: str, document: str = "", *, new_version: bool = False
) -> CaseloadUnit:
    """Bring in a unit from its wording, as a draft; `document` is the SHA-256 of its stored source.

    Raises UserError as `add` does.
    """
    refuse(_reason_against_adding(caseload, wording, new_version=new_version))
    version = UnitVersion(
        caseload.new_id(),
        wording.unit.id,
        wording.digest,
        wording.unit.full_name,
        caseload.clock().date(),
        assessor_of(caseload).name,
        origin,
        document,
    )
    with caseload.together():
        caseload.store_wording(wording.digest, wording.unit.id, wording.content)
        caseload.save(CASELOAD_STREAM, UserAction.UNIT_ADD, version)
    return CaseloadUnit(version, wording.unit, UnitState.DRAFT)


def _reason_against_adding(caseload: Caseload, wording: Wording, *, new_version: bool) -> str:
    unit_id = wording.unit.id
    if unit_id in built_in():
        return text("The program comes with a unit called “{unit}”. Give yours another id.", unit=unit_id)
    present = [v for v in caseload.all(UnitVersion, CASELOAD_STREAM) if v.unit == unit_id]
    if any(version.digest == wording.digest for version in present):
        return text("The unit “{unit}” is here already, in the same wording.", unit=unit_id)
    if present and not new_version:
        return text(
            "A unit called “{unit}” is here already, in another wording. Add it as a new version, or"
            " give it another id.",
            unit=unit_id,
        )
    return ""


def receive(caseload: Caseload, unit: Unit, digest: str, sender: str) -> None:
    """Add a wording that came with a received portfolio as a draft, unless it is here already.

    The wording itself is stored already, within the caller's transaction. A reader enrols no one, and so has
    no units of their own.
    """
    if unit.id in built_in() or assessor_of(caseload).role is Role.READER:
        return
    if any(version.digest == digest for version in caseload.all(UnitVersion, CASELOAD_STREAM)):
        return
    version = UnitVersion(
        caseload.new_id(),
        unit.id,
        digest,
        unit.full_name,
        caseload.clock().date(),
        sender,
        text("portfolio file of {name}", name=sender),
    )
    caseload.save(CASELOAD_STREAM, UserAction.UNIT_ADD, version, are_copies=True)


def approve(caseload: Caseload, unit_id: str, name: str, role: str, version: str = "") -> CaseloadUnit:
    """Approve the latest draft of a unit: from now on, candidates are enrolled on this wording.

    `version` names another draft than the latest.

    Raises UserError without a name or role, if there is no draft, or if the centre asks for a second person
    and this is the one who brought the unit in.
    """
    if not name.strip():
        raise MissingError(text("the name of the person who approves the unit"), "name")
    if not role.strip():
        raise MissingError(text("the role of the person who approves the unit"), "role")
    draft = _draft(caseload, unit_id, version)
    refuse(reason_against_approving(caseload, draft, name))
    approved = replace(
        draft,
        approved=caseload.clock().date(),
        approved_by=name.strip(),
        approved_role=role.strip(),
        withdrawn=None,
    )
    caseload.save(CASELOAD_STREAM, UserAction.UNIT_APPROVE, approved)
    return CaseloadUnit(approved, kept_unit(caseload, draft.digest), UnitState.APPROVED)


def reason_against_approving(caseload: Caseload, draft: UnitVersion, name: str) -> str:
    """Return why a person may not approve a draft; empty if they may."""
    if centre_of(caseload).second_approves_units and plain_name(name) == plain_name(draft.added_by):
        return text(
            "At this centre a second person approves units: {name} brought this one in. Ask somebody else.",
            name=draft.added_by,
        )
    return ""


def withdraw_approval(caseload: Caseload, unit_id: str) -> CaseloadUnit:
    """Withdraw the approval of the wording in force: it is a draft again, and one before it is in force.

    Candidates who are enrolled on it stay so. Raises UserError if no wording is approved.
    """
    present = next(
        (
            version
            for version, state in listed(caseload)
            if version.unit == unit_id
            and state is UnitState.APPROVED
            and caseload.has_wording(version.digest)
        ),
        None,
    )
    if present is None:
        raise UserError(text("No wording of “{unit}” is approved.", unit=unit_id))
    draft = replace(
        present, approved=None, approved_by="", approved_role="", withdrawn=caseload.clock().date()
    )
    caseload.save(CASELOAD_STREAM, UserAction.UNIT_WITHDRAW_APPROVAL, draft)
    return CaseloadUnit(draft, kept_unit(caseload, draft.digest), UnitState.DRAFT)


def remove_draft(caseload: Caseload, unit_id: str, version: str = "") -> UnitVersion:
    """Remove the latest draft of a unit, or the one that `version` names.

    Raises UserError if there is none, or if a candidate is enrolled on this wording.
    """
    draft = _draft(caseload, unit_id, version)
    if any(enrolment.digest == draft.digest for _, enrolment in caseload.where(Enrolment, "id", draft.unit)):
        raise UserError(
            text("A candidate is enrolled on this wording of “{unit}”, so it stays.", unit=unit_id)
        )
    caseload.save(CASELOAD_STREAM, UserAction.UNIT_REMOVE, remove=(draft,))
    return draft


def export(caseload: Caseload, unit_id: str, path: Path) -> None:
    """Write the wording of a unit as a specification file, which is the same unit when it is read again.

    Raises UserError for an unknown id, or if the file cannot be written.
    """
    write_copy(path, as_toml(wording_of(caseload, unit_id).content).encode())


def _draft(caseload: Caseload, unit_id: str, version: str = "") -> UnitVersion:
    if unit_id in built_in():
        raise UserError(text("The program comes with “{unit}”: it needs no approval.", unit=unit_id))
    own = [
        (stored, state)
        for stored, state in listed(caseload)
        if stored.unit == unit_id and caseload.has_wording(stored.digest)
    ]
    drafts = [stored for stored, state in own if state is UnitState.DRAFT and version in ("", stored.id)]
    if not own:
        wording_of(caseload, unit_id)  # says that it is unknown
    if not drafts:
        raise UserError(text("The unit “{unit}” has no draft: it is approved already.", unit=unit_id))
    return drafts[-1]
