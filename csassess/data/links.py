"""Which criteria of different units the centre has referenced together before."""

from collections import Counter

from csassess.data.caseload import Caseload

_TOGETHER = """
    SELECT there.unit, there.criterion, COUNT(*)
    FROM reference AS here JOIN reference AS there ON there.stream = here.stream AND there.note = here.note
    WHERE here.unit = ? AND here.criterion = ? AND there.unit <> here.unit AND here.stream <> ?
        AND NOT COALESCE(here.deleted, 0) AND NOT COALESCE(there.deleted, 0)
    GROUP BY there.unit, there.criterion
"""
_ELSEWHERE = "SELECT 1 FROM events WHERE rowid > ? AND stream <> ? LIMIT 1"


def linked_elsewhere(caseload: Caseload, stream: str, pair: tuple[str, str]) -> Counter[tuple[str, str]]:
    """Return the criteria of other units that notes of all portfolios but `stream` referenced together with one, and how often.

    It is counted once, until another portfolio is written to or looked at: it goes through all references of the caseload.
    """
    kept, last = caseload.linked, caseload.last_row()
    if kept.but != stream or caseload.db.execute(_ELSEWHERE, (kept.last, stream)).fetchone():
        kept.but, kept.counted = stream, {}
    kept.last = last
    if pair not in kept.counted:
        rows = caseload.db.execute(_TOGETHER, (*pair, stream)).fetchall()
        kept.counted[pair] = Counter({(unit, label): times for unit, label, times in rows})
    return kept.counted[pair]
