"""What the workbook says of candidates' qualifications."""

from collections.abc import Iterable
from typing import Any

from csassess.catalogue import text
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.progress import Progress, asks_of, name_of
from csassess.domain.qualifications.specification import Measure


def progress_columns(progress: Progress | None) -> tuple[Any, ...]:
    """Return how much of the qualification is achieved and needed, in what, and what is missing."""
    if progress is None:
        return (None, None, "", "")
    measure = text("credits") if progress.specification.measure is Measure.CREDITS else text("units")
    missing = text("nothing") if progress.is_complete else progress.achieved.words
    return (float(progress.done), float(progress.needed), measure, missing)


def progress_heads() -> tuple[str, ...]:
    """Return the heads of these columns."""
    return (
        text("Achieved towards the qualification"),
        text("Needed"),
        text("Counted in"),
        text("Missing"),
    )


def progress_sheets(
    candidates: Iterable[tuple[Portfolio, Progress | None]],
) -> list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:
    """Return one row for each group of a candidate's qualification; no sheet if none is known."""
    rows = [
        (
            portfolio.candidate.name,
            portfolio.candidate.number,
            progress.specification.name,
            name_of(chosen.group),
            asks_of(chosen.group),
            float(chosen.credits),
            chosen.units,
            float(achieved.credits),
            achieved.units,
            "; ".join(lack.words for lack in achieved.lacks),
        )
        for portfolio, progress in candidates
        if progress
        for chosen, achieved in zip(progress.chosen.groups, progress.achieved.groups, strict=True)
    ]
    heads = (
        text("Candidate"),
        text("Number"),
        text("Qualification"),
        text("Group"),
        text("Asks for"),
        text("Credits chosen"),
        text("Units chosen"),
        text("Credits achieved"),
        text("Units achieved"),
        text("Missing"),
    )
    return [(text("Qualifications"), heads, rows)] if rows else []
