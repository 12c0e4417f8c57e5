"""Setting up, unlocking and opening a caseload, and the people it belongs to."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from csassess.catalogue import text
from csassess.data.access import opening
from csassess.data.access.key_file import good_key_file, update_places
from csassess.data.access.key_proofs import note_proof
from csassess.data.exchange.accepted import accept_machines_known_before
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import centre_settings
from csassess.data.record.folder import check_folder, check_whole, is_checked_on_opening
from csassess.data.record.worker import worker_connection
from csassess.data.removal import erasure, held_copies
from csassess.data.safekeeping.backups import backup_places, put_aside
from csassess.data.safekeeping.before_upgrade import back_up_before_upgrade
from csassess.data.safekeeping.recovery import unlock_anywhere
from csassess.data.storage.keys import (
    KdfCost,
    NewKeys,
    make_keys,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.errors import MissingError, UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Assessor, AssessorStatus, Centre, cover_in_force
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE
from csassess.services.access.moved_records import move_centre_records
from csassess.services.access.passphrases import check_new_passphrase
from csassess.services.access.proofs import begin_counting

# Re-exported for the window, which may not import below the services.
__all__ = [
    "Owner",
    "assessor_for",
    "assessor_of",
    "bring_up_to_date",
    "centre_of",
    "change_centre",
    "change_person",
    "check_owner",
    "open_caseload",
    "people",
    "prepare_keys",
    "set_up",
    "unlock",
    "unlock_by_recovery_code",
    "whole_check",
    "worker_connection",
]


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a caseload: the person who works in it, their role, and the centre."""

    assessor: str
    centre: str
    centre_number: str = ""
    status: AssessorStatus = AssessorStatus.QUALIFIED
    role: Role = Role.ASSESSOR


def check_owner(owner: Owner) -> None:
    """Raise UserError if a name is missing."""
    for value, name, field in (
        (owner.assessor, text("your name"), "name"),
        (owner.centre, text("the centre’s name"), "centre"),
    ):
        if not value.strip():
            raise MissingError(name, field)


def prepare_keys(
    passphrase: str, centre_recipient: str | None = None, cost: KdfCost | None = None
) -> NewKeys:
    """Return new keys with their recovery code; write nothing.

    Slow by design (about a third of a second).
    Raises UserError if the passphrase is too short or very weak, or the centre key is invalid.
    """
    check_new_passphrase(passphrase)
    return make_keys(passphrase, centre_recipient, cost)


def set_up(folder: Path, keys: NewKeys, owner: Owner) -> Caseload:
    """Create a caseload for one owner and open it.

    Raises UserError if a name is missing or the folder cannot be used.
    """
    check_owner(owner)

    def begin(caseload: Caseload) -> None:
        person = Assessor(caseload.new_id(), owner.assessor.strip(), owner.status, owner.role)
        caseload.author = person.id
        caseload.local.set("author", person.id)
        centre = Centre("centre", owner.centre.strip(), owner.centre_number.strip())
        caseload.save(CASELOAD_STREAM, UserAction.CASELOAD_SET_UP, person)
        caseload.save(CENTRE_STREAM, UserAction.CASELOAD_SET_UP, centre)

    caseload = opening.create_caseload(folder, keys, begin)
    note_proof(caseload, PASSPHRASE)
    begin_counting(caseload)
    return caseload


def unlock(folder: Path, passphrase: str) -> bytes:
    """Return the master key of the caseload in a folder.

    Slow by design (about a fifth of a second).
    Raises UserError if the folder cannot be used or the passphrase is wrong.
    """
    return unlock_by(folder, lambda place: unlock_with_passphrase(place, passphrase))


def unlock_by_recovery_code(folder: Path, code: str) -> bytes:
    """Return the master key of the caseload in a folder, using its recovery code.

    Raises UserError if the folder cannot be used or the code is wrong.
    """
    return unlock_by(folder, lambda place: unlock_with_recovery_code(place, code))


def unlock_by(folder: Path, unlock_keys: Callable[[Path], bytes]) -> bytes:
    """Return the master key of the caseload in a folder, if need be from a key file in its own backups.

    Raises UserError if the folder cannot be used, or as `unlock_keys` does.
    """
    check_folder(folder)
    return unlock_anywhere(folder, unlock_keys)


