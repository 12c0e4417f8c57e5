"""Read a portfolio file without receiving it, in a temporary encrypted caseload."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.accepted import accept_machine
from csassess.data.exchange.device_card import can_be_accepted
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.keys import KdfCost, make_keys
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.caseloads import Owner, assessor_of, set_up
from csassess.services.exchange.receiving import Opened, open_file, receive, take_pictures

_LONGEST_NAME = 200


@contextmanager
def opened_to_read(path: Path, passphrase: str, identity: str = "") -> Iterator[Caseload]:
    """Open a portfolio file in a temporary read-only caseload, as `reading` does."""
    with reading(open_file(path, identity, passphrase)) as caseload:
        yield caseload


@contextmanager
def reading(opened: Opened) -> Iterator[Caseload]:
    """Give an opened file as a read-only caseload that is deleted when the block ends.

    It is encrypted with a random key, so that nothing of the file is on disk in clear.
    Raises UserError as `receive` does.
    """
    folder = Path(tempfile.mkdtemp(prefix="csassess-reading-"))
    try:
        # The passphrase is random, so a slow key derivation would not make guessing harder.
        quick = KdfCost(memory=64, passes=1, lanes=1)
        keys = make_keys(secrets.token_hex(32), cost=quick)
        centre = opened.bundle.meta["centre"]
        name = centre.get("name", "").strip()[:_LONGEST_NAME] or text("not stated")
        owner = Owner(text("Reader"), name, centre.get("number", "")[:_LONGEST_NAME])
        caseload = set_up(folder / "caseload", keys, owner)
        try:
            for card, _ in opened.bundle.cards.values():  # what is read here counts nowhere
                if can_be_accepted(card):
                    accept_machine(caseload, card, tuple(Role))
            receive(caseload, opened, take_pictures(opened, caseload.attached.another()))
            caseload.save(
                CASELOAD_STREAM, UserAction.PERSON_CHANGE, replace(assessor_of(caseload), role=Role.READER)
            )
            yield caseload
        finally:
            caseload.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
