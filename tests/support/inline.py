"""Read documents in the process of the tests.

Outside tests each is read in a process of its own, which takes a third of a second to start.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from csassess.platform import aside

_ASIDE = aside.results_of


@contextmanager
def inline() -> Iterator[None]:
    """Have the program read documents in this process."""
    with _with(lambda work, *arguments, **_bounds: work(*arguments)):
        yield


@contextmanager
def really_aside() -> Iterator[None]:
    """Have the program read documents as it does outside tests."""
    with _with(_ASIDE):
        yield


@contextmanager
def _with(results_of) -> Iterator[None]:
    before = aside.results_of
    aside.results_of = results_of
    try:
        yield
    finally:
        aside.results_of = before
