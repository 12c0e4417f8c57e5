"""Findings and coverage of five units over 400 items, relative to one plain pass over the same rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.fixtures import BenchData
from bench.result import Result, against_reference, medians
from bench.timing import alternately
from csassess.domain.assessment.unit_standing import is_standing_unaffected, standing
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Customer, EvidenceItem, Judgement, Note, Outcome, Reference
from csassess.domain.records.people import Candidate
from csassess.domain.units.units import Demeanour, Relationship, Setting
from csassess.services.units import units

AIM, ONE_MORE = 3, 0.5


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the time to judge five units over a portfolio, and to update them after one more tick."""
    items, rounds = data.size.wide, min(15, data.size.rounds)
    yield _judged(items, rounds)
    yield from _one_more_tick(items, rounds)


def _judged(items: int, rounds: int) -> Result:
    portfolio, all_units = _portfolio(items), units.all_units()
    rows = [
        *portfolio.evidence,
        *portfolio.notes,
        *portfolio.customers,
        *portfolio.references,
        *portfolio.judgements,
    ]
    ours, reference = alternately(
        lambda: [standing(unit, fresh) for fresh in [_without_indexes(portfolio)] for unit in all_units],
        lambda: [_pass(rows) for _ in all_units],
        rounds,
    )
    settings = f"{items} items, {len(rows)} rows; the reference reads each row once for each unit"
    return medians("findings, 5 units / plain passes", ours, reference, AIM, settings)


def _one_more_tick(items: int, rounds: int) -> Iterator[Result]:
    before, all_units = _portfolio(items), units.all_units()
    stands = [standing(unit, before) for unit in all_units]
    item = before.evidence[0]
    label = next(
        label
        for label in all_units[0].labels()
        if label not in [r.criterion for r in before.references_of(item.id)]
    )
    more = Reference("more", item.id, all_units[0].id, label, f"n{item.number}-0")
    judged: list[str] = []

    def tick() -> None:
        after = before.with_parts(references=(*before.references, more))
        touched = [
            unit_standing
            for unit_standing in stands
            if not is_standing_unaffected(unit_standing, before, after)
        ]
        judged[:] = [standing(unit_standing.unit, after).unit.id for unit_standing in touched]

    ours, anew = alternately(
        tick, lambda: [standing(unit, f) for f in [_without_indexes(before)] for unit in all_units], rounds
    )
    yield medians("findings after one more tick / all anew", ours, anew, ONE_MORE, f"{items} items")
    yield against_reference(
        "units judged again after one more tick / units it touches",
        len(judged),
        1,
        1,
        f"{len(all_units)} units; judged again: {', '.join(judged)}",
        "units",
    )


def _without_indexes(portfolio: Portfolio) -> Portfolio:
    """Return a copy of a portfolio without indexes."""
    return Portfolio(**{name: getattr(portfolio, name) for name in Portfolio.__dataclass_fields__})


def _pass(rows: list[Any]) -> dict[str, int]:
    """Read owner and fields of every row once, as any rule must."""
    counts: dict[str, int] = {}
    for row in rows:
        owner = getattr(row, "evidence", row.id)
        counts[owner] = counts.get(owner, 0) + sum(
            value is not None for value in map(row.__getattribute__, row.__slots__)
        )
    return counts


def _portfolio(count: int) -> Portfolio:
    """Return a portfolio of accepted items, each with two notes, a customer and ten references."""
    pairs = [(unit.id, label) for unit in units.all_units() for label in unit.labels()]
    items, notes, customers, references = [], [], [], []
    for number in range(count):
        day = date(2024, 1, 1) + timedelta(days=number)
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        item_id = f"item-{number}"
        items.append(EvidenceItem(item_id, str(number + 1), "OB", "Observed", day, Setting.REAL_JOB_PAID))
        customers.append(
            Customer(
                f"c{number}", item_id, "A", list(Demeanour)[number % 2], list(Relationship)[number % 3 % 2]
            )
        )
        notes += [
            Note(f"n{number}-{n}", item_id, at, at, text="Seen at length.", customer=f"c{number}")
            for n in range(2)
        ]
        for step in range(10):
            unit, label = pairs[(number * 7 + step) % len(pairs)]
            references.append(Reference(f"r{number}-{step}", item_id, unit, label, f"n{number}-0"))
    judgements = tuple(Judgement(item.id, Outcome.ACCEPTED, item.on, "bench") for item in items)
    return Portfolio(
        Candidate("c", "Bench"),
        evidence=tuple(items),
        notes=tuple(notes),
        customers=tuple(customers),
        references=tuple(references),
        judgements=judgements,
    )
