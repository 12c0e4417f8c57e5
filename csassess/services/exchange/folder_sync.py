"""Keep devices in sync through a folder that another program carries between them.

`FOLDER/csassess/DEVICE/` holds one device's key file, its state and its portfolio files, numbered in
reading order. Each device writes only its own files and reads the others'. Files with any other name
(partial, renamed, or "conflicted copy") are ignored.

What a device is sent follows from what it states to have, less what still lies unread in the folder:
whatever is lost on the way is sent again.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.exchange.accepted import accept_machine, accept_vouched, accepted_machines
from csassess.data.exchange.device_card import Card, Claims
from csassess.data.exchange.devices import cards_by_device, own_identity
from csassess.data.exchange.false_keys import is_settled_otherwise
from csassess.data.exchange.merge import MissingEarlierError
from csassess.data.exchange.own_branch import devices_before
from csassess.data.exchange.vectors import not_here
from csassess.data.exchange.vouchers import is_vouched_for, lost_machines
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.removal.erasure import is_erased
from csassess.data.storage.plain_files import is_plain
from csassess.domain.errors import UserError
from csassess.domain.records.people import Candidate
from csassess.exchange.errors import BadFileError, LockedForOthersError
from csassess.platform.drives import is_reachable
from csassess.platform.files import reason_of
from csassess.services.exchange import key_files, receiving
from csassess.services.exchange.folder_files import (
    NAME,
    ReadMarks,
    candidate_hash,
    files_of,
    forget_tries,
    read_files,
)
from csassess.services.exchange.folder_giving import give, machine_words, remove_read_files
from csassess.services.exchange.folder_state import (
    State,
    accepted_partners,
    are_now_others,
    keep_partner,
    own_folder,
    partner_cards,
    states,
    write_state,
)
from csassess.services.exchange.receiving import Opened
from csassess.services.exchange.sync_folder_location import FOLDER, folder_of
from csassess.services.packs.folder import give_packs, take_packs
from csassess.services.safekeeping.location_warnings import put_back_words

_KEY = "machine.cskey"
_MOST_SAID = 20  # unreadable files that are reported one by one


@dataclass(frozen=True, slots=True)
class Partner:
    """Another device seen in the folder: its card, and whether it was accepted here."""

    card: Card
    accepted: bool


def choose_folder(caseload: Caseload, folder: Path) -> None:
    """Sync this device through a folder, and write its key file there.

    Raises UserError if the folder cannot be written to.
    """
    _make_folder(own_folder(caseload, folder), folder)
    key_files.write_key_file(caseload, own_folder(caseload, folder) / _KEY)
    caseload.local.set(FOLDER, str(folder))
    forget_tries(caseload)


def _make_folder(own: Path, folder: Path) -> None:
    try:
        if own.is_symlink() or own.parent.is_symlink():  # what is written would land elsewhere
            raise OSError(0, text("“{name}” is a link", name=own.name))
        own.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            text(
                "The folder “{folder}” cannot be written to: {reason}.",
                folder=folder,
                reason=reason_of(error),
            )
        ) from None


def leave_folder(caseload: Caseload) -> None:
    """Stop syncing; the files in the folder stay."""
    caseload.local.set(FOLDER, "")


def partners(caseload: Caseload) -> list[Partner]:
    """Return the other devices in the folder, without those that are others now."""
    accepted = accepted_partners(caseload)
    gone = are_now_others(states(caseload, partner_cards(caseload))) | devices_before(caseload).keys()
    cards = {device: card for device, (card, *_) in _cards_in_folder(caseload).items()}
    return [Partner(card, device in accepted) for device, card in cards.items() if device not in gone]


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
        key_files.keep_from_key_file(caseload, card, signature, claims)
        accept_machine(caseload, card, (card.role,), is_own=True)
        keep_partner(caseload, device)


def to_take(caseload: Caseload) -> list[Path]:
    """Return the files of accepted devices that were not read yet, by candidate and number."""
    read = read_files(caseload)
    return [
        path
        for card in partner_cards(caseload)
        for path in files_of(caseload, card.device)
        if path.name not in read.get(card.device[:12], ())
    ]


def check_place(path: Path, opened: Opened, partners: Collection[str]) -> None:
    """Raise BadFileError if a file's candidate does not match its path, or its sender is no partner of it.

    Detects files that were renamed or moved, or that a stranger wrote there.
    """
    name = NAME.fullmatch(path.name)
    sender = opened.bundle.sender.device
    if (
        name is None
        or path.parent.name != sender[:12]
        or sender not in partners
        or [candidate_hash(stream) for stream in opened.bundle.streams or [CENTRE_STREAM]] != [name[1]]
    ):
        raise BadFileError(text("A file in the folder does not match its name. It was ignored."))


def opened_for_us(path: Path, identity: str, partners: Collection[str]) -> Opened | None:
    """Return a file of one of the partners (devices) in the folder, opened and checked.

    None if it was encrypted before this device was accepted: a later file holds all of it.
    Touches no record, so it may run on any thread. Raises UserError if the file is bad.
    """
    if not is_plain(path):
        raise BadFileError(text("A file in the folder is a link, or no ordinary file. It was ignored."))
    try:
        opened = receiving.open_file(path, identity)
    except LockedForOthersError:
        return None
    check_place(path, opened, partners)
    return opened


def sync_folder(
    caseload: Caseload, on_received: Callable[[], object] = lambda: None
) -> tuple[int, int, list[str]]:
    """Receive what others wrote, state what is here, then write what they lack.

    Returns the number of files received, the number written, and a sentence for each file skipped for
    now and for all that is known to be missing. Calls `on_received` after each file received.
    """
    folder = folder_of(caseload)
    if folder is None or not is_reachable(folder):
        return 0, 0, []
    _accept_successors(caseload)
    received, skipped, waiting = _take(caseload, folder, on_received)
    cards = partner_cards(caseload)
    if not cards:
        return received, 0, skipped
    packs_taken, packs_skipped = take_packs(caseload, folder, cards, on_received)
    received, skipped = received + packs_taken, [*skipped, *packs_skipped]
    _write_own_facts(caseload, folder)
    give_packs(caseload, own_folder(caseload, folder))
    stated = states(caseload, cards)
    gone = are_now_others(stated)
    cards = [card for card in cards if card.device not in gone]
    remove_read_files(caseload, cards, stated)
    written, in_vain = give(caseload, own_folder(caseload, folder), cards, stated)
    gaps = _gap_sentences(caseload, cards, stated)
    return received, written, [*skipped, *in_vain, *(gaps or waiting)]


def _accept_successors(caseload: Caseload) -> None:
    """Accept the machines in the folder for which accepted ones vouch, such as their successors.

    A lost machine vouches for none.
    """
    accepted, lost = accepted_partners(caseload), lost_machines(caseload)
    for device, (card, signature, claims) in _cards_in_folder(caseload).items():
        is_vouched = is_vouched_for(caseload, card, claims) and not is_settled_otherwise(caseload, card)
        if device not in accepted and claims.vouched_by in accepted - lost and is_vouched:
            with caseload.together():
                key_files.keep_from_key_file(caseload, card, signature, claims)
                accept_vouched(caseload)
                machine = accepted_machines(caseload).get(device)
                if machine and machine.is_own:
                    keep_partner(caseload, device)


def _take(
    caseload: Caseload, folder: Path, on_received: Callable[[], object]
) -> tuple[int, list[str], list[str]]:
    """Read the files of others.

    Returns how many were received, a sentence for each that could not be read or was refused, or that
    made this caseload a new machine, and a sentence for each that continues what is not here.
    """
    received, skipped, waiting, sentences = 0, list[str](), set[Path](), list[str]()
    marks, unreadable = ReadMarks(caseload), list[str]()
    names = {card.device[:12]: machine_words(card) for card in partner_cards(caseload)}
    paths, incomplete = to_take(caseload), set[tuple[str, str]]()
    for path in paths:
        chain = (path.parent.name, path.name[:12])
        is_last_try = path in waiting
        try:
            opened = opened_for_us(path, own_identity(caseload), accepted_partners(caseload))
        except UserError as error:
            unreadable.append(f"{path.name}: {error}")
            if marks.is_settled(path):
                marks.add(path)
            else:
                incomplete.add(chain)
            continue
        try:
            if opened:
                new = receiving.take_pictures(opened, caseload.attached.another())
                merged = receiving.receive(caseload, opened, new)
                received += 1
                if merged.is_new_machine:
                    skipped.append(put_back_words(caseload))
                on_received()
        except MissingEarlierError:
            if not is_last_try:  # what it continues may come in another file
                waiting.add(path)
                paths.append(path)
                continue
            if chain in incomplete:
                continue  # it may continue a file that is still being copied here
            sentences.append(
                text(
                    "A file of {partner} continues one that has not arrived yet. Sync again on {partner}.",
                    partner=names[path.parent.name],
                )
            )
        except UserError as error:  # refused: read again at the next sync, as it may be allowed later
            skipped.append(f"{path.name}: {error}")
            continue
        marks.add(path)
        marks.store()
    marks.finish(folder)
    return received, [*_some_of(unreadable), *skipped], sentences


def _some_of(unreadable: list[str]) -> list[str]:
    """Return the sentences on the first files that could not be read, and how many more there are."""
    more = len(unreadable) - _MOST_SAID
    if more <= 0:
        return unreadable
    and_more = plural(
        "{count} more file in the folder could not be read.",
        "{count} more files in the folder could not be read.",
        more,
    )
    return [*unreadable[:_MOST_SAID], and_more]


def _write_own_facts(caseload: Caseload, folder: Path) -> None:
    """Write this device's state, and its key file if that is missing or differs from what was written.

    Raises UserError if they cannot be written.
    """
    own = own_folder(caseload, folder)
    _make_folder(own, folder)
    if not key_files.is_own_key_file(caseload, own / _KEY):
        key_files.write_key_file(caseload, own / _KEY)
    read = read_files(caseload)
    givers = [device[:12] for device in accepted_partners(caseload)]
    write_state(caseload, {giver: read.get(giver, frozenset()) for giver in givers})


def _gap_sentences(caseload: Caseload, cards: list[Card], stated: dict[str, State]) -> list[str]:
    """Return a sentence for each chain of which an accepted device has more than is here.

    Also for each device that has not accepted this one.
    """
    most: dict[tuple[str, str], tuple[int, str]] = {}
    sentences = []
    for card in cards:
        state = stated.get(card.device)
        if state and caseload.device[:12] not in state.read:
            sentences.append(
                text("{partner} has not accepted this machine. Accept it there.", partner=machine_words(card))
            )
            continue
        for stream, device, count in not_here(caseload.db, state.has) if state else ():
            if stream == CENTRE_STREAM:  # of what others typed, only what counts there is given
                continue
            if not is_erased(caseload, stream) and count > most.get((stream, device), (0, ""))[0]:
                most[stream, device] = (count, machine_words(card))
    all_cards = cards_by_device(caseload)
    return sentences + [
        plural(
            "{name}: {count} entry written on machine {code} has not arrived yet. Sync again on {partner}.",
            "{name}: {count} entries written on machine {code} have not arrived yet. Sync again on "
            "{partner}.",
            count,
            name=_name(caseload, stream),
            code=all_cards[device].code if device in all_cards else device[:6],
            partner=partner,
        )
        for (stream, device), (count, partner) in most.items()
    ]


def _name(caseload: Caseload, stream: str) -> str:
    candidate = caseload.one(Candidate, stream, stream)
    return candidate.name if candidate else text("A candidate who is not here")
