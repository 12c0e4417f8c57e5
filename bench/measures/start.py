"""From the start of the process to the first usable window, beside a bare PySide6 script. Deriving the key is left out."""

import time
from collections.abc import Iterator

from bench.fixtures import BenchData, told_by_child
from bench.result import Result, floor, medians
from bench.timing import Times

AIM = 2


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the measures, one after the other in each round: at once, and as it is where somebody types a passphrase meanwhile."""
    folder = str(data.main)
    for each in (("bare",), ("libraries", folder), ("window", folder), ("door", folder)):
        _started(*each)  # the disk's cache is warm for all
    rounds = [
        (
            _started("window", folder),
            _started("door", folder),
            _started("libraries", folder),
            _started("bare"),
        )
        for _ in range(data.size.starts)
    ]
    bare = Times(tuple(other[0] for *_, other in rounds))
    least = Times(tuple(libraries[0] for *_, libraries, _ in rounds))
    settings = f"{data.main_words}; files in the disk's cache, byte code compiled"
    for what, taken in (
        ("start to first usable window, at once", [whole[0] for whole, *_ in rounds]),
        ("start to the field for the passphrase", [door for _, (door, _), *_ in rounds]),
        ("passphrase typed and key derived, to the window", [after for _, (_, after), *_ in rounds]),
    ):
        yield medians(f"{what} / bare PySide6 window", Times(tuple(taken)), bare, AIM, settings)
    words = f"the libraries imported, the caseload opened and read once; {settings}"
    yield floor(
        "start: libraries and an open caseload alone / bare PySide6 window", least.median, bare.median, words
    )


def _started(*what: str) -> list[float]:
    """Return the milliseconds from starting a process to its window, and what else it tells in seconds as milliseconds."""
    start = time.monotonic()
    shown, *more = (float(word) for word in told_by_child(*what))
    return [(shown - start) * 1000, *(each * 1000 for each in more)]
