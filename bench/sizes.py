"""Sizes of the benchmark suite: how much data each measure uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the whole suite."""

    name: str
    candidates: int  # of the main caseload
    items: int  # of each candidate
    notes: int  # of each item
    references: int  # of each item
    photographs: int  # of the whole caseload
    rounds: int  # of short measures
    starts: int  # of the program
    ticks: int
    typing: float  # seconds
    growth: tuple[int, ...]  # candidates in the caseload when a portfolio is opened
    wide: int  # items of the matrix and of the findings
    pictures: int  # photographs taken in
    events: int  # of a rebuild
    assessors: int  # of the centre's archive
    per_assessor: int  # candidates of each assessor
    megabytes: int  # of a portfolio file
    merged: int  # events merged
    pages: int  # rows of a form
    used: int  # rounds of scripted use
    units: int  # brought into a caseload, beside five
    planned: int  # assessors of the sampling plan, each with twenty candidates from a status file


SIZES = {
    size.name: size
    for size in (
        Size("smallest", 3, 4, 2, 3, 3, 3, 1, 6, 0.6, (3, 6), 8, 1, 600, 3, 2, 1, 40, 8, 4, 20, 3),
        Size(
            "small",
            20,
            20,
            3,
            4,
            20,
            15,
            3,
            60,
            3,
            (10, 100, 300),
            100,
            3,
            20_000,
            8,
            10,
            20,
            1_000,
            30,
            60,
            100,
            30,
        ),
        Size(
            "full",
            200,
            100,
            5,
            5,
            200,
            60,
            7,
            300,
            12,
            (10, 100, 1_000, 10_000),
            400,
            15,
            1_000_000,
            50,
            40,
            200,
            10_000,
            60,
            400,
            300,
            500,
        ),
    )
}
