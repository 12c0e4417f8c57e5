"""Packs of units: made by those who keep a centre's units, and taken in by its assessors.

What comes in a pack is a draft, no matter who sent it. Once a person here has accepted the packs of their
centre's office or lead verifier, what these approved comes in as approved, and can be withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.exchange.devices import PROGRAM, own_card, own_signature
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage import plain_files
from csassess.data.units.units import built_in
from csassess.domain.assessment.unit_versions import in_force
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError, refuse
from csassess.domain.labels import label
from csassess.domain.names import name_key
from csassess.domain.records.questions import PackAcceptance, UnitPack, UnitVersion
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import AcceptedMachine
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import plain_name
from csassess.exchange.packs import (
    EXTENSION,
    MOST_BYTES,
    Pack,
    PackedUnit,
    is_pack,
    read_pack,
    sealed_pack,
)
from csassess.platform.files import reason_of
from csassess.services.access.caseloads import assessor_of
from csassess.services.files import write_copy
from csassess.services.packs.outcomes import Outcome, PackLine, Standing, planned, standing_of
from csassess.services.units.caseload_units import wording_of

__all__ = [
    "EXTENSION",
    "Opened",
    "Outcome",
    "PackLine",
    "PackPreview",
    "Standing",
    "accepted_people",
    "accepts_packs_of",
    "can_be_packed",
    "check_choice",
    "is_pack_file",
    "make",
    "make_at",
    "open_pack",
    "opened",
    "preview",
    "preview_words",
    "take_in",
    "withdraw_acceptance",
    "withdraw_by_name",
]


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack whose form and signature were checked, with its bytes."""

    pack: Pack
    content: bytes


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a pack holds, from whom it is and how that is known, and what it would change.

    `is_accepted` says that its units come in as approved; `can_accept`, that its sender's packs can be
    accepted once. `if_accepted` are the lines that would hold then. `words` say who the sender is.
    """

    sender: str
    standing: Standing
    is_accepted: bool
    can_accept: bool
    lines: tuple[PackLine, ...]
    if_accepted: tuple[PackLine, ...]
    left_out: tuple[str, ...]
    words: tuple[str, ...]


def can_be_packed(caseload: Caseload) -> list[tuple[str, str]]:
    """Return the approved units that were brought in, as id and name, by name."""
    approved = in_force(caseload.all(UnitVersion, CASELOAD_STREAM))
    return sorted(((v.unit, v.name) for v in approved.values()), key=lambda pair: name_key(pair[1]))


def check_choice(_: Caseload, unit_ids: Sequence[str]) -> None:
    """Raise UserError if no unit is chosen for a pack."""
    if not unit_ids:
        raise UserError(text("Choose at least one unit."))


def make_at(caseload: Caseload, unit_ids: Sequence[str], path: str) -> Opened:
    """Write a pack of approved units to a file; otherwise as `make`."""
    return make(caseload, unit_ids, Path(path))


def make(caseload: Caseload, unit_ids: Sequence[str], path: Path) -> Opened:
    """Write a pack of approved units, signed by this device.

    Raises UserError if a unit is not approved here or comes with the program, if the pack would be too large,
    or if it cannot be written.
    """
    check_choice(caseload, unit_ids)
    versions = caseload.all(UnitVersion, CASELOAD_STREAM)
    approved = in_force(versions)
    packed = [_packed(caseload, unit_id, approved.get(unit_id)) for unit_id in dict.fromkeys(unit_ids)]
    content = sealed_pack(
        own_card(caseload),
        lambda signed: own_signature(caseload, signed),
        PROGRAM,
        caseload.clock(),
        packed,
    )
    written = Opened(read_pack(content), content)
    write_copy(path, content)
    _keep(caseload, written, UserAction.UNIT_PACK_MAKE)
    return written


def _packed(caseload: Caseload, unit_id: str, version: UnitVersion | None) -> PackedUnit:
    if unit_id in built_in():
        raise UserError(text("Everyone has “{unit}”: it comes with the program.", unit=unit_id))
    wording = wording_of(caseload, unit_id)  # says that it is unknown
    if version is None or version.approved is None:
        raise UserError(text("The unit “{unit}” is a draft. Approve it, then pack it.", unit=unit_id))
    return PackedUnit(wording, version.approved, version.approved_by, version.approved_role)


def is_pack_file(path: Path) -> bool:
    """Return whether a file looks like a pack; False if it cannot be read."""
    try:
        with plain_files.opened(path) as file:
            return is_pack(file.read(100))
    except OSError:
        return False


def open_pack(path: Path) -> Opened:
    """Return the pack in a file, with its form and signature checked.

    Touches no record.
    Raises UserError if the file cannot be read or is no sound pack.
    """
    try:
        with plain_files.opened(path) as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError(
            text("“{name}” could not be read: {reason}.", name=path.name, reason=reason_of(error))
        ) from None
    return opened(content)


def opened(content: bytes) -> Opened:
    """Return the pack that some bytes hold; raises BadFileError if they hold none."""
    return Opened(read_pack(content), content)


def preview(caseload: Caseload, opened: Opened) -> PackPreview:
    """Return what taking in a pack would do, and who signed it.

    Raises BadFileError if its machine is known here with another key, or if a record cannot hold what a unit
    says.
    """
    pack = opened.pack
    standing, machine = standing_of(caseload, pack)
    is_accepted = standing.keeps_units and acceptance_of(caseload, pack.sender.person) is not None
    can_accept = standing.keeps_units and not is_accepted
    sender = machine.name if machine else pack.sender.name
    lines = tuple(line for line, _ in planned(caseload, pack, is_accepted, sender))
    if_accepted = tuple(line for line, _ in planned(caseload, pack, True, sender)) if can_accept else lines
    words = _sender_words(pack, standing, machine, sender)
    return PackPreview(sender, standing, is_accepted, can_accept, lines, if_accepted, pack.left_out, words)


def preview_words(shown: PackPreview, *, accept: bool = False) -> tuple[str, ...]:
    """Return a preview in sentences; with `accept`, as if the sender's packs were accepted."""
    lines = shown.if_accepted if accept else shown.lines
    return (
        *shown.words,
        plural("{count} unit:", "{count} units:", len(lines)),
        *(line.words for line in lines),
        *shown.left_out,
    )


