"""A file locked with a passphrase is opened only if that takes a bounded amount of memory."""

import base64

import pyrage
import pytest

from csassess.data.storage import passphrase_files
from csassess.data.storage.passphrase_files import (
    NotOpenedError,
    TooMuchWorkError,
    locked_with_passphrase,
    opened_with_passphrase,
)
from csassess.domain.errors import UserError
from csassess.services.exchange import receiving
from csassess.services.safekeeping import centre_key
from tests.exchange.bad_files import Case
from tests.support.exchanging import FILE_PASSPHRASE

SALT = base64.b64encode(b"0" * 16).rstrip(b"=")


def header(work):
    return (
        b"age-encryption.org/v1\n-> scrypt "
        + SALT
        + b" "
        + work
        + b"\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n"
    )


def armoured(content):
    return (
        b"-----BEGIN AGE ENCRYPTED FILE-----\n"
        + base64.encodebytes(content)
        + b"-----END AGE ENCRYPTED FILE-----\n"
    )


@pytest.fixture
def tries(monkeypatch):
    """Record the work of every attempt to open with a passphrase; none takes any memory."""
    made = []

    def wrap_key(_, salt, work):
        made.append(work)
        return bytes(32)

    monkeypatch.setattr(passphrase_files, "_wrap_key", wrap_key)
    monkeypatch.setattr(passphrase_files, "_check_speed", lambda _: None)
    return made


@pytest.mark.parametrize("work", [b"21", b"23", b"30", b"63", b"255", b"+23", b"023", b"23 x", b""])
def test_a_file_that_asks_for_too_much_work_is_refused_before_it_is_tried(tmp_path, tries, work):
    case = Case(tmp_path)
    for content in (header(work), armoured(header(work))):
        path = case.outer(key_dot_age=content, **{"bag.tar.age": case.bag_bytes()})
        with pytest.raises(UserError, match="more memory than is safe"):
            receiving.open_file(path, "", FILE_PASSPHRASE)
        (tmp_path / "centre.key").write_bytes(content)
        with pytest.raises(UserError, match="more memory than is safe"):
            centre_key.read_centre_key(tmp_path / "centre.key", FILE_PASSPHRASE)
    assert tries == []
    case.close()


@pytest.mark.parametrize("work", [b"1", b"10", b"18", b"20"])
def test_the_work_of_every_version_is_done(tmp_path, tries, work):
    case = Case(tmp_path)
    for content in (header(work), armoured(header(work))):
        path = case.outer(key_dot_age=content, **{"bag.tar.age": case.bag_bytes()})
        with pytest.raises(UserError, match="passphrase does not open"):
            receiving.open_file(path, "", FILE_PASSPHRASE)
        (tmp_path / "centre.key").write_bytes(content)
        with pytest.raises(UserError, match="passphrase does not open"):
            centre_key.read_centre_key(tmp_path / "centre.key", FILE_PASSPHRASE)
    assert tries == [int(work)] * 4
    case.close()


SIZES = [0, 1, 65_535, 65_536, 65_537, 3 * 65_536]


@pytest.mark.parametrize("size", SIZES)
def test_stock_age_opens_what_is_locked_here(size):
    content = b"k" * size
    assert pyrage.passphrase.decrypt(locked_with_passphrase(content, "pässword"), "pässword") == content


@pytest.mark.parametrize("size", SIZES)
def test_what_is_locked_is_opened_by_its_passphrase_alone(size):
    locked = locked_with_passphrase(b"k" * size, "pässword")
    assert opened_with_passphrase(locked, "pässword") == b"k" * size
    assert opened_with_passphrase(armoured(locked), "pässword") == b"k" * size
    with pytest.raises(NotOpenedError):
        opened_with_passphrase(locked, "password")


def test_what_stock_age_locks_is_opened():
    assert opened_with_passphrase(pyrage.passphrase.encrypt(b"key", "one gull"), "one gull") == b"key"


def test_the_cost_of_locking_does_not_depend_on_the_speed_of_the_machine(files_locked_at_full_cost):
    assert b"-> scrypt " in (locked := locked_with_passphrase(b"key", "one gull"))
    assert locked.split(b"\n")[1].endswith(b" 18")


def test_no_changed_or_shortened_file_is_opened():
    locked = locked_with_passphrase(b"k" * 65_537, "one gull")
    start = locked.index(b"--- ")
    cut = [*range(start + 80), len(locked) - 17, len(locked) - 18, len(locked) - 1, 65_536 + start + 47 + 32]
    flips = [*range(0, start + 80, 3), len(locked) - 1, len(locked) - 20]
    for changed in (
        *(locked[:length] for length in cut),
        *(locked[:at] + bytes([locked[at] ^ 1]) + locked[at + 1 :] for at in flips),
        locked + b"x",
    ):
        with pytest.raises((NotOpenedError, TooMuchWorkError)):
            opened_with_passphrase(changed, "one gull")


@pytest.fixture
def slow(monkeypatch):
    """Let every look at the clock take two seconds."""
    ticks = iter(range(1000))
    monkeypatch.setattr(passphrase_files.time, "perf_counter", lambda: next(ticks) * 2.0)


def test_a_machine_that_is_too_slow_says_so_and_not_that_the_passphrase_is_wrong(tmp_path, slow):
    case = Case(tmp_path)
    path = case.outer(key_dot_age=header(b"20"), **{"bag.tar.age": case.bag_bytes()})
    (tmp_path / "centre.key").write_bytes(header(b"20"))
    for opening in (
        lambda: receiving.open_file(path, "", FILE_PASSPHRASE),
        lambda: centre_key.read_centre_key(tmp_path / "centre.key", FILE_PASSPHRASE),
    ):
        with pytest.raises(
            UserError, match="too slow to open the file in time: it would take about 4 minutes"
        ):
            opening()
    case.close()


def test_a_slow_machine_opens_what_it_can_open_in_time(slow):
    locked = locked_with_passphrase(b"key", "one gull")
    assert opened_with_passphrase(locked, "one gull") == b"key"


def test_too_little_memory_is_said(monkeypatch):
    locked = locked_with_passphrase(b"key", "one gull")

    def scrypt(*_, **__):
        raise ValueError("memory limit exceeded")

    monkeypatch.setattr(passphrase_files, "_check_speed", lambda _: None)
    monkeypatch.setattr(passphrase_files.hashlib, "scrypt", scrypt)
    with pytest.raises(TooMuchWorkError, match="too little free memory"):
        opened_with_passphrase(locked, "one gull")
