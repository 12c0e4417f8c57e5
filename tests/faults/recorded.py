"""A caseload with two portfolios, photographs and a backup, to be damaged on purpose; and its state, to be held against it."""

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
    """The folder of a closed caseload with two portfolios, three photographs and a backup."""
    caseload = reopened(closed_caseload(folder))
    for name in ("Mo Candidate", "Bo Learner"):
        mo = candidates.add_candidate(caseload, name)
        candidates.enrol(caseload, mo.id, "ocr-b10")
        item = evidence.start_observation(caseload, mo.id, "Counter")
        for number in range(8):
            note = evidence.add_note(caseload, mo.id, item.id, f"{name} greets the customer, {number}. " * 10)
            references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
            if number < 3:
                kept = photographs.prepare(encoded(scene((300 + number, 200 + len(name)))))
                photographs.add(caseload, mo.id, item.id, kept, f"Counter {number}")
    if backed_up:
        backups.make_backup(caseload)
    caseload.db.execute(
        "DELETE FROM local WHERE key = 'stands-at'"
    )  # its copies stand for itself, not for other machines
    caseload.close()
    return folder


def copied(folder: Path, to: Path) -> Path:
    """A caseload's folder again, at another place."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.lock")))


def state(folder: Path):
    """The events, rows and photographs of a closed caseload."""
    caseload = reopened(folder)
    try:
        tables = {name: rows(caseload, name) for name in ("events", "heads", *KINDS, "drafts", "wordings")}
        kept = {sha256: caseload.attached.content(sha256) for sha256 in sorted(caseload.attached.kept())}
    finally:
        caseload.close()
    return tables, kept


def wrong(folder: Path) -> list[str]:
    """What a full check of a closed caseload finds wrong: what was looked at, and the sentences."""
    return [
        f"{line.what}: {sentence}"
        for line in checking.check_folder(folder, PASSPHRASE)
        for sentence in line.wrong
    ]


def mended(folder: Path) -> list[str]:
    """What repairing a closed caseload says it did."""
    return list(checking.repair(folder, PASSPHRASE))


def master(folder: Path) -> bytes:
    return caseloads.unlock(folder, PASSPHRASE)