def _sender_words(
    pack: Pack, standing: Standing, machine: AcceptedMachine | None, sender: str
) -> tuple[str, ...]:
    """Return who signed a pack, how that is known, and what it means, in sentences."""
    day, code = long_date(pack.created.date()), pack.sender.code
    said = text("Signed on {day} by {name}, machine {code}.", day=day, name=sender, code=code)
    if machine:
        known = text("The machine was accepted here on {day}.", day=long_date(machine.on))
    else:
        known = {
            Standing.OWN: text("It is your own machine."),
            Standing.LOST: text(
                "The machine is marked as lost. Ask {name} whether they sent this.", name=sender
            ),
        }.get(
            standing,
            text(
                "The machine is not accepted here: the name is only what the file says. Ask {name} for the"
                " code of their machine before you use these units.",
                name=sender,
            ),
        )
    role = {
        Standing.OFFICE: text("{name} is the centre’s office.", name=sender),
        Standing.LEAD: text("{name} is the centre’s lead verifier.", name=sender),
        Standing.ACCEPTED: text(
            "{name} works as {role}: only the packs of the centre’s office or lead verifier can be accepted.",
            name=sender,
            role=label(pack.sender.role),
        ),
    }.get(standing, "")
    return tuple(part for part in (said, known, role) if part)


