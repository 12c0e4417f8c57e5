"""A file locked with a passphrase is opened only if that takes a bounded amount of memory."""

import base64

import pyrage
import pytest

from csassess.domain.errors import UserError
from csassess.services.exchange import receiving
from csassess.services.safekeeping import centre_key
from tests.exchange.bad_files import Case
from tests.support.exchanging import FILE_PASSPHRASE

SALT = base64.b64encode(b"0" * 16).rstrip(b"=")


def header(work):
    return (
        b"age-encryption.org/v1\n-> scrypt " + SALT + b" " + work + b"\n" + b"A" * 43 + b"\n--- " + b"B" * 43
    )


def armoured(content):
    return b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(content) + b"-----END"


@pytest.fixture
def tries(monkeypatch):
    """Record every attempt to open with a passphrase; none takes any memory."""
    made = []

    def decrypt(content, _):
        made.append(content)
        raise pyrage.DecryptError("wrong")

    monkeypatch.setattr(pyrage.passphrase, "decrypt", decrypt)
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
    assert len(tries) == 2
    case.close()
