"""Which of the numbers at the starts of lines are labels: the longest run that counts up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LOOK_BACK = 80
_MEASURE = re.compile(
    r"(mm|cm|m|km|metres?|kg|g|grams?|kilograms?|litres?|l|ml|hours?|minutes?|seconds?|days?|weeks?"
    r"|months?|years?|per"
    r"|percent|%|°|degrees?|volts?|v|amps?|watts?|kw|bar|psi|million|thousand|inch(es)?|feet|times?)\b"
    r"|[%°/]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A possible label: its position, its number, and how much it looks like a label."""

    index: int
    number: tuple[int, int]
    weight: float


_ALTERNATIVE = re.compile(r"(or|and|to|of|credits?)\b", re.IGNORECASE)


def is_measure(rest: str, *, whole: bool = False) -> bool:
    """Return whether the words after a number make it a quantity: "metres".

    After a whole number "or above" does so too.
    """
    return bool(_MEASURE.match(rest.strip()) or (whole and _ALTERNATIVE.match(rest.strip())))


def longest(steps: Sequence[Step]) -> list[Step]:
    """Return the steps of the best run that counts up."""
    best: list[float] = []
    before: list[int | None] = []
    for here, step in enumerate(steps):
        value, origin = _start(step.number), None
        for there in range(max(0, here - _LOOK_BACK), here):
            gain = _gain(steps[there].number, step.number)
            if gain is not None and best[there] + gain > value:
                value, origin = best[there] + gain, there
        best.append(value + step.weight)
        before.append(origin)
    if not best:
        return []
    at: int | None = max(range(len(best)), key=best.__getitem__)
    run: list[Step] = []
    while at is not None:
        run.append(steps[at])
        at = before[at]
    return run[::-1]


def _start(number: tuple[int, int]) -> float:
    if number in ((1, 0), (1, 1), (0, 1)):
        return 3.0
    return 0.5 if number[1] in (0, 1) else 0.0


def _gain(before: tuple[int, int], here: tuple[int, int]) -> float | None:
    """Return what a step from one number to a later one is worth; None if it does not count up."""
    if here <= before:
        return None
    if here[0] == before[0]:
        jump = here[1] - before[1]
        return 3.0 if jump == 1 else max(0.4, 2.0 - 0.5 * jump)
    jump = here[0] - before[0]
    if here[1] > 2:
        return 0.1
    return 3.0 if jump == 1 and here[1] <= 1 else max(0.3, 1.5 - 0.4 * jump - 0.3 * here[1])


CAPITALS = "ABCDEFGH"


def in_order(runs: Mapping[str, Sequence[Step]]) -> set[str]:
    """Return the letters A, B, C … whose runs follow one another: elements, some with few criteria."""
    found: list[str] = []
    last = -1
    for letter in CAPITALS:
        run = runs.get(letter)
        if not run or run[0].number[1] != 1 or run[0].index < last:
            break
        found.append(letter)
        last = run[-1].index
    return set(found) if len(found) >= 2 and sum(len(runs[letter]) for letter in found) >= 4 else set()
