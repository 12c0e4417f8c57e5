"""Keep devices in sync through a folder that another program carries between them.

`FOLDER/csassess/DEVICE/` holds one device's key file and its portfolio files, numbered in reading
order. Each device writes only its own files and reads the others'. Files with any other name
(partial, renamed, or "conflicted copy") are ignored.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.accepted import accept_machine
from csassess.data.exchange.chains import chain_ends
from csassess.data.exchange.device_card import Card, Claims
from csassess.data.exchange.devices import had_by, keep_card, keep_claims, own_identity, peers
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
    """Another device seen in the folder: its card, and whether it was accepted here."""

    card: Card
    accepted: bool


def choose_folder(caseload: Caseload, folder: Path) -> None:
    """Sync this device through a folder, and write its key file there.

    Raises UserError if the folder cannot be written to.
    """
    try:
        _own_folder(caseload, folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            text(
                "The folder “{folder}” cannot be written to: {reason}.", folder=folder, reason=error.strerror
            )
        ) from None
    key_files.write_key_file(caseload, _own_folder(caseload, folder) / _KEY)
    caseload.local.set(FOLDER, str(folder))


def leave_folder(caseload: Caseload) -> None:
    """Stop syncing; the files in the folder stay."""
    caseload.local.set(FOLDER, "")


def _own_folder(caseload: Caseload, folder: Path) -> Path:
    return folder / "csassess" / caseload.device[:12]


def partners(caseload: Caseload) -> list[Partner]:
    """Return the other devices in the folder."""
    accepted = _accepted(caseload)
    return [Partner(card, device in accepted) for device, (card, *_) in _cards_in_folder(caseload).items()]


def _cards_in_folder(caseload: Caseload) -> dict[str, tuple[Card, str, Claims]]:
    """Return the cards in the folder with their signatures, by device.

    Files that are not valid key files are ignored.
    """
    folder, cards = folder_of(caseload), dict[str, tuple[Card, str, Claims]]()
    for key in sorted(folder.glob(f"csassess/*/{_KEY}")) if folder else []:
        if key.parent.name != caseload.device[:12]:
            with suppress(UserError):
                card, signature, claims = key_files.card_in(key)
                if card.device[:12] == key.parent.name:
                    cards[card.device] = (card, signature, claims)
    return cards


def accept(caseload: Caseload, device: str) -> None:
    """Accept another device as the user's own: from now on all portfolios are exchanged with it."""
    card, signature, claims = _cards_in_folder(caseload)[device]
    with caseload.together():
        keep_card(caseload, card, signature)
        keep_claims(caseload, device, claims)
        accept_machine(caseload, card, (card.role,), is_own=True)
        caseload.local.set(_PARTNERS, json.dumps(sorted({*_accepted(caseload), device})))


def _accepted(caseload: Caseload) -> set[str]:
    return set(json.loads(caseload.local.get(_PARTNERS) or "[]"))


def _partner_cards(caseload: Caseload) -> list[Card]:
    """Return the cards of accepted devices that are not marked lost."""
    cards, lost = peers(caseload), lost_devices(caseload)
    return [cards[device] for device in sorted(_accepted(caseload)) if device in cards and device not in lost]


def to_give(caseload: Caseload) -> Iterator[tuple[Parcel, Path]]:
    """Yield what accepted devices lack, one candidate at a time, with the path to write it to."""
    folder, cards = folder_of(caseload), _partner_cards(caseload)
    if folder is None or not cards or not folder.is_dir():
        return
    own_folder = _own_folder(caseload, folder)
    for candidate in list_candidates(caseload):
        chain_positions = {
            device: sequence for device, (sequence, _) in chain_ends(caseload.db, candidate.id).items()
        }
        if all(had_by(caseload, card.recipient, candidate.id) == chain_positions for card in cards):
            continue
        candidate_hash = _candidate_hash(candidate.id)
        numbers = [
            int(match[2])
            for path in own_folder.glob("*.csbundle")
            if (match := _NAME.fullmatch(path.name)) and match[1] == candidate_hash
        ]
        parcel = sending.gather(caseload, [candidate.id], recipients=cards, only_new=True, with_forms=False)
        yield parcel, own_folder / f"{candidate_hash}-{max(numbers, default=0) + 1:06}.csbundle"


