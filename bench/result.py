"""Result of one measure: ours, the reference, the aim, and the settings."""

from dataclasses import dataclass

from bench.timing import Times


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. `ratio` is None without a reference; `aim` is text."""

    what: str
    ours: float
    reference: float | None
    ratio: float | None
    aim: str
    met: bool
    unit: str
    settings: str


def against_reference(
    what: str, ours: float, reference: float, aim: float, settings: str, unit: str = "ms"
) -> Result:
    """Return a measure compared with its reference; met if the ratio is at most the aim."""
    ratio = ours / reference
    return Result(what, ours, reference, ratio, f"≤ {aim:g}×", ratio <= aim, unit, settings)


def floor(what: str, ours: float, reference: float, settings: str, unit: str = "ms") -> Result:
    """Return the least possible figure with these libraries, for information without an aim."""
    return Result(what, ours, reference, ours / reference, "(floor)", met=True, unit=unit, settings=settings)


def medians(what: str, ours: Times, reference: Times, aim: float, settings: str) -> Result:
    """Return a comparison of medians; the settings include the 95th percentiles."""
    spread = f"median of {len(ours)} (p95 {ours.p95:.2f}) and of {len(reference)} (p95 {reference.p95:.2f})"
    return against_reference(what, ours.median, reference.median, aim, f"{spread}; {settings}")


def against_limit(what: str, ours: float, most: float, settings: str, unit: str = "ms") -> Result:
    """Return a measure with an absolute limit and no reference."""
    return Result(what, ours, None, None, f"≤ {most:g} {unit}", ours <= most, unit, settings)
