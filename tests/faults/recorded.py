"""A caseload with two portfolios, photographs and a backup, to be damaged; and its state, to compare."""

import shutil
from pathlib import Path

from csassess.domain.records.kinds import KINDS
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.safekeeping import backups, checking
from tests.support.builders import PASSPHRASE, closed_caseload, reopened, rows
from tests.support.pictures import encoded, scene


def recorded(folder: Path, *, backed_up: bool = True) -> Path:
    """Return the folder of a closed caseload with two portfolios, three photographs each, and a backup."""
    caseload = reopened(closed_caseload(folder))
    for name in ("Mo Candidate", "Bo Learner"):
        mo = candidates.add_candidate(caseload, name)
        candidates.enrol(caseload, mo.id, "ocr-b10")
        item = evidence.start_observation(caseload, mo.id, "Counter")
        for number in range(8):
            note = evidence.add_note(caseload, mo.id, item.id, f"{name} greets the customer, {number}. " * 10)
            references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
            if number < 3:
                picture = photographs.prepare(encoded(scene((300 + number, 200 + len(name)))))
                photographs.add(caseload, mo.id, item.id, picture, f"Counter {number}")
    if backed_up:
        backups.make_backup(caseload)
    caseload.db.execute(
        "DELETE FROM local WHERE key = 'stands-at'"
    )  # so that its copies count as this machine, not as others
    caseload.close()
    return folder


def copied(folder: Path, to: Path) -> Path:
    """Copy a caseload’s folder to another place."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.lock")))


def state(folder: Path):
    """Return the tables and photographs of a closed caseload."""
    caseload = reopened(folder)
    try:
        tables = {name: rows(caseload, name) for name in ("events", "heads", *KINDS, "drafts", "wordings")}
        hashes = sorted(caseload.attached.hashes())
        pictures = {sha256: caseload.attached.content(sha256) for sha256 in hashes}
    finally:
        caseload.close()
    return tables, pictures


def wrong(folder: Path) -> list[str]:
    """Return what a full check of a closed caseload finds wrong, each as “part: sentence”."""
    return [
        f"{line.what}: {sentence}"
        for line in checking.check_folder(folder, PASSPHRASE)
        for sentence in line.wrong
    ]


def mended(folder: Path) -> list[str]:
    """Repair a closed caseload and return what the repair reported."""
    return list(checking.repair(folder, PASSPHRASE))


def master(folder: Path) -> bytes:
    return caseloads.unlock(folder, PASSPHRASE)
