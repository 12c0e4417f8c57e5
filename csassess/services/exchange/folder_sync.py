"""Machines kept in step through a folder that something else carries: each writes its own files there, and reads the others'.

`FOLDER/csassess/MACHINE/` holds a machine's key file and its portfolio files, numbered in the order they are to be read.
Names that are not exactly so (a copy half carried, renamed, or doubled as "conflicted copy") are left alone.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import had_by, own_identity, peers
from csassess.data.exchange.merge import chain_ends
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.exchange.errors import BadFileError, LockedForOthersError
from csassess.services.candidates.candidates import list_candidates
from csassess.services.candidates.staff import lost_devices
from csassess.services.exchange import key_files, receiving, sending
from csassess.services.exchange.receiving import Opened
from csassess.services.exchange.sending import Parcel
from csassess.services.exchange.sync_folder_location import FOLDER, folder_of

_PARTNERS, _READ = "step-partners", "step-read"
_NAME = re.compile(r"([0-9a-f]{12})-([0-9]{6})\.csbundle")
_KEY = "machine.cskey"


@dataclass(frozen=True, slots=True)
class Partner:
    """Another machine seen in the folder: its card, and whether it was accepted here."""

    card: Card
    accepted: bool


def choose_folder(caseload: Caseload, folder: Path) -> None:
    """Keep this machine in step through a folder, and put its key file there; raises UserError where it cannot be written to."""
    try:
        _own(caseload, folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            text(
                "The folder “{folder}” cannot be written to: {reason}.", folder=folder, reason=error.strerror
            )
        ) from None
    key_files.write_key_file(caseload, _own(caseload, folder) / _KEY)
    caseload.local.set(FOLDER, str(folder))


def leave_folder(caseload: Caseload) -> None:
    """Stop keeping in step; what is in the folder stays there."""
    caseload.local.set(FOLDER, "")


def _own(caseload: Caseload, folder: Path) -> Path:
    return folder / "csassess" / caseload.device[:12]


def partners(caseload: Caseload) -> list[Partner]:
    """Return the other machines in the folder by their key files, keeping their cards; files that are none are left alone."""
    folder = folder_of(caseload)
    found = []
    for key in sorted(folder.glob(f"csassess/*/{_KEY}")) if folder else []:
        if key.parent.name != caseload.device[:12]:
            try:
                card = key_files.read_key_file(caseload, key)
            except UserError:
                continue
            if card.device[:12] == key.parent.name:
                found.append(Partner(card, card.device in _accepted(caseload)))
    return found


def accept(caseload: Caseload, device: str) -> None:
    """Accept another machine of the folder: from now on it is given everything, and what it gives is taken in."""
    caseload.local.set(_PARTNERS, json.dumps(sorted({*_accepted(caseload), device})))


def _accepted(caseload: Caseload) -> set[str]:
    return set(json.loads(caseload.local.get(_PARTNERS) or "[]"))


def _partner_cards(caseload: Caseload) -> list[Card]:
    """Return the accepted machines: nothing is given to one that was lost, nor taken from it."""
    known, lost = peers(caseload), lost_devices(caseload)
    return [known[device] for device in sorted(_accepted(caseload)) if device in known and device not in lost]


def to_give(caseload: Caseload) -> Iterator[tuple[Parcel, Path]]:
    """Yield what the accepted machines have not had yet, one candidate at a time, with the path it is to be written to."""
    folder, cards = folder_of(caseload), _partner_cards(caseload)
    if folder is None or not cards or not folder.is_dir():
        return
    own = _own(caseload, folder)
    for candidate in list_candidates(caseload):
        ends = {device: sequence for device, (sequence, _) in chain_ends(caseload, candidate.id).items()}
        if all(had_by(caseload, card.recipient, candidate.id) == ends for card in cards):
            continue
        whose = _whose(candidate.id)
        given = [
            int(found[2])
            for path in own.glob("*.csbundle")
            if (found := _NAME.fullmatch(path.name)) and found[1] == whose
        ]
        parcel = sending.gather(caseload, [candidate.id], recipients=cards, only_new=True, with_forms=False)
        yield parcel, own / f"{whose}-{max(given, default=0) + 1:06}.csbundle"


def _whose(candidate_id: str) -> str:
    return hashlib.sha256(candidate_id.encode()).hexdigest()[:12]


def to_take(caseload: Caseload) -> list[Path]:
    """Return the files of accepted machines that are next to be read, in order; of each portfolio no number is passed over."""
    folder = folder_of(caseload)
    found = []
    for card in _partner_cards(caseload):
        numbered: dict[str, list[int]] = {}
        theirs = folder / "csassess" / card.device[:12] if folder else Path()
        for path in theirs.glob("*.csbundle") if folder else []:
            name = _NAME.fullmatch(path.name)
            if name:
                numbered.setdefault(name[1], []).append(int(name[2]))
        for whose, numbers in sorted(numbered.items()):
            number = _read(caseload).get(f"{card.device} {whose}", 0) + 1
            while number in numbers:
                found.append(theirs / f"{whose}-{number:06}.csbundle")
                number += 1
    return found


def _read(caseload: Caseload) -> dict[str, int]:
    return dict(json.loads(caseload.local.get(_READ) or "{}"))


def check_place(path: Path, opened: Opened) -> None:
    """Raise BadFileError where a file is not what its place and name say, as one that was renamed."""
    name = _NAME.fullmatch(path.name)
    sender = opened.bundle.sender.device
    if (
        name is None
        or path.parent.name != sender[:12]
        or [_whose(each) for each in opened.bundle.streams] != [name[1]]
    ):
        raise BadFileError(text("A file in the folder is not what its name says. It is left alone."))


def mark_read(caseload: Caseload, path: Path) -> None:
    """Keep that a file was read, so that the one after it is next."""
    name = _NAME.fullmatch(path.name)
    card = next((card for card in _partner_cards(caseload) if card.device[:12] == path.parent.name), None)
    if name and card:
        caseload.local.set(_READ, json.dumps({**_read(caseload), f"{card.device} {name[1]}": int(name[2])}))


def opened_for_us(path: Path, identity: str) -> Opened | None:
    """Return a file of the folder, opened and checked; None where it was locked before this machine was accepted: a later one
    holds all of it. Touches no record, so it may run on any thread. Raises UserError."""
    try:
        opened = receiving.open_file(path, identity)
    except LockedForOthersError:
        return None
    check_place(path, opened)
    return opened


def sync_folder(caseload: Caseload, took: Callable[[], object] = lambda: None) -> tuple[int, int, list[str]]:
    """Take in what others gave, then give what they have not had; return how many files came, how many went, and what was left
    alone for now, in sentences. `took` is told of each file that came."""
    came, went, left = 0, 0, list[str]()
    partners(caseload)
    waiting: set[str] = set()
    for path in to_take(caseload):
        chain = path.name[:12] + path.parent.name
        if chain in waiting:
            continue  # it continues one that could not be read yet
        try:
            opened = opened_for_us(path, own_identity(caseload))
            if opened:
                new = receiving.take_pictures(opened, caseload.attached.another())
                receiving.receive(caseload, opened, new)
                came += 1
                took()
        except UserError as error:
            waiting.add(chain)
            left.append(f"{path.name}: {error}")
            continue
        mark_read(caseload, path)
    for parcel, path in to_give(caseload):
        sending.write_parcel(parcel, path)
        sending.sent(caseload, parcel)
        went += 1
    return came, went, left
