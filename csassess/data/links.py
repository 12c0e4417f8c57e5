"""Which criteria of different units the centre has referenced together before."""

from csassess.data.caseload import Caseload

_TOGETHER = """
    SELECT there.unit, there.criterion, COUNT(*) AS times
    FROM reference AS here JOIN reference AS there ON there.stream = here.stream AND there.note = here.note
    WHERE here.unit = ? AND here.criterion = ? AND there.unit <> here.unit
        AND NOT COALESCE(here.deleted, 0) AND NOT COALESCE(there.deleted, 0)
    GROUP BY there.unit, there.criterion ORDER BY times DESC, there.unit, there.criterion
"""


def linked_before(caseload: Caseload, unit_id: str, criterion: str) -> dict[tuple[str, str], int]:
    """Return the criteria of other units, as (unit id, label), that notes referenced together with this one, and how often."""
    rows = caseload.db.execute(_TOGETHER, (unit_id, criterion)).fetchall()
    return {(unit, label): times for unit, label, times in rows}
