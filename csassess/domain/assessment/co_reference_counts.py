"""How often criteria of different units were referenced together, as far as it has been counted."""

from collections import Counter


class CoReferenceCounts:
    """Counts over all portfolios except one; see co_references for how they are made."""

    def __init__(self) -> None:
        self.except_stream = ""
        self.last_row = 0  # of the events, when it was counted
        # Units counted completely: a pair of theirs that is missing was never referenced.
        self.complete_units: frozenset[str] = frozenset()
        self.by_criterion: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
