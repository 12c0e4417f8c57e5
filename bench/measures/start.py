"""Start of the process to the first usable window, relative to a bare script; key derivation excluded."""

import time
from collections.abc import Iterator

from bench.fixtures import BenchData, child_output
from bench.result import Result, floor, medians
from bench.timing import Times

AIM = 2


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the measures, alternating in each round: at once, and with time to type a passphrase."""
    folder = str(data.main)
    for arguments in (("bare",), ("libraries", folder), ("window", folder), ("door", folder)):
        started(*arguments)  # warm the disk cache for all
    rounds = [
        (
            started("window", folder),
            started("door", folder),
            started("libraries", folder),
            started("bare"),
        )
        for _ in range(data.size.starts)
    ]
    bare = Times(tuple(bare_figures[0] for *_, bare_figures in rounds))
    least = Times(tuple(libraries[0] for *_, libraries, _ in rounds))
    settings = f"{data.main_words}; files in the disk's cache, byte code compiled"
    for what, durations in (
        ("start to first usable window, at once", [figures[0] for figures, *_ in rounds]),
        ("start to the field for the passphrase", [door for _, (door, _), *_ in rounds]),
        ("passphrase typed and key derived, to the window", [after for _, (_, after), *_ in rounds]),
    ):
        yield medians(f"{what} / bare PySide6 window", Times(tuple(durations)), bare, AIM, settings)
    words = f"the libraries imported, the caseload opened and read once; {settings}"
    yield floor(
        "start: libraries and an open caseload alone / bare PySide6 window", least.median, bare.median, words
    )


def started(*arguments: str) -> list[float]:
    """Return the milliseconds from process start to its window, and its other figures in milliseconds."""
    start = time.monotonic()
    window_time, *others = (float(word) for word in child_output(*arguments))
    return [(window_time - start) * 1000, *(seconds * 1000 for seconds in others)]
