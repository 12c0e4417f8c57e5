"""How a check reports its progress, and how it is cancelled."""

from collections.abc import Callable

Progress = Callable[[int, int], object]  # called with the number of files checked and their total
Cancelled = Callable[[], bool]