def _candidate_hash(candidate_id: str) -> str:
    return hashlib.sha256(candidate_id.encode()).hexdigest()[:12]


def to_take(caseload: Caseload) -> list[Path]:
    """Return the next files of accepted devices to read, in order and without gaps."""
    folder = folder_of(caseload)
    paths = []
    for card in _partner_cards(caseload):
        numbers_by_candidate: dict[str, list[int]] = {}
        their_folder = folder / "csassess" / card.device[:12] if folder else Path()
        for path in their_folder.glob("*.csbundle") if folder else []:
            name = _NAME.fullmatch(path.name)
            if name:
                numbers_by_candidate.setdefault(name[1], []).append(int(name[2]))
        for candidate_hash, numbers in sorted(numbers_by_candidate.items()):
            number = _last_read(caseload).get(f"{card.device} {candidate_hash}", 0) + 1
            while number in numbers:
                paths.append(their_folder / f"{candidate_hash}-{number:06}.csbundle")
                number += 1
    return paths


def _last_read(caseload: Caseload) -> dict[str, int]:
    return dict(json.loads(caseload.local.get(_READ) or "{}"))


def check_place(path: Path, opened: Opened) -> None:
    """Raise BadFileError if a file's sender or candidate does not match its path.

    Detects files that were renamed or moved.
    """
    name = _NAME.fullmatch(path.name)
    sender = opened.bundle.sender.device
    if (
        name is None
        or path.parent.name != sender[:12]
        or [_candidate_hash(stream) for stream in opened.bundle.streams] != [name[1]]
    ):
        raise BadFileError(text("A file in the folder does not match its name. It was ignored."))


def mark_read(caseload: Caseload, path: Path) -> None:
    """Record that a file was read, so that its successor is next."""
    name = _NAME.fullmatch(path.name)
    card = next((card for card in _partner_cards(caseload) if card.device[:12] == path.parent.name), None)
    if name and card:
        caseload.local.set(
            _READ, json.dumps({**_last_read(caseload), f"{card.device} {name[1]}": int(name[2])})
        )


def opened_for_us(path: Path, identity: str) -> Opened | None:
    """Return a file of the folder, opened and checked.

    None if it was encrypted before this device was accepted: a later file holds all of it.
    Touches no record, so it may run on any thread. Raises UserError if the file is bad.
    """
    try:
        opened = receiving.open_file(path, identity)
    except LockedForOthersError:
        return None
    check_place(path, opened)
    return opened


def sync_folder(
    caseload: Caseload, on_received: Callable[[], object] = lambda: None
) -> tuple[int, int, list[str]]:
    """Receive what others wrote, then write what they lack.

    Returns the number of files received, the number written, and a sentence for each file skipped for
    now. Calls `on_received` after each file received.
    """
    received, written, skipped = 0, 0, list[str]()
    partners(caseload)
    stalled_chains: set[str] = set()
    for path in to_take(caseload):
        chain = path.name[:12] + path.parent.name
        if chain in stalled_chains:
            continue  # it continues a file that could not be read yet
        try:
            opened = opened_for_us(path, own_identity(caseload))
            if opened:
                new = receiving.take_pictures(opened, caseload.attached.another())
                receiving.receive(caseload, opened, new)
                received += 1
                on_received()
        except UserError as error:
            stalled_chains.add(chain)
            skipped.append(f"{path.name}: {error}")
            continue
        mark_read(caseload, path)
    for parcel, path in to_give(caseload):
        sending.write_parcel(parcel, path)
        sending.sent(caseload, parcel)
        written += 1
    return received, written, skipped
