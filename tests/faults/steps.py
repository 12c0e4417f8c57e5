"""Perform one large operation on a caseload, to be failed at any system call.

Started as `python -m tests.faults.steps WHAT FOLDER OTHER`. Exits with 0 when done, with 3 and the
sentence when refused.
"""

import os
import sys
from pathlib import Path

from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.retention import held, retention
from csassess.services.safekeeping import backups, checking
from tests.faults.recorded import master
from tests.support.builders import OWNER, PASSPHRASE, SECOND, cheap_keys, reopened


def ask_for_rebuilding(folder: Path) -> None:
    """Mark a caseload as written by an older version, so that opening it rebuilds its tables."""
    db = connect(folder / DATABASE_FILE, master(folder))
    db.execute("UPDATE local SET value = 'older' WHERE key = 'layout'")
    db.execute("DELETE FROM reference")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def damage(folder: Path) -> None:
    """Flip a byte in the middle of the database and of the photographs."""
    for name in (DATABASE_FILE, "photos.db"):
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)


def backup(folder: Path, other: Path) -> None:
    caseload = reopened(folder)
    try:
        backups.make_backup(caseload, other)
    finally:
        caseload.close()


def restore(folder: Path, other: Path) -> None:
    backups.restore_caseload(
        backups.latest_in(folder / "backups"), backups.with_passphrase(PASSPHRASE), other
    )


def set_up(folder: Path, other: Path) -> None:
    caseloads.set_up(other, cheap_keys(), OWNER).close()


def rebuild(folder: Path, other: Path) -> None:
    caseload = caseloads.open_caseload(folder, master(folder))
    try:
        caseload.check_writable()  # on a disk that refuses it opens to read only
    finally:
        caseload.close()


def erase(folder: Path, other: Path) -> None:
    caseload = reopened(folder)
    try:
        retention.finish_erasing(caseload)
        matches = [c for c in candidates.list_candidates(caseload) if c.name == "Bo Learner"]
        for candidate in matches:
            retention.erase(caseload, candidate.id, "Its time is over.", second=SECOND)
    finally:
        caseload.close()


def erase_first(folder: Path) -> None:
    """Erase the portfolio that `restore_held` brings back."""
    erase(folder, folder)


def restore_held(folder: Path, other: Path) -> None:
    caseload = reopened(folder)
    try:
        held.look_after_held(caseload)
        for copy in held.held(caseload):
            held.restore_held(caseload, copy.path)
    finally:
        caseload.close()


def repair(folder: Path, other: Path) -> None:
    list(checking.repair(folder, PASSPHRASE))


STEPS = {
    operation.__name__: operation
    for operation in (set_up, backup, restore, rebuild, erase, restore_held, repair)
}

if __name__ == "__main__":
    try:
        STEPS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    except UserError as error:
        os.writev(2, [f"{error}\n".encode()])  # strace does not make this call fail
        sys.exit(3)
