"""From the start of the process to the first usable window, beside a bare PySide6 script. Deriving the key is left out."""

import time
from collections.abc import Iterator

from bench.ground import Ground, told_by_child
from bench.result import Result, medians
from bench.timing import Times

AIM = 2


def measures(ground: Ground) -> Iterator[Result]:
    """Yield the one measure: each round starts both, one after the other."""
    folder = str(ground.main)
    _until_ready("bare"), _until_ready("window", folder)  # the disk's cache is warm for both
    pairs = [(_until_ready("window", folder), _until_ready("bare")) for _ in range(ground.size.starts)]
    ours, bare = Times(tuple(mine for mine, _ in pairs)), Times(tuple(other for _, other in pairs))
    settings = f"{ground.main_words}; files in the disk's cache, byte code compiled"
    yield medians("start to first usable window / bare PySide6 window", ours, bare, AIM, settings)


def _until_ready(*what: str) -> float:
    """Return the milliseconds from starting a process to its window."""
    start = time.monotonic()
    return (float(told_by_child(*what)[0]) - start) * 1000
