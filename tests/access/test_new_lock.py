"""Changing the lock: after it, an older key file and the old passphrase open nothing within reach."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping import relocking
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import ATTACHED_PAGE_SIZE
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.keys import unlock_with_passphrase
from csassess.data.storage.sqlcipher import PAGE_SIZE, DatabaseError, connect_to_read
from csassess.domain.errors import UserError, WrongKeyError
from csassess.services.access import caseloads, credentials, new_lock
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups, checking
from tests.support.builders import CHEAP, PASSPHRASE, contents, rows
from tests.support.pictures import encoded, scene
from tests.support.systems import InUse

NEW_PASSPHRASE = "nine herons on the lower weir"


@pytest.fixture
def item(caseload, mo):
    """Add an observation with a photograph, backed up here and on a stick, with a safety copy."""
    observation = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, observation.id, "Greets the customer")
    photographs.add(caseload, mo.id, observation.id, photographs.prepare(encoded(scene((64, 48)))))
    backups.make_backup(caseload)
    backups.make_backup(caseload, caseload.folder.with_name("stick"))
    take_snapshot(caseload, "before-receiving")
    return observation


@pytest.fixture
def stick(caseload, item):
    return caseload.folder.with_name("stick")


@pytest.fixture
def keys(caseload, item):
    return new_lock.prepare_lock(caseload, PASSPHRASE, NEW_PASSPHRASE, cost=CHEAP)


def opens(path, master):
    size = ATTACHED_PAGE_SIZE if path.name == "photos.db" else PAGE_SIZE
    try:
        connect_to_read(path, master, page_size=size, at_rest=True).close()
    except DatabaseError:
        return False
    return True


def databases(*folders):
    return sorted(path for folder in folders for path in folder.rglob("*.db"))


def assert_locked_anew(folder, stick, old, keys):
    paths = databases(folder, stick)
    assert len(paths) >= 7
    assert [path.name for path in paths if opens(path, old) or not opens(path, keys.master)] == []
    for place in (folder, folder / "backups", stick):
        assert unlock_with_passphrase(place, NEW_PASSPHRASE) == keys.master
        with pytest.raises(WrongKeyError):
            unlock_with_passphrase(place, PASSPHRASE)
        assert [path.name for path in place.iterdir() if "relock" in path.name] == []


def test_an_older_key_file_and_the_old_passphrase_open_nothing_after_the_lock_is_changed(
    caseload, mo, stick, keys
):
    old_keys, old = (caseload.folder / KEY_FILE).read_bytes(), caseload.attached.master
    before, device = rows(caseload, "events"), caseload.device
    caseload.close()
    begun = []
    sentence = new_lock.change_lock(caseload.folder, old, keys, begun.append)
    assert "The lock was changed" in sentence
    assert "Still open" not in sentence
    assert [path.name for path in begun].count("caseload.db") == 1
    assert_locked_anew(caseload.folder, stick, old, keys)
    (caseload.folder / KEY_FILE).write_bytes(old_keys)
    assert unlock_with_passphrase(caseload.folder, PASSPHRASE) == old
    with pytest.raises(UserError):
        caseloads.open_caseload(caseload.folder, old)
    again = caseloads.open_caseload(caseload.folder, keys.master)
    assert (rows(again, "events"), again.device) == (before, device)
    (photograph,) = load_portfolio(again, mo.id).photographs
    assert again.attached.content(photograph.sha256)
    assert [sentence for line in checking.full_check(again).run() for sentence in line.wrong] == []
    assert credentials.places_with_old_keys(again) == []
    backups.make_backup(again, stick)
    again.close()


def test_a_place_that_was_away_is_listed_and_locked_anew_at_the_next_backup_there(caseload, stick, keys):
    old = caseload.attached.master
    caseload.close()
    away = stick.rename(stick.with_name("away"))
    assert str(stick) in new_lock.change_lock(caseload.folder, old, keys)
    again = caseloads.open_caseload(caseload.folder, keys.master)
    assert credentials.places_with_old_keys(again) == [stick]
    away.rename(stick)
    again.close()
    again = caseloads.open_caseload(caseload.folder, keys.master)
    assert unlock_with_passphrase(stick, PASSPHRASE) == old  # its data are still under the old key
    jobs, problems = backups.jobs(again)
    assert problems == []
    for job in jobs:
        backups.note_made(again, job())
    assert credentials.places_with_old_keys(again) == []
    again.close()
    assert_locked_anew(caseload.folder, stick, old, keys)


def test_a_backup_in_the_new_lock_restores(caseload, mo, stick, keys, tmp_path):
    old = caseload.attached.master
    caseload.close()
    new_lock.change_lock(caseload.folder, old, keys)
    for backup in backups.backups_in(stick):
        restored = tmp_path / "restored"
        backups.restore_caseload(backup, backups.with_recovery_code(keys.recovery_code), restored)
        again = caseloads.open_caseload(restored, keys.master)
        assert load_portfolio(again, mo.id).notes
        again.close()
        shutil.rmtree(restored)


class Stopped(BaseException):
    """Stops the program at a step, as a kill would."""


def stop_at(monkeypatch, number):
    """Stop at the n-th of all calls that change something; return whether it was reached."""
    calls = iter(range(1, 10_000))
    reached = []

    def counted(function):
        def call(*arguments, **named):
            if next(calls) == number:
                reached.append(function)
                raise Stopped
            return function(*arguments, **named)

        return call

    for place, name in ((os, "replace"), (Path, "rmdir"), (Path, "mkdir")):
        monkeypatch.setattr(place, name, counted(getattr(place, name)))
    monkeypatch.setattr(relocking, "_write_again", counted(relocking._write_again))
    return reached


def test_a_change_of_the_lock_stopped_anywhere_leaves_a_caseload_that_opens_and_can_be_finished(
    caseload, mo, stick, keys, tmp_path, monkeypatch
):
    old = caseload.attached.master
    before = rows(caseload, "events")
    caseload.close()
    kept = {
        folder.name: shutil.copytree(folder, tmp_path / "kept" / folder.name)
        for folder in (caseload.folder, stick)
    }
    switched = set()
    for number in range(1, 200, 3):
        for folder in (caseload.folder, stick):
            shutil.rmtree(folder)
            shutil.copytree(kept[folder.name], folder)
        with monkeypatch.context() as stopping:
            reached = stop_at(stopping, number)
            with suppress(Stopped):
                new_lock.change_lock(caseload.folder, old, keys)
        (caseload.folder / "caseload.lock").unlink(missing_ok=True)
        try:
            master, passphrase = caseloads.unlock(caseload.folder, NEW_PASSPHRASE), NEW_PASSPHRASE
        except WrongKeyError:
            master, passphrase = caseloads.unlock(caseload.folder, PASSPHRASE), PASSPHRASE
        switched.add(master == keys.master)
        again = caseloads.open_caseload(caseload.folder, master)
        assert rows(again, "events") == before, number
        again.close()
        if not reached:
            break
        if passphrase == PASSPHRASE:
            new_lock.change_lock(caseload.folder, old, keys)
        else:
            again = caseloads.open_caseload(caseload.folder, master)
            jobs, problems = backups.jobs(again)
            assert problems == [], number
            for job in jobs:
                backups.note_made(again, job())
            again.close()
        assert_locked_anew(caseload.folder, stick, old, keys)
    assert number > 20
    assert switched == {True, False}


def test_a_failed_change_leaves_the_old_lock_and_nothing_else(caseload, stick, keys, monkeypatch):
    old = caseload.attached.master
    caseload.close()
    before = contents(caseload.folder)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(relocking, "_write_again", refuse)
    with pytest.raises(UserError, match="It opens as before"):
        new_lock.change_lock(caseload.folder, old, keys)
    assert set(contents(caseload.folder)) == set(before)
    assert caseloads.unlock(caseload.folder, PASSPHRASE) == old


def test_files_that_cannot_be_moved_yet_are_moved_at_the_next_opening(caseload, stick, keys, monkeypatch):
    old = caseload.attached.master
    caseload.close()
    with monkeypatch.context() as patched:
        InUse(patched, lambda path: path.parent.name == ".relocked")
        with pytest.raises(UserError, match=r"open in another program.*use the new passphrase"):
            new_lock.change_lock(caseload.folder, old, keys)
        with pytest.raises(UserError, match="open in another program"):
            caseloads.unlock(caseload.folder, NEW_PASSPHRASE)
    assert caseloads.unlock(caseload.folder, NEW_PASSPHRASE) == keys.master
    caseloads.open_caseload(caseload.folder, keys.master).close()


@pytest.mark.parametrize(
    ("present", "new", "sentence"),
    [("wrong kettle", NEW_PASSPHRASE, "not correct"), (PASSPHRASE, "password", "not easily guessed")],
)
def test_a_wrong_or_weak_passphrase_changes_no_lock(caseload, present, new, sentence):
    with pytest.raises(UserError, match=sentence):
        new_lock.prepare_lock(caseload, present, new, cost=CHEAP)
