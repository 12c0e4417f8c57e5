"""Sends and receives until killed, and reports each step once it is done.

Run as `python -m tests.support.exchange_worker GIVER RECEIVER CANDIDATE FOLDER`.
"""

import sys
from itertools import count
from pathlib import Path

from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import reopened
from tests.support.exchanging import receive_file


def main(giver_folder: Path, receiver_folder: Path, candidate: str, folder: Path) -> None:
    giver, receiver = reopened(giver_folder), reopened(receiver_folder)
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    item = portfolio_view(giver, candidate).portfolio.evidence[0].id
    print("ready", flush=True)
    for number in count():
        note = evidence.add_note(giver, candidate, item, f"Note {number} " + "words " * 200)
        path = folder / f"{note.id}.csbundle"
        sending.send(giver, [candidate], path, recipients=[card], with_forms=False)
        print("sent", path.name, flush=True)
        receive_file(receiver, path)
        print("received", note.id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
