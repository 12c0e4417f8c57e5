"""Looking into a portfolio file without taking it in: an encrypted caseload of its own, thrown away afterwards, that nobody writes to."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.keys import KdfCost
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.caseloads import Owner, assessor_of, prepare_keys, set_up
from csassess.services.exchange.receiving import Opened, open_file, receive, take_pictures


@contextmanager
def opened_to_read(path: Path, passphrase: str, identity: str = "") -> Iterator[Caseload]:
    """Open a portfolio file in a caseload that is only read, as `reading` does."""
    with reading(open_file(path, identity, passphrase)) as caseload:
        yield caseload


@contextmanager
def reading(opened: Opened) -> Iterator[Caseload]:
    """Show a file that was opened in a caseload that is only read, and is gone when the block ends.

    It is encrypted with a key nobody knows, so nothing of the file touches the disk in clear. Raises UserError as opening and
    receiving do.
    """
    folder = Path(tempfile.mkdtemp(prefix="csassess-reading-"))
    try:
        quick = KdfCost(
            memory=64, passes=1, lanes=1
        )  # the passphrase is random: nothing is gained by guessing slowly
        keys = prepare_keys(secrets.token_hex(32), cost=quick)
        centre = opened.bundle.meta["centre"]
        name = str(centre.get("name", "")).strip() or text("not stated")
        owner = Owner(text("Reader"), name, str(centre.get("number", "")))
        caseload = set_up(folder / "caseload", keys, owner)
        try:
            receive(caseload, opened, take_pictures(opened, caseload.attached.another()))
            caseload.save(
                CASELOAD_STREAM, UserAction.PERSON_CHANGE, replace(assessor_of(caseload), role=Role.READER)
            )
            yield caseload
        finally:
            caseload.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
