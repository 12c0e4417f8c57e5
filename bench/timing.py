"""How long an act takes."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long each round took, in milliseconds."""

    each: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.each)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        """What nineteen in twenty rounds took at most."""
        ordered = sorted(self.each)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]

    @property
    def worst(self) -> float:
        """The longest."""
        return max(self.each)


def timed(act: Callable[[], object]) -> float:
    """Return how long one act took, in milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def times(act: Callable[[], object], rounds: int) -> Times:
    """Return how long an act took each time."""
    return Times(tuple(timed(act) for _ in range(rounds)))


def alternately(
    ours: Callable[[], object], reference: Callable[[], object], rounds: int
) -> tuple[Times, Times]:
    """Return how long each took, turn by turn: what else the machine does meanwhile falls on both alike."""
    gc.collect()
    pairs = [(timed(ours), timed(reference)) for _ in range(rounds)]
    return Times(tuple(mine for mine, _ in pairs)), Times(tuple(other for _, other in pairs))
