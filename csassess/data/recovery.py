"""Putting right what is damaged, from what is left of it and from the backups; nothing damaged is overwritten.

Every step leaves a folder from which the next attempt goes on: a new file is made whole beside the damaged one, the damaged one
is put aside under another name, and the new one takes its name.
"""

from collections.abc import Sequence
from pathlib import Path

from csassess.data.folder import BACKUPS
from csassess.data.keys import check_keys, unlock_with_passphrase
from csassess.domain.errors import UserError


def unlock_anyhow(folder: Path, passphrase: str, places: Sequence[Path]) -> bytes:
    """Return the master key by the passphrase, from the copy among the backups where the key file itself is damaged.

    Raises UserError where the passphrase is wrong, or no key file can be read.
    """
    try:
        check_keys(folder)
    except UserError as damaged:
        for place in (folder / BACKUPS, *places):
            try:
                check_keys(place)
            except UserError:
                continue
            return unlock_with_passphrase(place, passphrase)
        raise damaged from None
    return unlock_with_passphrase(folder, passphrase)
