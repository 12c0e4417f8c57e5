"""Passphrase, recovery code and centre key change without encrypting again.

Wrong attempts are delayed.
"""

import pyrage
import pytest

from csassess.data.storage.keys import (
    unlock_with_centre_key,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.errors import UserError
from csassess.services.access import credentials
from csassess.services.access.credentials import seconds_to_wait
from csassess.services.access.passphrases import Strength, strength
from tests.support.builders import CHEAP, PASSPHRASE, cheap_keys, closed_caseload, contents, reopened

NEW_PASSPHRASE = "nine herons on the lower weir"


@pytest.fixture
def keys():
    return cheap_keys()


@pytest.fixture
def opened(tmp_path, keys):
    caseload = reopened(closed_caseload(tmp_path / "caseload", keys))
    yield caseload
    caseload.close()


def test_a_changed_passphrase_replaces_the_old_one_and_leaves_the_record_untouched(opened, keys):
    before = {name: content for name, content in contents(opened.folder).items() if name.endswith(".db")}
    credentials.change_passphrase(opened, PASSPHRASE, NEW_PASSPHRASE, CHEAP)
    assert unlock_with_passphrase(opened.folder, NEW_PASSPHRASE) == keys.master
    with pytest.raises(UserError, match="The passphrase is not correct"):
        unlock_with_passphrase(opened.folder, PASSPHRASE)
    assert unlock_with_recovery_code(opened.folder, keys.recovery_code) == keys.master
    assert {
        name: content for name, content in contents(opened.folder).items() if name.endswith(".db")
    } == before


@pytest.mark.parametrize(
    ("present", "new", "sentence"),
    [
        ("wrong kettle", NEW_PASSPHRASE, "The passphrase is not correct"),
        (PASSPHRASE, "short", "at least 8"),
        (PASSPHRASE, "password", "not easily guessed"),
    ],
)
def test_a_refused_passphrase_changes_nothing(opened, present, new, sentence):
    before = (opened.folder / "keys.json").read_bytes()
    with pytest.raises(UserError, match=sentence):
        credentials.change_passphrase(opened, present, new, CHEAP)
    assert (opened.folder / "keys.json").read_bytes() == before


def test_a_new_recovery_code_replaces_the_old_one_only_after_it_is_used(opened, keys):
    new = credentials.prepare_recovery_code(opened, PASSPHRASE, CHEAP)
    assert unlock_with_recovery_code(opened.folder, keys.recovery_code) == keys.master
    credentials.use_recovery_code(opened, new)
    assert unlock_with_recovery_code(opened.folder, new.code) == keys.master
    with pytest.raises(UserError, match="The recovery code is not correct"):
        unlock_with_recovery_code(opened.folder, keys.recovery_code)
    assert unlock_with_passphrase(opened.folder, PASSPHRASE) == keys.master


def test_the_centre_key_can_be_added_and_removed(opened, keys):
    identity = pyrage.x25519.Identity.generate()
    credentials.set_centre_key(opened, f" {identity.to_public()} ")
    assert credentials.has_centre_key(opened)
    assert unlock_with_centre_key(opened.folder, str(identity)) == keys.master
    credentials.set_centre_key(opened, "")
    assert not credentials.has_centre_key(opened)
    with pytest.raises(UserError, match="The centre’s key does not open this caseload"):
        unlock_with_centre_key(opened.folder, str(identity))


def test_an_invalid_centre_key_changes_nothing(opened):
    before = (opened.folder / "keys.json").read_bytes()
    with pytest.raises(UserError, match="not a centre key"):
        credentials.set_centre_key(opened, "AGE-SECRET-KEY-1")
    assert (opened.folder / "keys.json").read_bytes() == before


def test_a_key_file_that_cannot_be_written_stays_as_it_was(opened, tmp_path):
    new = credentials.prepare_recovery_code(opened, PASSPHRASE, CHEAP)
    before = (opened.folder / "keys.json").read_bytes()
    (opened.folder / "keys.json.part").mkdir()
    with pytest.raises(UserError, match="could not be written"):
        credentials.use_recovery_code(opened, new)
    assert (opened.folder / "keys.json").read_bytes() == before
    (opened.folder / "keys.json.part").rmdir()


def test_a_common_password_is_very_weak_and_a_few_words_are_strong():
    assert strength("") is strength("password1") is Strength.VERY_WEAK
    assert strength(NEW_PASSPHRASE) is Strength.STRONG
    assert strength("x" * 10_000) in Strength


def test_the_delay_doubles_after_the_third_wrong_attempt_up_to_five_minutes():
    assert [seconds_to_wait(tries) for tries in range(8)] == [0, 0, 0, 2, 4, 8, 16, 32]
    assert seconds_to_wait(60) == 300
