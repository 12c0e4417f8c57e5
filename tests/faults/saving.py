"""Save through the services and print each thing once it is acknowledged; to be cut at any point.

Started as `python -m tests.faults.saving FOLDER MASTER HOW`. HOW is `real`, or a journal setting known to
lose saves.
"""

import os
import sys
from pathlib import Path

from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates.candidates import list_candidates
from csassess.services.evidence import drafts, evidence, references
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.pictures import encoded, scene

_WAYS = {
    "real": (),
    "no-sync": ("synchronous = OFF",),
    "python": ("journal_mode = DELETE",),
}
ROUNDS, NOTES = 3, 6
CRITERIA = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3")


def tell(what: str, which: str) -> None:
    os.write(1, f"{what} {which}\n".encode())  # one call, so that strace records one step


def main(folder: Path, master: bytes, how: str) -> None:
    pictures = [photographs.prepare(encoded(scene((64 + 8 * n, 48)))) for n in range(ROUNDS)]
    for number in range(ROUNDS):
        caseload = caseloads.open_caseload(folder, master)
        for store in (caseload.db, caseload.attached._db):
            for pragma in _WAYS[how]:
                store.execute(f"PRAGMA {pragma}")
        (mo,) = list_candidates(caseload)
        item = portfolio_view(caseload, mo.id).portfolio.evidence[0].id
        for criterion in CRITERIA[:NOTES]:
            note = evidence.add_note(caseload, mo.id, item, f"Greets the customer in round {number}. " * 10)
            tell("note", note.id)
            references.tick(caseload, mo.id, item, "ocr-b10", criterion, note.id)
            tell("tick", note.id)
            drafts.keep_draft(caseload, note.id, {"text": "Half a sen"})
            tell("draft", note.id)
            tell("forgetting", note.id)
            drafts.keep_draft(caseload, note.id, {})
        photograph = photographs.add(caseload, mo.id, item, pictures[number])
        tell("photograph", photograph.sha256)
        caseload.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3])
