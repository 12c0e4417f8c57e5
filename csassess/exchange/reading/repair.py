"""Labels that stand apart from their words are brought to them, with a doubt where that is not certain."""

from collections.abc import Sequence

from csassess.exchange.reading.content import Line
from csassess.exchange.reading.draft import UnitDraft
from csassess.exchange.reading.marks import Marks


def repair(draft: UnitDraft, lines: Sequence[Line], marks: Marks) -> tuple[Sequence[Line], Marks]:
    """Return lines and marks with every label before its words."""
    return lines, marks
