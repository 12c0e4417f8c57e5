"""A person at a screen who starts, unlocks and closes the program."""

import signal
from pathlib import Path

from tests.hands.accessible import Screen
from tests.hands.display import Display
from tests.hands.person import Person
from tests.hands.program import Program
from tests.support.builders import PASSPHRASE


class Desk:
    """The person and the program that is running, if one is."""

    def __init__(self, display: Display, screen: Screen, folder: Path) -> None:
        self._display, self._log = display, folder / "program.log"
        self.person = Person(display, screen, folder)
        self._program: Program | None = None

    def start(self, caseload: Path) -> Person:
        """Start the program on the caseload in a folder."""
        self._program = Program(self._display, caseload, self._log)
        return self.person

    def open(self, caseload: Path) -> Person:
        """Start the program and unlock the caseload with the passphrase."""
        person = self.start(caseload)
        person.paste("Passphrase", PASSPHRASE)
        person.press("Return")
        person.look_for("menu item", "File")
        return person

    def close(self) -> None:
        """Close the window with its shortcut, and wait until the program has ended without complaint."""
        self.person.keep_picture("before-closing")
        self.person.press("ctrl+q")
        assert self._running().wait_until_closed() == 0
        assert "csassess: " not in self._log.read_text(), "a bug was reported: see program.log"

    def end_by(self, number: signal.Signals) -> None:
        """End the program from outside."""
        self._running().end_by(number)
        self._program = None

    def leave(self) -> None:
        """Make sure that no program is left running."""
        if self._program is not None:
            self._program.kill()

    def _running(self) -> Program:
        assert self._program is not None
        return self._program
