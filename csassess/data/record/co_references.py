"""Which criteria of different units the centre has referenced together before."""

from collections import Counter
from collections.abc import Collection

from csassess.data.record.caseload import Caseload, CoReferenceCounts

_TOGETHER = """
    SELECT there.unit, there.criterion, COUNT(*)
    FROM reference AS here JOIN reference AS there ON there.stream = here.stream AND there.note = here.note
    WHERE here.unit = ? AND here.criterion = ? AND there.unit <> here.unit AND here.stream <> ?
        AND NOT COALESCE(here.deleted, 0) AND NOT COALESCE(there.deleted, 0)
    GROUP BY there.unit, there.criterion
"""
_ALL_TOGETHER = """
    SELECT here.unit, here.criterion, there.unit, there.criterion, COUNT(*)
    FROM reference AS here JOIN reference AS there ON there.stream = here.stream AND there.note = here.note
    WHERE here.unit IN ({marks}) AND there.unit <> here.unit AND here.stream <> ?
        AND NOT COALESCE(here.deleted, 0) AND NOT COALESCE(there.deleted, 0)
    GROUP BY here.unit, here.criterion, there.unit, there.criterion
"""
_ELSEWHERE = "SELECT 1 FROM events WHERE rowid > ? AND stream <> ? LIMIT 1"


def co_referenced_elsewhere(
    caseload: Caseload, stream: str, pair: tuple[str, str]
) -> Counter[tuple[str, str]]:
    """Return the criteria of other units that notes of all portfolios but `stream` referenced together with one, and how often.

    It is counted once, until another portfolio is written to or looked at: it goes through all references of the caseload.
    """
    if not is_counted(caseload, stream):
        caseload.linked = CoReferenceCounts()
        caseload.linked.but = stream
    kept = caseload.linked
    kept.last = caseload.last_row()
    if pair not in kept.counted and pair[0] not in kept.units:
        rows = caseload.db.execute(_TOGETHER, (*pair, stream)).fetchall()
        kept.counted[pair] = Counter({(unit, label): times for unit, label, times in rows})
    return kept.counted.get(pair, Counter())


def is_counted(caseload: Caseload, stream: str) -> bool:
    """Whether what was counted for a portfolio stands: no other one was written to since."""
    kept = caseload.linked
    return kept.but == stream and caseload.db.execute(_ELSEWHERE, (kept.last, stream)).fetchone() is None


def count_all(caseload: Caseload, stream: str, units: Collection[str]) -> CoReferenceCounts:
    """Return what is referenced together with any criterion of some units elsewhere, counted in one go: for another thread."""
    counted = CoReferenceCounts()
    counted.but, counted.last, counted.units = stream, caseload.last_row(), frozenset(units)
    query = _ALL_TOGETHER.format(marks=", ".join("?" * len(units)))
    for unit, label, other, its_label, times in caseload.db.execute(query, (*units, stream)).fetchall():
        counted.counted.setdefault((unit, label), Counter())[other, its_label] = times
    return counted
