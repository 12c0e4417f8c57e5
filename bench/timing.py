"""How long an act takes."""

import statistics
import time
from collections.abc import Callable


def median_time(act: Callable[[], object], rounds: int) -> float:
    """Return the median time of one act in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
