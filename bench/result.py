"""What one measure found: ours beside its reference, the aim, and the settings it was taken in."""

from dataclasses import dataclass

from bench.timing import Times


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. Without a reference there is no ratio; `aim` is as people read it."""

    what: str
    ours: float
    reference: float | None
    ratio: float | None
    aim: str
    met: bool
    unit: str
    settings: str


def beside(what: str, ours: float, reference: float, aim: float, settings: str, unit: str = "ms") -> Result:
    """Return a measure held against its reference: met where the ratio is at most the aim."""
    ratio = ours / reference
    return Result(what, ours, reference, ratio, f"≤ {aim:g}×", ratio <= aim, unit, settings)


def floor(what: str, ours: float, reference: float, settings: str, unit: str = "ms") -> Result:
    """Return the least that a measure could be with the libraries it stands on: nothing is asked of it."""
    return Result(what, ours, reference, ours / reference, "(floor)", met=True, unit=unit, settings=settings)


def medians(what: str, ours: Times, reference: Times, aim: float, settings: str) -> Result:
    """Return medians held against each other; the 95th percentiles stand in the settings."""
    spread = f"median of {len(ours)} (p95 {ours.p95:.2f}) and of {len(reference)} (p95 {reference.p95:.2f})"
    return beside(what, ours.median, reference.median, aim, f"{spread}; {settings}")


def within(what: str, ours: float, most: float, settings: str, unit: str = "ms") -> Result:
    """Return a measure that has a limit of its own and no reference."""
    return Result(what, ours, None, None, f"≤ {most:g} {unit}", ours <= most, unit, settings)