def open_caseload(folder: Path, master: bytes, proved: str = "") -> Caseload:
    """Open the caseload in a folder with its master key.

    `proved` is the way that opened it: the passphrase or the recovery code.

    Finishes an erasure, or a change of the key file, that did not reach every backup, and deletes held
    copies of erased portfolios whose period is over.
    A new version of the program backs the caseload up before it writes anything, or opens it to read only.
    Raises UserError, having changed nothing, if the caseload cannot be opened.
    """
    try:
        back_up_before_upgrade(folder, master)
    except UserError as error:
        return opening.open_to_read(folder, master, str(error))
    caseload = opening.open_caseload(folder, master)
    accept_machines_known_before(caseload)
    with suppress(UserError):  # not writable yet: read from its old location until then
        move_centre_records(caseload)
    with suppress(UserError):  # not writable yet: tried again at the next opening
        erasure.finish(caseload, backup_places(caseload))
    with suppress(UserError):
        held_copies.look_after(caseload, put_aside(caseload))
    with suppress(UserError):
        update_places(caseload, good_key_file(caseload))
        begin_counting(caseload)
        if proved:
            note_proof(caseload, proved)
    return caseload


def bring_up_to_date(folder: Path, master: bytes) -> None:
    """Rebuild tables written by an older version, after a backup, before the caseload is opened.

    Slow for large ones; thread-safe. A small caseload is left to `open_caseload`, and so are errors.
    """
    with suppress(UserError):
        back_up_before_upgrade(folder, master)
        opening.bring_up_to_date(folder, master)


def whole_check(caseload: Caseload) -> Callable[[], None] | None:
    """Return the full check of a large caseload; None if opening it checked everything.

    The returned function may run on any thread and raises UserError if the database is damaged.
    """
    if is_checked_on_opening(caseload.folder):
        return None
    return partial(check_whole, caseload.folder, caseload.attached.master, caseload.closing.is_set)


def centre_of(caseload: Caseload) -> Centre:
    """Return the centre the caseload belongs to."""
    return centre_settings(caseload)


def assessor_of(caseload: Caseload) -> Assessor:
    """Return the assessor who works in the caseload."""
    return next(a for a in caseload.all(Assessor, CASELOAD_STREAM) if a.id == caseload.author)


def assessor_for(caseload: Caseload, portfolio: Portfolio) -> Assessor:
    """Return the assessor responsible for a portfolio, or one without an id if there is none yet.

    This is the person who made the last judgement or, before any judgement, the first who wrote in it, on
    whichever device that was. The office, which enters candidates for others, assesses nobody: a candidate of
    whom only the office wrote is the assessor's who works here, if one does.
    """
    persons, here = people(caseload), assessor_of(caseload)
    if portfolio.judgements:
        return persons.get(portfolio.judgements[-1].by) or here
    stream = portfolio.candidate.id
    first = persons.get(caseload.history.first_author(stream)) or here
    if first.role is not Role.CENTRE:
        return first
    authors = (persons[author] for author in caseload.history.authors(stream) if author in persons)
    return next(
        (author for author in authors if author.role is Role.ASSESSOR),
        here if here.role is Role.ASSESSOR else Assessor("", text("no assessor yet")),
    )


def responsible_for(caseload: Caseload, portfolio: Portfolio) -> Assessor:
    """Return the assessor who works on a portfolio now: the one who covers, or else whose it is."""
    cover = cover_in_force(portfolio.covers, caseload.clock().date())
    if cover:
        return people(caseload).get(cover.to) or Assessor(cover.to, cover.to_name)
    return owner_of(caseload, portfolio)


def owner_of(caseload: Caseload, portfolio: Portfolio) -> Assessor:
    """Return the candidate's own assessor, even if someone who covered for them judged last."""
    if not portfolio.covers:
        return assessor_for(caseload, portfolio)
    own = [j.by for j in portfolio.judgements if not any(c.to == j.by for c in portfolio.covers)]
    last = own[-1] if own else portfolio.covers[-1].of
    return people(caseload).get(last) or Assessor(last, portfolio.covers[-1].of_name)


def change_person(caseload: Caseload, person: Assessor) -> None:
    """Change the name, status or role of the person who works in the caseload.

    Raises UserError if the name is blank.
    """
    if not person.name.strip():
        raise MissingError(text("your name"), "name")
    caseload.save(CASELOAD_STREAM, UserAction.PERSON_CHANGE, replace(person, name=person.name.strip()))


def change_centre(caseload: Caseload, centre: Centre) -> None:
    """Change the centre's name, number or settings.

    Raises UserError if the name is blank, or no copy of erased portfolios is to be held without a reason.
    """
    if not centre.name.strip():
        raise MissingError(text("the centre’s name"), "centre", "name")
    because = "" if centre.held_days else centre.no_copy_because.strip()
    if not centre.held_days and not because:
        raise MissingError(text("the reason for holding no copy"), "no_copy_because")
    caseload.save(
        CENTRE_STREAM,
        UserAction.CENTRE_CHANGE,
        replace(centre, name=centre.name.strip(), number=centre.number.strip(), no_copy_because=because),
    )
