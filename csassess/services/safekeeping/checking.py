"""Check a caseload, and repair it from what is undamaged."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from csassess.catalogue import text
from csassess.data.access import opening
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import finish_interrupted
from csassess.data.safekeeping import recovery
from csassess.data.safekeeping.backups import back_up, own_place
from csassess.data.safekeeping.backups import places as places_of
from csassess.data.safekeeping.check import FullCheck, quick_check
from csassess.data.storage.filenames import is_caseload
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.people import Candidate
from csassess.domain.safekeeping.check_results import Checked
from csassess.platform.drives import is_reachable
from csassess.services.attachments.photograph_cover import apply_received_cover


def full_check(caseload: Caseload) -> FullCheck:
    """Return the full check of an open caseload, ready to run on any thread."""
    return FullCheck(caseload.folder, caseload.attached.master)


def check_folder(folder: Path, passphrase: str, places: Sequence[Path] = ()) -> Iterator[Checked]:
    """Yield the lines of a full check of a caseload, even if it does not open.

    `places` are backup folders that the caseload does not know.
    Raises UserError if the passphrase is wrong, or if neither the key file nor a backup copy of it
    can be read.
    """
    _check_is_caseload(folder)
    master = recovery.unlock_damaged(folder, passphrase, places)
    yield from FullCheck(folder, master, tuple(places)).run()


def repair(folder: Path, passphrase: str, places: Sequence[Path] = ()) -> Iterator[str]:
    """Repair a caseload from undamaged parts and backups; yield a sentence for each repair.

    Damaged files are set aside, never overwritten.
    Raises UserError if a repair fails; the next attempt continues from there.
    """
    _check_is_caseload(folder)
    yield from repair_with(folder, recovery.unlock_damaged(folder, passphrase, places), places)


def repair_with(folder: Path, master: bytes, places: Sequence[Path] = ()) -> Iterator[str]:
    """Repair a closed caseload as `repair` does, given its master key."""
    is_repaired = False
    for sentence in recovery.repair(folder, master, places):
        is_repaired = True
        yield sentence
    if not is_repaired:
        return
    caseload = opening.open_caseload(folder, master)
    try:
        for candidate in caseload.all(Candidate):
            for photograph in caseload.all(Photograph, candidate.id):
                # Does nothing if the photograph is not covered.
                apply_received_cover(caseload, candidate.id, photograph.id)
        for place in dict.fromkeys((own_place(caseload), *places_of(caseload))):
            if is_reachable(place):
                back_up(caseload, place)
    finally:
        caseload.close()


def _check_is_caseload(folder: Path) -> None:
    finish_interrupted(folder)
    if not is_caseload(folder):
        raise UserError(
            text(
                "There is no caseload in “{folder}”. Choose another folder, or set up a new caseload.",
                folder=folder,
            )
        )


def look_over(caseload: Caseload) -> list[str]:
    """Return, in sentences, the problems found by the quick check on opening."""
    return quick_check(caseload.db, caseload.folder)


def ended_uncleanly(caseload: Caseload) -> bool:
    """Return whether the program or device stopped before the caseload was closed."""
    return caseload.ended_uncleanly


__all__ = [
    "check_folder",
    "ended_uncleanly",
    "full_check",
    "look_over",
    "repair",
    "repair_with",
]
