"""Settings of the Python interpreter that affect the whole program."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_COLLECTION_INTERVAL = 1000  # milliseconds
_SWITCH_INTERVAL = 0.001  # seconds; Python's default is 0.005


@contextmanager
def without_collection() -> Iterator[None]:
    """Switch garbage collection off, and exempt all objects created meanwhile from it.

    For imports: they create many objects, none of which is garbage.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def exempt_from_collection() -> None:
    """Exempt all present objects from garbage collection, for example after large imports."""
    gc.freeze()


def prioritise_ui_thread() -> None:
    """Lower the GIL switch interval so that background work does not starve the UI thread.

    Drawing one frame needs the GIL several times.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)


class GarbageCollector(QObject):
    """Collects garbage on the UI thread only.

    Python otherwise collects on whichever thread creates the next object. A closed dialog could then be
    destroyed on a background thread and crash Qt, because its timers belong to the UI thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(_COLLECTION_INTERVAL)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation over its threshold, together with the younger ones."""
        for generation, (count, threshold) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > threshold:
                gc.collect(generation)
                return
