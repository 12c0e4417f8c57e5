"""What reading a file from outside may cost: parts, bytes and entries, and when Cancel is asked for."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError, CancelledError


class Cost(StrEnum):
    """What is counted while a file is read."""

    PARTS = "parts"
    ENTRIES = "entries"
    HISTORY = "history"  # bytes
    UNITS = "units"  # bytes
    CENTRE = "centre"  # bytes of what the centre shares


MOST: dict[Cost, int] = {
    Cost.PARTS: 200_000,
    Cost.ENTRIES: 2_000_000,
    Cost.HISTORY: 1 << 30,
    Cost.UNITS: 64 << 20,
    Cost.CENTRE: 32 << 20,
}


class Budget:
    """Counts what reading one file costs, and stops when the user cancels or the file asks for too much.

    Call `step` before every piece of work, which then takes well under a fifth of a second.
    """

    def __init__(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.is_cancelled = cancelled
        self.spent: Counter[Cost] = Counter()

    def step(self) -> None:
        """Raise CancelledError if the user cancelled."""
        if self.is_cancelled():
            raise CancelledError(text("Stopped. Nothing was changed."))

    def spend(self, cost: Cost, amount: int = 1) -> None:
        """Count a cost; raises BadFileError once there is more of it than any honest file needs."""
        self.step()
        self.spent[cost] += amount
        if self.spent[cost] > MOST[cost]:
            raise BadFileError(
                text("The file has too many parts. It was refused. Ask the sender for a new file.")
            )
