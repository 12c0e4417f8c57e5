"""The times in the chains of machines: no entry is of a time before those that it follows."""

from datetime import datetime

from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event


class ChainTimes:
    """Tells up to which time each chain has come, as entries are judged one after another."""

    def __init__(self, caseload: Caseload) -> None:
        self._history = caseload.history
        self._ends: dict[tuple[str, str], tuple[int, datetime]] = {}  # by chain: a sequence and the time then

    def up_to(self, event: Event) -> datetime:
        """Return the latest time of an entry and of those that it follows in its chain."""
        chain = event.stream, event.device
        known, latest = self._ends.get(chain, (0, event.at))
        if known > event.sequence:
            known, latest = 0, event.at
        if known < event.sequence:
            between = self._history.link_times(*chain, known, event.sequence)
            latest = max((latest, event.at, *between))
            self._ends[chain] = event.sequence, latest
        return latest
