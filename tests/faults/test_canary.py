"""Marked words and a marked photograph: after a kill, no file holds a readable trace of them."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from csassess.domain.records.attachments import Photograph
from csassess.domain.records.people import Candidate
from tests.faults.canaries import ROOT, text_fields
from tests.support.builders import PASSPHRASE, contents, reopened


def disguises(text):
    """Yield every form in which a word may lie in a file.

    These are UTF-8, UTF-16 in both byte orders, hexadecimal, and base64 at each of three offsets.
    """
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode())
    for shift in range(3):
        whole = base64.b64encode(b"x" * shift + plain)
        yield whole[(0, 2, 4)[shift] : len(whole) - 4]


def traces(files, *needles):
    """Return the files that hold any of some words or bytes, in content or name."""
    wanted = [
        form for needle in needles for form in (disguises(needle) if isinstance(needle, str) else [needle])
    ]
    return [
        name
        for name, content in files.items()
        if any(form in content or form in name.encode() for form in wanted)
    ]


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """Run a program that uses every feature, kill it, and return its folder.

    Temporary files and the home folder lie inside that folder.
    """
    place = tmp_path_factory.mktemp("canary")
    for name in ("tmp", "home"):
        (place / name).mkdir()
    own = {name: str(place / "tmp") for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP")}
    home = {
        "HOME": str(place / "home"),
        "XDG_DATA_HOME": str(place / "home"),
        "XDG_CACHE_HOME": str(place / "home"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.canaries", str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **own, **home},
    ) as worker:
        written = worker.stdout.readline().decode().split()
        assert worker.stdout.readline() == b"done\n"
        worker.kill()
    return place, written


def test_no_marked_word_is_readable_in_any_file_after_a_kill(killed):
    files = contents(killed[0])
    assert {Path(name).parts[0] for name in files} >= {
        "kinds",
        "work",
        "work-restored",
        "stick",
        "files",
        "tmp",
    }
    assert any(name.endswith("-wal") for name in files)
    assert any(name.startswith("tmp/") and name.endswith("caseload.db") for name in files), (
        "nothing was only looked into"
    )
    assert traces(files, ROOT, PASSPHRASE, "CREATE TABLE") == []


def test_no_piece_of_a_photograph_is_readable_in_any_file_after_a_kill(killed):
    files = contents(killed[0])
    caseload = reopened(killed[0] / "work-restored")
    pieces = []
    for candidate in caseload.all(Candidate):
        for photograph in caseload.all(Photograph, candidate.id):
            content = caseload.attached.content(photograph.sha256)
            pieces += [content[start : start + 24] for start in range(160, len(content) - 24, 100)]
    caseload.close()
    assert len(pieces) > 20
    assert traces(files, *pieces, b"JFIF\0", b"TestCamera") == []


def test_a_marked_word_was_written_into_every_text_field_of_every_kind_of_record(killed):
    """Control: the marked words were really written."""
    assert killed[1] == text_fields()
    assert len(killed[1]) > 100


@pytest.mark.parametrize("form", list(disguises(ROOT)))
def test_a_readable_trace_is_found(tmp_path, form):
    """Control: a trace in any form is found."""
    (tmp_path / "f").write_bytes(b"\1\2" + form + b"\3")
    assert traces(contents(tmp_path), ROOT) == ["f"]


@pytest.mark.parametrize("before", [b"", b"1", b"12"])
def test_a_word_in_the_middle_of_base64_is_found(tmp_path, before):
    (tmp_path / "f").write_bytes(base64.b64encode(before + b"some " + ROOT.encode() + b" and more"))
    assert traces(contents(tmp_path), ROOT) == ["f"]
