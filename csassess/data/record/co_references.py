"""Which criteria of different units the centre has referenced together before."""

from collections import Counter
from collections.abc import Collection

from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.co_reference_counts import CoReferenceCounts

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
    """Return how often criteria of other units were referenced with one, elsewhere than in `stream`.

    Counting goes through all references of the caseload, so the result is kept until another
    portfolio is written to or another `stream` is asked for.
    """
    if not is_counted(caseload, stream):
        caseload.linked = CoReferenceCounts()
        caseload.linked.except_stream = stream
    counts = caseload.linked
    counts.last_row = caseload.history.last_row()
    if pair not in counts.by_criterion and pair[0] not in counts.complete_units:
        rows = caseload.db.execute(_TOGETHER, (*pair, stream)).fetchall()
        counts.by_criterion[pair] = Counter({(unit, label): times for unit, label, times in rows})
    return counts.by_criterion.get(pair, Counter())


def is_counted(caseload: Caseload, stream: str) -> bool:
    """Return whether the counts for a portfolio are up to date: no other portfolio was written to since."""
    counts = caseload.linked
    if counts.except_stream != stream:
        return False
    return caseload.db.execute(_ELSEWHERE, (counts.last_row, stream)).fetchone() is None


def count_all(caseload: Caseload, stream: str, units: Collection[str]) -> CoReferenceCounts:
    """Return the counts for every criterion of some units, made in one go.

    Meant for a background thread.
    """
    counts = CoReferenceCounts()
    counts.except_stream, counts.last_row = stream, caseload.history.last_row()
    counts.complete_units = frozenset(units)
    query = _ALL_TOGETHER.format(marks=", ".join("?" * len(units)))
    for unit, label, other, its_label, times in caseload.db.execute(query, (*units, stream)).fetchall():
        counts.by_criterion.setdefault((unit, label), Counter())[other, its_label] = times
    return counts
