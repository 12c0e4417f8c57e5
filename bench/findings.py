"""Findings and coverage of five units over 400 items, beside one plain pass over the same rows."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from csassess.domain.evidence import Customer, EvidenceItem, Judgement, Note, Outcome, Reference
from csassess.domain.people import Candidate
from csassess.domain.portfolio import Portfolio
from csassess.domain.standing import standing, still_stands
from csassess.domain.units import Demeanour, Relationship, Setting
from csassess.services import units

ITEMS, ROUNDS, AIM = 400, 15, 3


def measure() -> dict[str, Any]:
    """Return the median time of judging five units over a portfolio, of one pass over its rows, and their ratio."""
    portfolio, all_units = _portfolio(), units.all_units()
    rows = [*portfolio.evidence, *portfolio.notes, *portfolio.customers, *portfolio.references, *portfolio.judgements]
    ours = _timed(lambda fresh: [standing(unit, fresh) for unit in all_units], portfolio)
    reference = _timed(lambda _: [_pass(rows) for _ in all_units], portfolio)
    return {
        "what": "findings, 5 units x 400 items / plain passes", "ours": ours, "reference": reference,
        "ratio": ours / reference, "aim": AIM, "met": ours <= AIM * reference, "unit": "ms",
        "settings": f"{len(rows)} rows, {ROUNDS} rounds, median; the reference reads each row once for each unit",
    }  # fmt: skip


def measure_one_more_tick() -> dict[str, Any]:
    """Return the median time of taking in one more tick beside judging all five units anew."""
    before, all_units = _portfolio(), units.all_units()
    stands = [standing(unit, before) for unit in all_units]
    item = before.evidence[0]
    label = next(
        label for label in all_units[0].labels() if label not in [r.criterion for r in before.references_of(item.id)]
    )
    more = Reference("more", item.id, all_units[0].id, label, f"n{item.number}-0")
    judged: list[int] = []

    def tick(_: Portfolio) -> None:
        after = before.with_parts(references=(*before.references, more))
        touched = [stand for stand in stands if not still_stands(stand, before, after)]
        judged.append(len([standing(stand.unit, after) for stand in touched]))

    ours = _timed(tick, before)
    reference = _timed(lambda fresh: [standing(unit, fresh) for unit in all_units], before)
    return {
        "what": "findings after one more tick / all anew", "ours": ours, "reference": reference,
        "ratio": ours / reference, "aim": 0.5, "met": ours <= 0.5 * reference, "unit": "ms",
        "settings": f"{judged[0]} of {len(all_units)} units judged again, {ROUNDS} rounds, median",
    }  # fmt: skip


def _pass(rows: list[Any]) -> dict[str, int]:
    """Look at every row once, as any rule must: whose it is, and what it holds."""
    counts: dict[str, int] = {}
    for row in rows:
        owner = getattr(row, "evidence", row.id)
        counts[owner] = counts.get(owner, 0) + sum(
            value is not None for value in map(row.__getattribute__, row.__slots__)
        )
    return counts


def _timed(act: Callable[[Portfolio], object], portfolio: Portfolio) -> float:
    times = []
    for _ in range(ROUNDS):
        fresh = Portfolio(
            **{name: getattr(portfolio, name) for name in Portfolio.__dataclass_fields__}
        )  # nothing indexed yet
        start = time.perf_counter()
        act(fresh)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _portfolio() -> Portfolio:
    """Return a portfolio of accepted items, each with two notes, a customer and ten references."""
    pairs = [(unit.id, label) for unit in units.all_units() for label in unit.labels()]
    items, notes, customers, references = [], [], [], []
    for number in range(ITEMS):
        day = date(2024, 1, 1) + timedelta(days=number)
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        own = f"item-{number}"
        items.append(EvidenceItem(own, str(number + 1), "OB", "Observed", day, Setting.REAL_JOB_PAID))
        customers.append(
            Customer(f"c{number}", own, "A", list(Demeanour)[number % 2], list(Relationship)[number % 3 % 2])
        )
        notes += [Note(f"n{number}-{n}", own, at, at, text="Seen at length.", customer=f"c{number}") for n in range(2)]
        for step in range(10):
            unit, label = pairs[(number * 7 + step) % len(pairs)]
            references.append(Reference(f"r{number}-{step}", own, unit, label, f"n{number}-0"))
    judgements = tuple(Judgement(item.id, Outcome.ACCEPTED, item.on, "bench") for item in items)
    return Portfolio(
        Candidate("c", "Bench"), evidence=tuple(items), notes=tuple(notes), customers=tuple(customers),
        references=tuple(references), judgements=judgements,
    )  # fmt: skip
