"""Python's search for garbage, on the window's thread only.

Python searches on whichever thread happens to make the next object. A dialog that is let go while something runs in the background
would be taken apart over there, and Qt does not survive that: its timers belong to the thread that made them.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_BETWEEN = 1000  # milliseconds


class GarbageCollector(QObject):
    """Looks once a second whether there is enough to search for, by Python's own measure, and lets no other thread do so."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(_BETWEEN)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Search the oldest generation of objects that is due, and the younger ones with it."""
        for generation, (count, most) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > most:
                gc.collect(generation)
                return
