"""A growing delay after wrong passphrases, counted down in the message."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from csassess.catalogue import plural


class RetryDelay(QObject):
    """Disables a field and its button until the next attempt is allowed."""

    def __init__(self, words: QLabel, field: QLineEdit, press: QPushButton) -> None:
        super().__init__(words)
        self._words, self._field, self._press = words, field, press
        self._tries, self._seconds_left, self._sentence = 0, 0, ""
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self.count_down)

    def wrong(self, sentence: str) -> None:
        """Report a wrong attempt; after several, delay the next one."""
        # Imported here, so that the field appears before the modules that open a caseload.
        from csassess.services.access import credentials

        self._tries, self._sentence = self._tries + 1, sentence
        self._seconds_left = credentials.seconds_to_wait(self._tries)
        self._words.setText(sentence)
        if self._seconds_left:
            self.count_down()
            self._timer.start()

    def right(self) -> None:
        """Reset the delay after a correct attempt."""
        self._tries = 0

    def count_down(self) -> None:
        """Show the remaining seconds, and enable the field when they are over."""
        for control in (self._field, self._press):
            control.setEnabled(not self._seconds_left)
        if not self._seconds_left:
            self._timer.stop()
            self._words.setText(self._sentence)
            self._field.setFocus()
            return
        wait = plural(
            "Wait {count} second before the next try.",
            "Wait {count} seconds before the next try.",
            self._seconds_left,
        )
        self._words.setText(f"{self._sentence} {wait}")
        self._seconds_left -= 1
