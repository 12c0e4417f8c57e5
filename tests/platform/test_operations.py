"""At each file that backup, restore, repair and sending move or delete, another program may have it open."""

import shutil

import pytest

from csassess.data.removal import held_copies
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.evidence import evidence
from csassess.services.exchange import sending
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, checking, restoring
from tests.support.builders import PASSPHRASE, SECOND, reopened, stored_events
from tests.support.exchanging import FILE_PASSPHRASE
from tests.support.systems import InUse

_FOR_EVER, _ONCE = 1_000_000, 1


def in_caseload(act):
    """Return an operation that opens the caseload first."""

    def operation(place):
        caseload = reopened(place / "caseload")
        try:
            act(caseload, place)
        finally:
            caseload.close()

    return operation


def erase(caseload, place):
    (mo,) = caseload.db.execute("SELECT id FROM candidate").fetchone()
    retention.erase(caseload, mo, "Its time is over.", second=SECOND)


def send(caseload, place):
    (mo,) = caseload.db.execute("SELECT id FROM candidate").fetchone()
    sending.send(caseload, [mo], place / "sent.csbundle", passphrase=FILE_PASSPHRASE)


def repair(place):
    path = place / "caseload" / "caseload.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    shutil.rmtree(place / "caseload" / "backups")  # or the page would be copied from there, in place
    assert list(checking.repair(place / "caseload", PASSPHRASE))


def restore_whole(place):
    folder = place / "caseload"
    master = caseloads.unlock(folder, PASSPHRASE)
    backup = backups.latest_in(folder / "backups")
    restoring.restore_whole(folder, master, backup, backup.at)


OPERATIONS = {
    "backup": in_caseload(lambda caseload, place: backups.make_backup(caseload, place / "stick")),
    "send": in_caseload(send),
    "erase": in_caseload(erase),
    "restore": lambda place: backups.restore_caseload(
        backups.latest_in(place / "caseload" / "backups"),
        backups.with_passphrase(PASSPHRASE),
        place / "other",
    ),
    "restore whole": restore_whole,
    "repair": repair,
}


@pytest.fixture
def before(caseload, mo, tmp_path):
    """Return a folder with a closed caseload that has an observation and a backup."""
    evidence.start_observation(caseload, mo.id, "Counter")
    backups.make_backup(caseload)
    backups.make_backup(caseload, tmp_path / "stick")
    caseload.close()
    place = tmp_path / "before"
    for name in ("caseload", "stick"):
        shutil.copytree(tmp_path / name, place / name)
    return place


def refused_at_each_call(name, before, tmp_path, monkeypatch, times):
    """Yield the place and the error of an operation during which the n-th call is refused, for each n."""
    for skip in range(60):
        place = tmp_path / f"{times}-{skip}"
        shutil.copytree(before, place)
        error = None
        with monkeypatch.context() as patched:
            viewer = InUse(patched, lambda path: True, times, skip)
            try:
                OPERATIONS[name](place)
            except UserError as refused:
                error = refused
        if not viewer.refused:
            assert skip > 1  # the control: something is moved or deleted
            return
        yield place, error
        shutil.rmtree(place)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_file_in_use_for_a_moment_fails_nothing(name, before, tmp_path, monkeypatch):
    for _, error in refused_at_each_call(name, before, tmp_path, monkeypatch, _ONCE):
        assert error is None


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_file_in_use_for_long_gives_a_sentence_and_the_caseload_opens(name, before, tmp_path, monkeypatch):
    for place, error in refused_at_each_call(name, before, tmp_path, monkeypatch, _FOR_EVER):
        aside = list(place.glob("caseload.before-*"))  # of a restore: the sentence says that it is there
        assert not aside or error is None or str(aside[0]) in str(error)
        if name == "repair" and error is not None:
            list(checking.repair(place / "caseload", PASSPHRASE))
        again = reopened(aside[0] if aside else place / "caseload")
        assert stored_events(again)
        assert held_copies.held_copies(again) is not None
        again.close()
