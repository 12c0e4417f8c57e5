"""Files locked with a passphrase by age, opened only if that takes a bounded amount of memory."""

import base64
import re

import pyrage

from csassess.catalogue import text
from csassess.domain.errors import UserError

MOST_WORK = 20  # of scrypt, as a power of two: a gigabyte of memory. age on a fast machine chooses no more
_LONGEST_HEADER = 1 << 16  # bytes
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_STANZA = re.compile(rb"-> scrypt [A-Za-z0-9+/]+ ([1-9][0-9]?)")


class TooMuchWorkError(UserError):
    """The file was locked so that opening it takes more memory than a machine has."""


def opened_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Return what a passphrase locks. Slow by design: a second or more, and up to a gigabyte of memory.

    Raises pyrage.DecryptError if the passphrase is wrong, and TooMuchWorkError before anything is tried.
    """
    if _work_of(content) > MOST_WORK:
        raise TooMuchWorkError(
            text(
                "The passphrase of this file was locked so that opening it would take more memory than "
                "is safe. The file was refused. Ask the sender to send it again with csassess."
            )
        )
    return bytes(pyrage.passphrase.decrypt(content, passphrase))


def _work_of(content: bytes) -> int:
    """Return the work that the header asks for; 0 if none does, over the limit if malformed."""
    work = 0
    for line in _header(content).split(b"\n"):
        if line.startswith(b"-> scrypt"):
            stanza = _STANZA.fullmatch(line)
            work = max(work, int(stanza[1]) if stanza else MOST_WORK + 1)
    return work


def _header(content: bytes) -> bytes:
    start = content[:_LONGEST_HEADER]
    if start.lstrip().startswith(_ARMOUR):
        armoured = b"".join(start.lstrip().splitlines()[1:])
        letters = re.sub(rb"[^A-Za-z0-9+/].*", b"", armoured, flags=re.DOTALL)
        start = base64.b64decode(letters[: len(letters) // 4 * 4])
    return start.partition(b"\n---")[0]
