"""The key file survives damage: it is authenticated, kept in several copies, and repaired from a good one."""

import json
import shutil
from contextlib import suppress

import pyrage
import pytest

from csassess.data.storage.filenames import KEY_COPIES, KEY_FILE
from csassess.data.storage.keys import (
    is_authentic,
    unlock_with_centre_key,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.errors import DamagedError, UserError, WrongKeyError
from csassess.services.access import caseloads, credentials
from csassess.services.candidates import candidates
from csassess.services.safekeeping import backups
from tests.access.test_keys import rewrite_key_file
from tests.support.builders import CHEAP, PASSPHRASE, cheap_keys, closed_caseload, reopened

NEW_PASSPHRASE = "nine herons on the lower weir"
NAMES = (KEY_FILE, *KEY_COPIES)


@pytest.fixture
def stick(caseload, mo, tmp_path):
    """Back up the caseload in its own folder and on a stick."""
    backups.make_backup(caseload)
    backups.make_backup(caseload, tmp_path / "stick")
    return tmp_path / "stick"


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "flipped": flip,
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "of another caseload": lambda path: path.write_bytes(cheap_keys().content),
}


def run_jobs(caseload):
    jobs, problems = backups.jobs(caseload)
    for job in jobs:
        backups.note_made(caseload, job())
    return problems


def opens(place, passphrase=PASSPHRASE):
    """Return which of the key files of a place open with a passphrase."""
    opening = []
    for name in NAMES:
        if (place / name).exists():
            alone = place.parent / "alone"
            alone.mkdir(exist_ok=True)
            shutil.copyfile(place / name, alone / KEY_FILE)
            try:
                unlock_with_passphrase(alone, passphrase)
                opening.append(name)
            except WrongKeyError:
                pass
            shutil.rmtree(alone)
    return opening


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_key_file_damaged_while_open_never_replaces_a_good_copy_and_is_repaired(caseload, stick, damage):
    good = (caseload.folder / KEY_FILE).read_bytes()
    DAMAGE[damage](caseload.folder / KEY_FILE)
    candidates.add_candidate(caseload, "Jo Candidate")
    assert run_jobs(caseload) == []
    for place in (caseload.folder, backups.own_place(caseload), stick):
        assert (place / KEY_FILE).read_bytes() == good
    (sentence,) = backups.take_repaired(caseload)
    assert "was damaged. It was restored from a good copy" in sentence
    assert backups.take_repaired(caseload) == []


@pytest.mark.parametrize("damage", ["flipped", "emptied", "deleted"])
def test_a_key_file_damaged_before_the_start_is_repaired_from_the_own_backups(caseload, stick, damage):
    caseload.close()
    shutil.rmtree(stick)
    DAMAGE[damage](caseload.folder / KEY_FILE)
    again = reopened(caseload.folder)
    assert "restored from a good copy" in backups.take_repaired(again)[0]
    again.close()
    assert unlock_with_passphrase(caseload.folder, PASSPHRASE)


def test_without_any_good_copy_a_damaged_key_file_is_named_as_damaged(folder):
    flip(folder / KEY_FILE)
    with pytest.raises(DamagedError):
        caseloads.unlock(folder, PASSPHRASE)


def test_a_wrong_passphrase_is_wrong_even_if_a_copy_of_the_key_file_has_to_do(caseload, stick):
    caseload.close()
    flip(caseload.folder / KEY_FILE)
    with pytest.raises(WrongKeyError):
        caseloads.unlock(caseload.folder, "teal kettle on the key")


@pytest.mark.parametrize("damaged", [NAMES[:1], NAMES[:2], NAMES[1:], NAMES[::2]])
def test_any_one_good_copy_in_a_place_restores_the_backup(caseload, stick, tmp_path, damaged):
    for name in damaged:
        flip(stick / name)
    restored = tmp_path / "restored"
    backups.restore_caseload(backups.latest_in(stick), backups.with_passphrase(PASSPHRASE), restored)
    again = reopened(restored)
    assert [candidate.name for candidate in candidates.list_candidates(again)] == ["Mo Candidate"]
    again.close()
    assert is_authentic((restored / KEY_FILE).read_bytes(), again.attached.master)


def test_a_place_keeps_three_copies_and_a_damaged_one_is_replaced_at_the_next_backup(caseload, stick):
    assert opens(stick) == list(NAMES)
    for name in NAMES:
        flip(stick / name)
        backups.make_backup(caseload, stick)
        assert opens(stick) == list(NAMES)


def test_an_earlier_key_file_of_the_present_passphrase_is_kept(caseload, stick):
    earlier = (stick / KEY_FILE).read_bytes()
    identity = centre()
    credentials.set_centre_key(caseload, str(identity.to_public()))
    assert [(stick / name).read_bytes() == earlier for name in NAMES] == [False, True, False]
    assert unlock_with_centre_key(stick, str(identity)) == caseload.attached.master


