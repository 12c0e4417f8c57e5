"""Rebuilding every table from the events, relative to reading and parsing the same rows."""

import json
from collections.abc import Iterator

from bench.bulk import in_bulk
from bench.caseloads import Amount, fill, new_caseload
from bench.fixtures import BenchData, durability
from bench.result import Result, against_reference
from bench.timing import timed
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload

AIM = 4


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the measure for a hundredth, a tenth and all of the events."""
    caseload, number = new_caseload(data.folder / "rebuilt", seed=9), 0
    settings = durability(caseload.db)
    with in_bulk(caseload, seed=9, folded=False) as writer:
        for wanted in (data.size.events // 100, data.size.events // 10, data.size.events):
            while writer.written < wanted:
                fill(writer, Amount(1, min(40, wanted // 30), 5, 10, first=number), seed=9)
                number += 1
                writer.write()
            ours, parsed = timed(lambda: fold.rebuild(caseload.db)), timed(lambda: _parse(caseload))
            data.grown("rebuilding (s) / events", writer.written, ours / 1000)
            yield against_reference(
                f"rebuild of {writer.written:,} events / reading and parsing them",
                ours / 1000,
                parsed / 1000,
                AIM,
                f"one round, in one transaction; {number} candidates; {settings}",
                "s",
            )
    caseload.close()


def _parse(caseload: Caseload) -> None:
    for _, body, disclosed in caseload.db.execute("SELECT id, body, disclosed FROM events ORDER BY rowid"):
        json.loads(body)
        json.loads(disclosed)
