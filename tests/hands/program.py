"""The program as a process of its own, on a caseload in a folder."""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.hands.display import Display

PROJECT = Path(__file__).parents[2]


class Program:
    """One run of the program."""

    def __init__(self, display: Display, folder: Path, log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "csassess", "--caseload", str(folder)],
                cwd=PROJECT,
                env=display.environment,
                stdout=output,
                stderr=output,
            )

    def wait_until_closed(self) -> int:
        """Return the exit status once the program has ended by itself."""
        return self._process.wait(timeout=20)

    def end_by(self, number: signal.Signals) -> None:
        """Send a signal and wait until the program has ended."""
        self._process.send_signal(number)
        self._process.wait(timeout=20)

    def kill(self) -> None:
        """Make sure that the program is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