def centre():
    return pyrage.x25519.Identity.generate()


def test_a_centre_key_that_was_removed_opens_no_copy_that_can_be_reached(caseload, stick):
    identity = centre()
    credentials.set_centre_key(caseload, str(identity.to_public()))
    credentials.set_centre_key(caseload, "")
    for name in NAMES:
        assert "centre" not in json.loads((stick / name).read_bytes())


def test_a_changed_passphrase_opens_every_place_at_once_and_the_old_one_none(caseload, stick):
    credentials.change_passphrase(caseload, PASSPHRASE, NEW_PASSPHRASE, CHEAP)
    for place in (stick, backups.own_place(caseload)):
        assert opens(place) == []
        assert opens(place, NEW_PASSPHRASE) == list(NAMES)
    assert credentials.places_with_old_keys(caseload) == []


def test_a_changed_recovery_code_replaces_the_old_one_in_every_place(caseload, tmp_path):
    old = cheap_keys()
    other = reopened(closed_caseload(tmp_path / "other", old))
    backups.make_backup(other)
    new = credentials.prepare_recovery_code(other, PASSPHRASE, CHEAP)
    credentials.use_recovery_code(other, new)
    for name in NAMES:
        shutil.copyfile(backups.own_place(other) / name, tmp_path / KEY_FILE)
        with pytest.raises(WrongKeyError):
            unlock_with_recovery_code(tmp_path, old.recovery_code)
        assert unlock_with_recovery_code(tmp_path, new.code) == old.master
    other.close()


@pytest.mark.parametrize("way", ["backup", "reopening"])
def test_a_place_that_was_away_is_listed_until_it_no_longer_opens_with_the_old_passphrase(
    caseload, stick, way
):
    away = stick.rename(stick.with_name("away"))
    credentials.change_passphrase(caseload, PASSPHRASE, NEW_PASSPHRASE, CHEAP)
    assert credentials.places_with_old_keys(caseload) == [stick]
    assert opens(away) == list(NAMES)
    away.rename(stick)
    if way == "backup":
        run_jobs(caseload)
    else:
        caseload.close()
        caseload = caseloads.open_caseload(caseload.folder, caseload.attached.master)
    assert credentials.places_with_old_keys(caseload) == []
    assert opens(stick) == []
    caseload.close()


def test_a_key_file_of_an_earlier_version_is_authenticated_at_the_first_unlock(folder):
    wraps = json.loads((folder / KEY_FILE).read_bytes())
    del wraps["mac"]
    (folder / KEY_FILE).write_text(json.dumps(wraps))
    rewrite_key_file(folder)
    master = caseloads.unlock(folder, PASSPHRASE)
    assert not is_authentic((folder / KEY_FILE).read_bytes(), master)
    caseload = reopened(folder)
    caseload.db.execute("DELETE FROM local WHERE key = 'key-file'")  # as an earlier version left it
    caseload.close()
    (folder / KEY_FILE).write_text(json.dumps(wraps))
    rewrite_key_file(folder)
    again = reopened(folder)
    assert is_authentic((folder / KEY_FILE).read_bytes(), master)
    assert backups.take_repaired(again) == []
    again.close()


VALUES = [None, True, "", "x" * 70_000, [], {}, 0, -1, 1.5, 2**31, 2**40, 2**52, "AAAA", "ü", "\ud800"]
FIELDS = ["memory", "passes", "lanes", "salt", "nonce", "wrapped"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_malformed_value_in_the_key_file_is_damage_and_never_a_crash(folder, field):
    wraps = json.loads((folder / KEY_FILE).read_bytes())
    for value in VALUES:
        for use in ("passphrase", "recovery"):
            try:
                rewrite_key_file(folder, **{use: {**wraps[use], field: value}})
            except ValueError:
                continue  # no checksum can be made of it
            for unlock in (unlock_with_passphrase, unlock_with_recovery_code, unlock_with_centre_key):
                with pytest.raises(DamagedError):
                    unlock(folder, PASSPHRASE)


@pytest.mark.parametrize("name", ["format", "passphrase", "recovery", "centre", "mac"])
def test_a_malformed_part_of_the_key_file_is_damage_or_opens_nothing(folder, name):
    for value in VALUES:
        try:
            rewrite_key_file(folder, **{name: value})
        except ValueError:
            continue
        with suppress(UserError):
            unlock_with_passphrase(folder, PASSPHRASE)
        with pytest.raises(UserError):
            unlock_with_centre_key(folder, str(centre()))


def test_a_deeply_nested_key_file_is_damage(folder):
    (folder / KEY_FILE).write_text('{"a":' * 5000)
    with pytest.raises(DamagedError):
        unlock_with_passphrase(folder, PASSPHRASE)
