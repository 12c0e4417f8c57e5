"""Who signed a pack of units, as it is known here, and what becomes of each unit when it is taken in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from csassess.catalogue import text
from csassess.data.exchange.accepted import accepted_machines, own_devices
from csassess.data.exchange.devices import cards_by_device, own_card
from csassess.data.exchange.false_keys import is_settled_otherwise
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.units.units import built_in
from csassess.domain.assessment.unit_versions import UnitState, states_of
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.domain.value_gate import fault_in
from csassess.exchange.errors import BadFileError
from csassess.exchange.packs import Pack, PackedUnit
from csassess.services.arriving.centre_rules import is_lead
from csassess.services.candidates.staff import lost_devices


class Standing(StrEnum):
    """Who signed a pack, as it is known here."""

    OWN = "own"
    OFFICE = "office"
    LEAD = "lead"
    ACCEPTED = "accepted"
    LOST = "lost"
    STRANGER = "stranger"

    @property
    def keeps_units(self) -> bool:
        """Whether the packs of such a person can be accepted."""
        return self in (Standing.OFFICE, Standing.LEAD)


class Outcome(StrEnum):
    """What taking in a pack does with one unit of it."""

    APPROVED = "approved"
    DRAFT = "draft"
    EARLIER = "earlier"  # approved before the wording in force: kept as superseded
    DRAFT_APPROVED = "draft-approved"
    WITHDRAWN = "withdrawn"
    HERE = "here"
    BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class PackLine:
    """One unit of a pack: what would become of it, and whether another wording of it is here."""

    unit: str
    name: str
    outcome: Outcome
    has_other: bool

    @property
    def words(self) -> str:
        """The unit, and what would become of it, in words."""
        return f"{self.name}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """What would become of the unit, in words."""
        words = {
            Outcome.APPROVED: text("comes in as approved"),
            Outcome.DRAFT: text("comes in as a draft, to be approved here"),
            Outcome.EARLIER: text("comes in, but the wording in force here was approved later and stays"),
            Outcome.DRAFT_APPROVED: text("is here as a draft, which becomes approved"),
            Outcome.WITHDRAWN: text("its approval was withdrawn here, so it stays a draft"),
            Outcome.HERE: text("is here already, in the same wording"),
            Outcome.BUILT_IN: text("comes with the program, so it is left out"),
        }[self.outcome]
        if not self.has_other:
            return words
        other = (
            text("Another wording of it is here: candidates enrolled on that one stay on it")
            if self.outcome in (Outcome.APPROVED, Outcome.DRAFT_APPROVED)
            else text("Another wording of it is here")
        )
        return f"{words}. {other}"

    @property
    def changes(self) -> bool:
        """Whether anything is added or changed."""
        return self.outcome not in (Outcome.WITHDRAWN, Outcome.HERE, Outcome.BUILT_IN)


def standing_of(caseload: Caseload, pack: Pack) -> tuple[Standing, AcceptedMachine | None]:
    """Return who signed a pack, and the accepted machine if it is one.

    Raises BadFileError if the machine is known here with another key.
    """
    card = pack.sender
    known = cards_by_device(caseload).get(card.device)
    machine = accepted_machines(caseload).get(card.device)
    if (
        is_settled_otherwise(caseload, card)
        or (machine and machine.public_key != card.public_key)
        or (card.device == caseload.device and card.public_key != own_card(caseload).public_key)
    ):
        raise BadFileError(
            text(
                "A machine named in the file is known here with a different key. The file was "
                "refused. Ask the machine’s owner."
            )
        )
    if card.device in lost_devices(caseload):
        return Standing.LOST, None
    if card.device in own_devices(caseload) and known and known.public_key == card.public_key:
        return Standing.OWN, None
    if machine is None or machine.person != card.person:
        return Standing.STRANGER, None
    if card.role in machine.roles:
        if card.role is Role.CENTRE:
            return Standing.OFFICE, machine
        if card.role is Role.VERIFIER and is_lead(caseload, machine, caseload.clock().date()):
            return Standing.LEAD, machine
    return Standing.ACCEPTED, machine


def planned(
    caseload: Caseload, pack: Pack, is_accepted: bool, sender: str
) -> list[tuple[PackLine, UnitVersion | None]]:
    """Return what becomes of each unit of a pack, with the record to save for it, or None if there is none.

    Raises BadFileError if a record cannot hold what a unit says.
    """
    today = caseload.clock().date()
    present: dict[str, list[UnitVersion]] = {}
    for version in caseload.all(UnitVersion, CASELOAD_STREAM):
        present.setdefault(version.unit, []).append(version)
    plan = list[tuple[PackLine, UnitVersion | None]]()
    for packed in pack.units:
        unit = packed.wording.unit
        here = present.get(unit.id, [])
        if unit.id in built_in():
            plan.append((PackLine(unit.id, unit.full_name, Outcome.BUILT_IN, False), None))
            continue
        same = next((version for version in here if version.digest == packed.wording.digest), None)
        fresh = same or UnitVersion(
            caseload.new_id(),
            unit.id,
            packed.wording.digest,
            unit.full_name,
            today,
            sender,
            text("pack of {name}", name=sender),
            pack=pack.id,
        )
        outcome, became = _became(packed, fresh, same, here, is_accepted, min(packed.approved, today))
        if became is not None:
            became = replace(became, pack=pack.id)
            _check_held(became)
        others = any(version.digest != packed.wording.digest for version in here)
        plan.append((PackLine(unit.id, unit.full_name, outcome, others), became))
    return plan


def _became(
    packed: PackedUnit,
    version: UnitVersion,
    same: UnitVersion | None,
    here: Sequence[UnitVersion],
    is_accepted: bool,
    approved: date,
) -> tuple[Outcome, UnitVersion | None]:
    """Return what becomes of a unit whose other wordings are `here`, and the record to save, if any."""
    if not is_accepted:
        return (Outcome.HERE, None) if same else (Outcome.DRAFT, version)
    if same and same.withdrawn:
        return Outcome.WITHDRAWN, None
    if same and same.approved and same.approved >= approved:
        return Outcome.HERE, None
    version = replace(
        version,
        approved=approved,
        approved_by=packed.approved_by,
        approved_role=packed.approved_role,
    )
    others = [version if other.id == version.id else other for other in here]
    states = states_of(others if same else [*others, version])
    if states[version.id] is not UnitState.APPROVED:
        return Outcome.EARLIER, version
    return (Outcome.DRAFT_APPROVED if same and not same.approved else Outcome.APPROVED), version


def _check_held(version: UnitVersion) -> None:
    """Raise BadFileError if a record cannot hold what a pack says of a unit."""
    kind = KINDS["unit-version"]
    for name in ("unit", "name", "approved_by", "approved_role", "added_by", "origin"):
        if fault_in(kind, name, getattr(version, name)):
            raise BadFileError(
                text("The pack holds what no record can hold ({part}). It was refused.", part=name)
            )
