"""What a device writes into a sync folder: what others lack, less what lies there for them already."""

from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.centre_chains import centre_chains
from csassess.data.exchange.chains import chain_ends
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.vectors import known_to
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.storage.plain_files import plain_size
from csassess.domain.records.people import Candidate
from csassess.platform.files import delete_if_free
from csassess.services.candidates.candidates import list_candidates
from csassess.services.exchange import sending
from csassess.services.exchange.folder_files import (
    Written,
    candidate_hash,
    files_of,
    mark_written,
    next_name,
    times_in_vain,
    written_files,
)
from csassess.services.exchange.folder_state import State

_MOST_TIMES_IN_VAIN = 5


def machine_words(card: Card) -> str:
    """Return the person and the code of a machine, in words."""
    return text("{name}, machine {code}", name=card.name, code=card.code)


def remove_read_files(caseload: Caseload, cards: list[Card], stated: dict[str, State]) -> None:
    """Remove this device's files that every accepted device has read."""
    read = [_read_by(stated.get(card.device), caseload.device) for card in cards]
    for path in files_of(caseload, caseload.device):
        if all(path.name in names for names in read):
            delete_if_free(path)


def give(
    caseload: Caseload, folder: Path, cards: list[Card], stated: dict[str, State]
) -> tuple[int, list[str]]:
    """Write what accepted devices lack, one candidate at a time.

    Returns how many files were written, and a sentence for each candidate whose files were read in vain.
    """
    written, in_vain = 0, list[str]()
    read = {name for state in stated.values() for name in _read_by(state, caseload.device)}
    lying = written_files(caseload)
    centre = Candidate(CENTRE_STREAM, text("What the centre shares"))
    for candidate in (*list_candidates(caseload), centre):
        code = candidate_hash(candidate.id)
        ends = _ends(caseload, candidate.id)
        expected = {
            card: _will_have(caseload, candidate.id, card, stated.get(card.device), lying.get(code, []))
            for card in cards
        }
        lacking = [card for card in cards if _lacks(ends, expected[card])]
        if not lacking:
            continue
        known = sending.least([expected[card] for card in lacking])
        recipients = [card.device for card in lacking]
        after = {device: known.get(device, 0) for device in ends}
        path = folder / next_name(caseload, code, read)
        wanted = {"recipients": recipients, "after": after, "ends": ends}
        if times_in_vain(caseload, path, wanted, read) >= _MOST_TIMES_IN_VAIN:
            partner_words = "; ".join(map(machine_words, lacking))
            in_vain.append(
                text(
                    "{name}: new entries were sent to {partner} several times without effect. Sync "
                    "there and read what it says, then choose the folder again here.",
                    name=candidate.name,
                    partner=partner_words,
                )
            )
            continue
        parcel = sending.gather(
            caseload,
            [candidate.id],
            recipients=lacking,
            only_new=True,
            with_forms=False,
            known={candidate.id: known},
        )
        sending.write_parcel(parcel, path)
        sending.sent(caseload, parcel)
        mark_written(caseload, path, Written(plain_size(path), recipients, after, ends))
        written += 1
    return written, in_vain


def _ends(caseload: Caseload, stream: str) -> dict[str, int]:
    """Return how far what is given of a stream goes, by device."""
    if stream == CENTRE_STREAM:
        return centre_chains(caseload).ends
    return {device: sequence for device, (sequence, _) in chain_ends(caseload.db, stream).items()}


def _will_have(
    caseload: Caseload, candidate: str, card: Card, state: State | None, lying: list[tuple[Path, Written]]
) -> dict[str, int]:
    """Return how far a device will have each chain once it has read what lies in the folder for it."""
    known = known_to(caseload.db, candidate, state.has.get(candidate, {})) if state else {}
    read = _read_by(state, caseload.device)
    for path, holds in lying:
        is_coming = card.device in holds.recipients and path.name not in read
        if is_coming and not _lacks(holds.after, known):
            known |= {device: max(end, known.get(device, 0)) for device, end in holds.ends.items()}
    return known


def _lacks(ends: dict[str, int], known: dict[str, int]) -> bool:
    return any(end > known.get(device, 0) for device, end in ends.items())


def _read_by(state: State | None, giver: str) -> frozenset[str]:
    return state.read.get(giver[:12], frozenset()) if state else frozenset()
