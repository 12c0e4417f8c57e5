"""What a caseload holds afterwards, read with the command line in a process of its own."""

import json
import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.hands.program import PROJECT
from tests.support.builders import PASSPHRASE


class Record:
    """The record of one candidate in a closed caseload."""

    def __init__(self, folder: Path, candidate: str, passphrase: str = PASSPHRASE) -> None:
        self._folder, self._candidate, self._passphrase = folder, candidate, passphrase

    def report(self) -> dict[str, Any]:
        """Return what is covered and what is missing."""
        return dict(self._run("report", self._candidate, "--json"))

    @cached_property
    def history(self) -> list[dict[str, Any]]:
        """What was done, oldest first; read once, as the program is closed."""
        return list(self._run("history", self._candidate, "--json"))

    def every(self, entity: str, field: str) -> list[Any]:
        """Return every value that was recorded in a field of one kind of record, oldest first."""
        return [
            change["value"]
            for action in self.history
            for change in action["changes"]
            if (change["entity"], change["field"]) == (entity, field)
        ]

    def last(self, entity: str, field: str) -> Any:
        """Return the value recorded last in a field of one kind of record; None if there is none."""
        return (self.every(entity, field) or [None])[-1]

    def actions(self) -> list[str]:
        """Return the names of what was done, oldest first."""
        return [action["action"] for action in self.history]

    def _run(self, *words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "csassess", "--caseload", str(self._folder), *words],
            cwd=PROJECT,
            env={**os.environ, "CSASSESS_PASSPHRASE": self._passphrase},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
