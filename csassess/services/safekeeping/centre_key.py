"""The centre's key: its public half goes into every assessor's caseload, its secret half opens them for the centre."""

from pathlib import Path

import pyrage

from csassess.catalogue import text
from csassess.data.record.folder import check_folder
from csassess.data.storage.keys import unlock_with_centre_key
from csassess.domain.errors import UserError, WrongKeyError
from csassess.services.attachments.attachments import read_file
from csassess.services.papers.files import write_copy

SHORTEST_PASSPHRASE = 12


def make_centre_key(path: Path, passphrase: str) -> str:
    """Write a new centre key to a file locked with a passphrase (as `age -p` locks it), and return its public half.

    Raises UserError for a short passphrase, or where it cannot be written or something is there already.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError(
            text(
                "Choose a passphrase of at least {count} characters for the centre’s key.",
                count=SHORTEST_PASSPHRASE,
            )
        )
    if path.exists():
        raise UserError(text("There is already a file “{name}”. Choose another name.", name=path.name))
    identity = pyrage.x25519.Identity.generate()
    write_copy(path, pyrage.passphrase.encrypt(f"{identity}\n".encode(), passphrase))
    return str(identity.to_public())


def read_centre_key(path: Path, passphrase: str) -> str:
    """Return the secret half of a centre key; raises UserError where the file is none or the passphrase is wrong."""
    try:
        return bytes(pyrage.passphrase.decrypt(read_file(path), passphrase)).decode().strip()
    except (pyrage.DecryptError, UnicodeDecodeError):
        raise WrongKeyError(
            text("“{name}” does not open with that passphrase, or is no centre key.", name=path.name)
        ) from None


def unlock_by_centre_key(folder: Path, path: Path, passphrase: str) -> bytes:
    """Return the master key of the caseload in a folder by the centre's key file and its passphrase; raises UserError."""
    check_folder(folder)
    return unlock_with_centre_key(folder, read_centre_key(path, passphrase))


def unlock_backup_by_centre_key(place: Path, path: Path, passphrase: str) -> bytes:
    """Return the master key of the backups in a folder by the centre's key file and its passphrase; raises UserError."""
    return unlock_with_centre_key(place, read_centre_key(path, passphrase))
