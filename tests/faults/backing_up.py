"""Back up and restore in an endless loop and report each step, until killed.

Started as `python -m tests.faults.backing_up FOLDER STICK RESTORED CANDIDATE ITEM`.
"""

import sys
from itertools import count
from pathlib import Path

from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups
from tests.support.builders import PASSPHRASE, reopened


def main(folder: Path, stick: Path, restored: Path, candidate: str, item: str) -> None:
    caseload = reopened(folder)
    print("ready", flush=True)
    for number in count():
        note = evidence.add_note(caseload, candidate, item, f"Note {number} " + "words " * 200)
        backup = backups.make_backup(caseload, stick if number % 2 else None)
        print("backed-up", backup.path, note.id, flush=True)
        target = restored / note.id
        backups.restore_caseload(backup, backups.with_passphrase(PASSPHRASE), target)
        print("restored", target, note.id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], sys.argv[5])
