"""The ways into a caseload: changing the passphrase, the recovery code and the centre's key without encrypting anything anew."""

from dataclasses import dataclass
from enum import IntEnum

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.storage.atomic_files import write_whole
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.keys import (
    KdfCost,
    new_recovery_code,
    opens_for_centre,
    rewrapped,
    unlock_with_passphrase,
)
from csassess.domain.errors import UserError
from csassess.services.access.caseloads import SHORTEST_PASSPHRASE

_FREE_TRIES, _LONGEST_WAIT = 3, 300


class Strength(IntEnum):
    """How long a passphrase would hold somebody up who has the files, as zxcvbn estimates it."""

    VERY_WEAK = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4

    @property
    def words(self) -> str:
        """The strength in words."""
        return {
            Strength.VERY_WEAK: text("very weak: guessed at once"),
            Strength.WEAK: text("weak"),
            Strength.FAIR: text("fair: add a word"),
            Strength.GOOD: text("good"),
            Strength.STRONG: text("strong"),
        }[self]


def strength(passphrase: str) -> Strength:
    """Return how strong a passphrase is; only its first 72 characters are looked at."""
    from zxcvbn import zxcvbn  # its lists of words are read when they are first needed

    return Strength(zxcvbn(passphrase[:72])["score"]) if passphrase else Strength.VERY_WEAK


def seconds_to_wait(wrong_tries: int) -> int:
    """Return how long the next try waits after so many wrong ones: nothing at first, then twice as long each time, five minutes at most."""
    return 0 if wrong_tries < _FREE_TRIES else min(2 ** (wrong_tries - _FREE_TRIES + 1), _LONGEST_WAIT)


def change_passphrase(caseload: Caseload, present: str, new: str, cost: KdfCost | None = None) -> None:
    """Open the caseload with another passphrase from now on; slow by design.

    Raises UserError where the present one is wrong, the new one is short or guessed at once, or the key file cannot be written;
    then the present one stays.
    """
    unlock_with_passphrase(caseload.folder, present)
    if len(new) < SHORTEST_PASSPHRASE or strength(new) is Strength.VERY_WEAK:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters that is not guessed at once: a few words"
                " are easiest to keep in mind.",
                count=SHORTEST_PASSPHRASE,
            )
        )
    _write(caseload, rewrapped(caseload.folder, caseload.attached.master, passphrase=new, cost=cost))


@dataclass(frozen=True, slots=True)
class NewCode:
    """A recovery code that is ready to take the place of the present one, once it was written down; shown once."""

    code: str
    content: bytes


def prepare_recovery_code(caseload: Caseload, present: str, cost: KdfCost | None = None) -> NewCode:
    """Return a new recovery code and the key file that takes it, written by `use_recovery_code`; slow by design.

    Raises UserError where the passphrase is wrong.
    """
    unlock_with_passphrase(caseload.folder, present)
    code = new_recovery_code()
    return NewCode(code, rewrapped(caseload.folder, caseload.attached.master, recovery_code=code, cost=cost))


def use_recovery_code(caseload: Caseload, new: NewCode) -> None:
    """Open the caseload with the new recovery code, and no longer with the old one; raises UserError where it cannot be written."""
    _write(caseload, new.content)


def set_centre_key(caseload: Caseload, recipient: str) -> None:
    """Let the centre's key open the caseload, or, where none is given, no longer; raises UserError for one that is none."""
    _write(caseload, rewrapped(caseload.folder, caseload.attached.master, centre_recipient=recipient.strip()))


def has_centre_key(caseload: Caseload) -> bool:
    """Whether the centre's key opens the caseload."""
    return opens_for_centre(caseload.folder)


def _write(caseload: Caseload, content: bytes) -> None:
    try:
        write_whole(caseload.folder / KEY_FILE, content)
    except OSError as error:
        raise UserError(
            text("The key file could not be written: {reason}. Nothing was changed.", reason=error.strerror)
        ) from None
