"""Lock age files with a passphrase at the lowest cost, and run the program so.

The real cost is about a second for each file. Such a file differs from a real one in its work factor
only. Run as `python -m tests.support.cheap_age ARGUMENTS`, this is `csassess ARGUMENTS`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from csassess.data.storage import passphrase_files

_CHEAP, _AT_FULL_COST = 4, passphrase_files.WORK


@contextmanager
def cheap_passphrases() -> Iterator[None]:
    """Have the program lock files at the lowest cost."""
    with _locking_at(_CHEAP):
        yield


@contextmanager
def full_cost() -> Iterator[None]:
    """Have the program lock files as it does outside tests."""
    with _locking_at(_AT_FULL_COST):
        yield


@contextmanager
def _locking_at(work: int) -> Iterator[None]:
    before = passphrase_files.WORK
    passphrase_files.WORK = work
    try:
        yield
    finally:
        passphrase_files.WORK = before


if __name__ == "__main__":
    from csassess.__main__ import run

    with cheap_passphrases():
        run()
