"""The centre's key pair.

Its public half goes into every assessor's caseload; its secret half opens them for the centre.
"""

from pathlib import Path

import pyrage

from csassess.catalogue import text
from csassess.data.storage.keys import unlock_with_centre_key
from csassess.data.storage.passphrase_files import (
    NotOpenedError,
    locked_with_passphrase,
    opened_with_passphrase,
)
from csassess.domain.errors import UserError, WrongKeyError
from csassess.services.access.caseloads import unlock_by
from csassess.services.access.passphrases import check_new_passphrase
from csassess.services.files import read_file, write_copy

SHORTEST_PASSPHRASE = 12
_MOST_BYTES = 64 << 10  # of a key file; one has some hundred


def make_centre_key(path: Path, passphrase: str) -> str:
    """Write a new centre key to a passphrase-protected file and return its public half.

    The file has the format of `age -p`.
    Raises UserError if the passphrase is too short or very weak, the file exists, or it cannot be written.
    """
    check_new_passphrase(passphrase, SHORTEST_PASSPHRASE)
    if path.exists():
        raise UserError(text("A file called “{name}” already exists. Choose another name.", name=path.name))
    identity = pyrage.x25519.Identity.generate()
    write_copy(path, locked_with_passphrase(f"{identity}\n".encode(), passphrase))
    return str(identity.to_public())


def read_centre_key(path: Path, passphrase: str) -> str:
    """Return the secret half of a centre key.

    Raises UserError if the file is not a centre key or the passphrase is wrong.
    """
    wrong = text(
        "The passphrase does not open “{name}”, or the file is not a centre key. Check both.", name=path.name
    )
    try:
        return opened_with_passphrase(read_file(path, _MOST_BYTES, wrong), passphrase).decode().strip()
    except (NotOpenedError, UnicodeDecodeError):
        raise WrongKeyError(wrong) from None


def unlock_by_centre_key(folder: Path, path: Path, passphrase: str) -> bytes:
    """Return a caseload's master key, using the centre's key file and its passphrase.

    Raises UserError if they do not open it.
    """
    identity = read_centre_key(path, passphrase)
    return unlock_by(folder, lambda place: unlock_with_centre_key(place, identity))


def unlock_backup_by_centre_key(place: Path, path: Path, passphrase: str) -> bytes:
    """Return a backup folder's master key, using the centre's key file and its passphrase.

    Raises UserError if they do not open it.
    """
    return unlock_with_centre_key(place, read_centre_key(path, passphrase))
