"""A file that another program has open is waited for; if it stays open, the user learns which it is."""

import fcntl
import os
import sys

import pytest

from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect
from csassess.domain.errors import UserError
from csassess.platform import files
from csassess.services.files import write_pdf
from csassess.services.safekeeping import backups, restoring
from tests.support.builders import reopened
from tests.support.systems import ACCESS_DENIED, InUse, refusal

ATTEMPTS = 6


@pytest.mark.parametrize("times", [0, 1, ATTEMPTS - 1])
def test_a_file_in_use_is_replaced_once_it_is_free(tmp_path, monkeypatch, times):
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    scanner = InUse(monkeypatch, lambda path: path == target, times)
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert len(scanner.waits) == times


def test_a_file_that_stays_in_use_keeps_its_content_and_leaves_no_other(tmp_path, monkeypatch):
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    viewer = InUse(monkeypatch, lambda path: path == target)
    with pytest.raises(PermissionError):
        write_atomically(target, b"new")
    assert len(viewer.refused) == ATTEMPTS
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("report.pdf", b"old")]


def test_an_ordinary_refusal_is_not_waited_for(tmp_path, monkeypatch):
    waits = []
    monkeypatch.setattr("csassess.platform.files.time.sleep", waits.append)
    monkeypatch.setattr(
        "csassess.platform.files.os.replace", lambda *_: (_ for _ in ()).throw(PermissionError)
    )
    with pytest.raises(PermissionError):
        files.move(tmp_path / "a", tmp_path / "b")
    assert waits == []


@pytest.mark.parametrize("number", [32, 33, ACCESS_DENIED])
def test_a_form_open_in_a_viewer_is_named_with_a_way_on(tmp_path, monkeypatch, number):
    form = tmp_path / "Account 1.pdf"
    form.write_bytes(b"old")
    InUse(monkeypatch, lambda path: path == form, number=number)
    with pytest.raises(UserError, match=r"“Account 1\.pdf” is open in another program") as refused:
        write_pdf(form, b"new")
    assert "close it there, then try again" in str(refused.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device", "a.pdf"), "No space left on device"),
        (ValueError("odd"), "odd"),
        (refusal(""), "Permission denied"),
    ],
)
def test_any_other_reason_is_said_in_the_words_of_the_system(error, words):
    assert files.reason_of(error) == words


def in_backups(path):
    return path.parent.name == "backups" and path.suffix == ".db"


def test_a_sixth_safety_copy_is_made_although_the_first_cannot_be_deleted(caseload, clock, monkeypatch):
    first = take_snapshot(caseload, "before-receiving")
    viewer = InUse(monkeypatch, lambda path: path == first)
    for _ in range(5):
        clock.move_on(minutes=1)
        latest = take_snapshot(caseload, "before-receiving")
    assert latest.exists()
    assert viewer.refused == [first]


def test_a_new_copy_waits_for_a_scanner_that_looks_at_it(caseload, monkeypatch):
    scanner = InUse(monkeypatch, in_backups, times=2)
    assert take_snapshot(caseload, "before-receiving").exists()
    assert len(scanner.waits) == 2


def test_a_caseload_that_cannot_be_moved_back_is_named_with_its_place(folder, clock, monkeypatch):
    opened = reopened(folder, clock=clock)
    backup = backups.make_backup(opened)
    opened.close()
    backup.path.write_bytes(b"no backup")
    with monkeypatch.context() as patched:
        InUse(patched, lambda path: path == folder and not folder.exists())  # once it is set aside
        with pytest.raises(UserError, match="It is whole in") as refused:
            restoring.restore_whole(folder, opened.attached.master, backup, clock())
    (aside,) = folder.parent.glob("*.before-restoring-*")
    assert str(aside) in str(refused.value)
    aside.rename(folder)
    reopened(folder).close()


# Flushing


@pytest.fixture
def flushed(monkeypatch):
    """Have macOS stand in, and return the calls that flush."""
    calls = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda descriptor, what: calls.append(what))
    monkeypatch.setattr(os, "fsync", lambda descriptor: calls.append("fsync"))
    return calls


def test_macos_flushes_the_drive_for_file_and_folder(tmp_path, flushed):
    write_atomically(tmp_path / "keys.json", b"{}")
    assert flushed == [51, 51]


def test_a_share_that_cannot_flush_its_drive_is_flushed_as_elsewhere(tmp_path, flushed, monkeypatch):
    def unknown(descriptor, what):
        raise OSError(45, "Operation not supported")

    monkeypatch.setattr(fcntl, "fcntl", unknown)
    write_atomically(tmp_path / "keys.json", b"{}")
    assert flushed == ["fsync", "fsync"]


def test_the_database_flushes_the_drive_of_a_mac(tmp_path):
    db = connect(tmp_path / DATABASE_FILE, b"k" * 32)
    assert db.execute("PRAGMA fullfsync").fetchone()[0] == 1
    db.close()


def test_windows_flushes_files_and_leaves_folders_alone(tmp_path, flushed, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    write_atomically(tmp_path / "keys.json", b"{}")
    assert flushed == ["fsync"]
