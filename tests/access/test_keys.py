"""The key file: one master key wrapped in three ways, and a separate error for each fault."""

import hashlib
import json

import pyrage
import pytest

from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.keys import (
    unlock_with_centre_key,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.safekeeping.centre_key import make_centre_key
from tests.support.builders import OWNER, PASSPHRASE, cheap_keys

WRONG_PASSPHRASE = "The passphrase is not correct"
WRONG_CODE = "The recovery code is not correct"
DAMAGED = r"key file \(keys.json\) is damaged"
NEWER = "newer version"


@pytest.fixture(scope="module")
def centre():
    return pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def keys(centre):
    return cheap_keys(PASSPHRASE, str(centre.to_public()))


@pytest.fixture
def folder(tmp_path, keys):
    (tmp_path / KEY_FILE).write_bytes(keys.content)
    return tmp_path


def rewrite_key_file(folder, **fields):
    """Change fields of the key file and correct its checksum, as another program version would."""
    wraps = {**json.loads((folder / KEY_FILE).read_bytes()), **fields}
    del wraps["checksum"]
    checksum = hashlib.sha256(canonical(wraps)).hexdigest()
    (folder / KEY_FILE).write_text(json.dumps({**wraps, "checksum": checksum}))


def test_passphrase_recovery_code_and_centre_key_open_the_same_master_key(folder, keys, centre):
    assert unlock_with_passphrase(folder, PASSPHRASE) == keys.master
    assert unlock_with_recovery_code(folder, keys.recovery_code) == keys.master
    assert unlock_with_centre_key(folder, str(centre)) == keys.master
    assert len(keys.master) == 32


def test_a_recovery_code_may_be_typed_in_small_letters_with_spaces_or_without_hyphens(folder, keys):
    for typed in (
        keys.recovery_code.lower(),
        keys.recovery_code.replace("-", " "),
        f" {keys.recovery_code}\n",
    ):
        assert unlock_with_recovery_code(folder, typed) == keys.master


def test_every_caseload_has_different_keys():
    one, other = cheap_keys(), cheap_keys()
    assert one.master != other.master
    assert one.recovery_code != other.recovery_code


@pytest.mark.parametrize("wrong", ["", PASSPHRASE.upper(), PASSPHRASE + " ", "\N{TEACUP WITHOUT HANDLE}"])
def test_a_wrong_passphrase_is_refused(folder, wrong):
    with pytest.raises(UserError, match=WRONG_PASSPHRASE):
        unlock_with_passphrase(folder, wrong)


def test_a_wrong_recovery_code_is_refused(folder):
    with pytest.raises(UserError, match=WRONG_CODE):
        unlock_with_recovery_code(folder, cheap_keys().recovery_code)


def test_a_passphrase_is_refused_as_recovery_code_and_the_reverse(folder, keys):
    with pytest.raises(UserError, match=WRONG_CODE):
        unlock_with_recovery_code(folder, PASSPHRASE)
    with pytest.raises(UserError, match=WRONG_PASSPHRASE):
        unlock_with_passphrase(folder, keys.recovery_code)


def test_another_centre_key_does_not_open_it(folder):
    for wrong in ("", "AGE-SECRET-KEY-1NONSENSE", str(pyrage.x25519.Identity.generate())):
        with pytest.raises(UserError, match="The centre’s key does not open this caseload"):
            unlock_with_centre_key(folder, wrong)


def test_a_caseload_without_a_centre_key_does_not_open_with_one(tmp_path, centre):
    (tmp_path / KEY_FILE).write_bytes(cheap_keys().content)
    with pytest.raises(UserError, match="The centre’s key does not open this caseload"):
        unlock_with_centre_key(tmp_path, str(centre))


def test_an_invalid_centre_key_is_refused_on_setting_up():
    with pytest.raises(UserError, match="not a centre key"):
        cheap_keys(PASSPHRASE, "age1nonsense")


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_one_changed_byte_is_reported_as_damage_not_as_a_wrong_passphrase(folder, keys, flip):
    for position in range(len(keys.content)):
        damaged = bytearray(keys.content)
        damaged[position] ^= flip
        (folder / KEY_FILE).write_bytes(damaged)
        with pytest.raises(UserError, match=DAMAGED):
            unlock_with_passphrase(folder, PASSPHRASE)


def test_a_damaged_format_number_is_reported_as_damage_not_as_a_newer_version(folder, keys):
    (folder / KEY_FILE).write_bytes(keys.content.replace(b'"format": 1', b'"format": 3'))
    with pytest.raises(UserError, match=DAMAGED):
        unlock_with_passphrase(folder, PASSPHRASE)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"7", b'{"format": 1}', b"\x00" * 900, b'{"checksum": 1}']
)
def test_an_invalid_key_file_is_reported_as_damaged(folder, content):
    (folder / KEY_FILE).write_bytes(content)
    for unlock in (unlock_with_passphrase, unlock_with_recovery_code, unlock_with_centre_key):
        with pytest.raises(UserError, match=DAMAGED):
            unlock(folder, "anything")


def test_a_truncated_key_file_is_reported_as_damaged(folder, keys):
    for length in range(0, len(keys.content) - 1, 7):
        (folder / KEY_FILE).write_bytes(keys.content[:length])
        with pytest.raises(UserError, match=DAMAGED):
            unlock_with_passphrase(folder, PASSPHRASE)


def test_a_newer_key_file_is_reported_as_newer(folder):
    rewrite_key_file(folder, format=2)
    with pytest.raises(UserError, match=NEWER):
        unlock_with_passphrase(folder, PASSPHRASE)


def test_the_key_file_contains_no_passphrase_code_or_master_key(keys):
    for secret in (PASSPHRASE, keys.recovery_code, keys.recovery_code.replace("-", ""), keys.master.hex()):
        assert secret.encode() not in keys.content
    assert keys.master not in keys.content


def test_a_short_passphrase_is_refused():
    with pytest.raises(UserError, match="at least 8 characters"):
        cheap_keys("seven77")


@pytest.mark.parametrize("passphrase", ["password", "qwertyuiop", "password123"])
def test_a_passphrase_that_is_guessed_at_once_is_refused_on_setting_up(tmp_path, passphrase):
    with pytest.raises(UserError, match="not easily guessed"):
        cheap_keys(passphrase)
    with pytest.raises(UserError, match="not easily guessed"):
        make_centre_key(tmp_path / "centre.key", "passwordpassword")
    assert not (tmp_path / "centre.key").exists()


@pytest.mark.parametrize("passphrase", ["pässwörd mit ümlaut", "пароль на причале", "8 bytes!"])
def test_a_passphrase_may_be_in_any_script(tmp_path, passphrase):
    keys = cheap_keys(passphrase)
    caseloads.set_up(tmp_path / "c", keys, OWNER).close()
    assert caseloads.unlock(tmp_path / "c", passphrase) == keys.master


def test_a_passphrase_opens_however_its_accents_are_typed(tmp_path):
    keys = cheap_keys("caf\N{LATIN SMALL LETTER E WITH ACUTE} by the quay")
    (tmp_path / KEY_FILE).write_bytes(keys.content)
    assert unlock_with_passphrase(tmp_path, "cafe\N{COMBINING ACUTE ACCENT} by the quay") == keys.master