def take_in(caseload: Caseload, opened: Opened, *, accept: bool = False) -> tuple[PackLine, ...]:
    """Take in the units of a pack; `accept` its sender's packs from now on.

    Returns what became of each unit. Raises UserError if anything prevents it: then nothing is added.
    """
    pack = opened.pack
    if assessor_of(caseload).role is Role.READER:
        raise UserError(text("A {role} changes nothing.", role=label(Role.READER)))
    with caseload.together():
        standing, machine = standing_of(caseload, pack)
        sender = machine.name if machine else pack.sender.name
        if accept and not standing.keeps_units:
            raise UserError(
                text("Only the packs of the centre’s accepted office or lead verifier can be accepted.")
            )
        is_accepted = acceptance_of(caseload, pack.sender.person) is not None
        if accept and not is_accepted:
            caseload.save(
                CASELOAD_STREAM,
                UserAction.UNIT_PACK_ACCEPT,
                PackAcceptance(pack.sender.person, sender, caseload.clock().date(), caseload.author),
            )
        plan = planned(caseload, pack, standing.keeps_units and (is_accepted or accept), sender)
        wordings = {packed.wording.digest: packed.wording for packed in pack.units}
        versions = [version for _, version in plan if version is not None]
        for version in versions:
            wording = wordings[version.digest]
            caseload.store_wording(wording.digest, wording.unit.id, wording.content)
        _keep(caseload, opened, UserAction.UNIT_PACK_TAKE, versions)
    return tuple(line for line, _ in plan)


def _keep(
    caseload: Caseload, opened: Opened, action: UserAction, versions: Sequence[UnitVersion] = ()
) -> None:
    """Store a pack with what came of it, as one entry."""
    pack, today = opened.pack, caseload.clock().date()
    sha256 = caseload.attached.put(opened.content)
    record = UnitPack(
        pack.id, pack.sender.device, pack.sender.name, min(pack.created.date(), today), today, sha256
    )
    present = caseload.one(UnitPack, CASELOAD_STREAM, pack.id)
    caseload.save(CASELOAD_STREAM, action, *([] if present else [record]), *versions, are_copies=True)


def acceptance_of(caseload: Caseload, person: str) -> PackAcceptance | None:
    return next((a for a in accepted_people(caseload) if a.id == person), None)


def accepts_packs_of(caseload: Caseload, person: str) -> bool:
    """Return whether a person's packs were accepted here."""
    return acceptance_of(caseload, person) is not None


def accepted_people(caseload: Caseload) -> list[PackAcceptance]:
    """Return whose packs were accepted here, by name."""
    accepted = caseload.all(PackAcceptance, CASELOAD_STREAM)
    return sorted(accepted, key=lambda acceptance: name_key(acceptance.name))


def withdraw_acceptance(caseload: Caseload, person: str) -> None:
    """Withdraw the acceptance of a person's packs: the units of their next ones come in as drafts.

    What came in before stays as it is. Does nothing if they were not accepted.
    """
    acceptance = acceptance_of(caseload, person)
    if acceptance:
        caseload.save(CASELOAD_STREAM, UserAction.UNIT_PACK_REJECT, remove=(acceptance,))


def withdraw_by_name(caseload: Caseload, name: str) -> None:
    """Withdraw the acceptance of the packs of a person, by name.

    Raises UserError if no person of this name is accepted.
    """
    found = [each for each in accepted_people(caseload) if plain_name(each.name) == plain_name(name)]
    if not found:
        raise UserError(text("The packs of “{name}” are not accepted here.", name=name))
    for acceptance in found:
        withdraw_acceptance(caseload, acceptance.id)


def refuse_stranger(caseload: Caseload, opened: Opened) -> None:
    """Raise UserError unless a pack was signed by this person's machine or by one that is accepted here."""
    standing, _ = standing_of(caseload, opened.pack)
    if standing in (Standing.STRANGER, Standing.LOST):
        refuse(
            text(
                "{name}, who signed it, is not accepted here. Open it under Send and receive.",
                name=opened.pack.sender.name,
            )
        )
