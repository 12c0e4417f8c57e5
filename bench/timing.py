"""Timing of actions."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Durations of all rounds, in milliseconds."""

    durations: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.durations)

    @property
    def median(self) -> float:
        """The median duration."""
        return statistics.median(self.durations)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        ordered = sorted(self.durations)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]

    @property
    def worst(self) -> float:
        """The longest duration."""
        return max(self.durations)


def timed(act: Callable[[], object]) -> float:
    """Return the duration of one call, in milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def times(act: Callable[[], object], rounds: int) -> Times:
    """Return the durations of several calls."""
    return Times(tuple(timed(act) for _ in range(rounds)))


def alternately(
    ours: Callable[[], object], reference: Callable[[], object], rounds: int
) -> tuple[Times, Times]:
    """Time both calls in alternation, so that other load on the machine affects both equally."""
    gc.collect()
    pairs = [(timed(ours), timed(reference)) for _ in range(rounds)]
    return Times(tuple(our_time for our_time, _ in pairs)), Times(
        tuple(reference_time for _, reference_time in pairs)
    )
