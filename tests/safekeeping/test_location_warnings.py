"""Unsuitable locations of a caseload and a clock set back are reported with the reason."""

import shutil
from pathlib import PurePosixPath, PureWindowsPath
from types import SimpleNamespace

import psutil
import pytest

from csassess.platform.cloud_folders import cloud_service_of
from csassess.services.evidence import evidence
from csassess.services.safekeeping import location_warnings
from csassess.services.safekeeping.location_warnings import LEAST_ROOM, clock_warning, warnings_about
from tests.support.builders import reopened

ROOM = LEAST_ROOM * 10


@pytest.mark.parametrize(
    ("path", "cloud"),
    [
        (PureWindowsPath(r"C:\Users\ann\OneDrive - Harbour Centre\caseload"), "OneDrive"),
        (PurePosixPath("/home/ann/Dropbox/work/caseload"), "Dropbox"),
        (PurePosixPath("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/caseload"), "iCloud"),
        (PureWindowsPath(r"G:\My Drive\caseload"), "Google Drive"),
        (PurePosixPath("/home/ann/Nextcloud/caseload"), "Nextcloud"),
        (PurePosixPath("/home/ann/Documents/One drive to the coast/caseload"), None),
        (PurePosixPath("/home/ann/.local/share/csassess/caseload"), None),
    ],
)
def test_a_folder_of_a_cloud_service_is_recognised_by_its_path(path, cloud):
    assert cloud_service_of(path) == cloud


def test_a_cloud_folder_gives_a_warning_with_the_reason(tmp_path):
    folder = tmp_path / "Dropbox" / "caseload"
    folder.mkdir(parents=True)
    (warning,) = warnings_about(folder, room=ROOM)
    assert "Dropbox" in warning
    assert "This can damage it, and it sends the caseload off this machine" in warning


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("cifs", "rw", "network share"),
        ("nfs4", "rw", "network share"),
        ("vfat", "rw", "removable disk"),
        ("ntfs", "rw,removable", "removable disk"),
    ],
)
def test_a_network_share_or_removable_disk_gives_a_warning(tmp_path, monkeypatch, kind, options, words):
    disks = [
        SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw"),
        SimpleNamespace(mountpoint=str(tmp_path), fstype=kind, opts=options),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: disks)  # a share cannot be mounted in a test
    (warning,) = warnings_about(tmp_path, room=ROOM)
    assert words in warning


def test_a_nearly_full_disk_gives_a_warning(tmp_path):
    assert warnings_about(tmp_path, room=LEAST_ROOM) == []
    (warning,) = warnings_about(tmp_path, room=LEAST_ROOM - 1)
    assert "499 MB are free" in warning


def test_an_ordinary_folder_gives_no_warning(tmp_path):
    if shutil.disk_usage(tmp_path).free < LEAST_ROOM:
        pytest.skip("this disk is nearly full itself")
    assert warnings_about(tmp_path) == []


def test_a_clock_set_back_before_the_last_entry_gives_a_warning(caseload, mo, clock):
    evidence.start_observation(caseload, mo.id, "Counter")
    assert clock_warning(caseload) == ""
    clock.move_on(minutes=-9)
    assert clock_warning(caseload) == ""
    clock.move_on(days=-2)
    assert "Correct the clock: notes use its time" in clock_warning(caseload)
    assert "28 February 2026" in clock_warning(caseload)
    assert location_warnings.warnings(caseload)[-1] == clock_warning(caseload)


def test_a_copied_caseload_becomes_a_new_machine_and_gives_a_warning(folder, tmp_path):
    first = reopened(folder)
    device = first.device
    first.close()
    shutil.copytree(folder, tmp_path / "copy")
    copy = reopened(tmp_path / "copy")
    assert copy.device != device
    assert "is a copy of another one" in " ".join(location_warnings.warnings(copy))
    copy.close()
    again = reopened(tmp_path / "copy")
    assert not again.was_copied
    again.close()


def test_a_moved_caseload_is_the_same_machine(folder, tmp_path):
    first = reopened(folder)
    device = first.device
    first.close()
    folder.rename(tmp_path / "moved")
    moved = reopened(tmp_path / "moved")
    assert (moved.device, moved.was_copied) == (device, False)
    moved.close()


def test_a_copy_made_while_the_caseload_was_open_is_recognised_as_a_copy(folder, tmp_path):
    opened = reopened(folder)
    shutil.copytree(folder, tmp_path / "copy")
    opened.close()
    copy = reopened(tmp_path / "copy")
    assert copy.was_copied
    assert copy.ended_uncleanly
    copy.close()


def put_back(backup, folder):
    """Put a copy of a caseload at its path again: other files, with the older content."""
    folder.rename(folder.with_name("before"))
    shutil.copytree(backup, folder)


def test_a_caseload_copied_to_the_same_path_on_another_computer_becomes_a_new_machine(
    folder, tmp_path, monkeypatch
):
    first = reopened(folder)
    device = first.device
    first.close()
    shutil.copytree(folder, tmp_path / "carried")
    put_back(tmp_path / "carried", folder)
    monkeypatch.setattr("platform.node", lambda: "another-computer")
    copy = reopened(folder)
    assert copy.was_copied
    assert copy.device != device
    copy.close()
    again = reopened(folder)
    assert not again.was_copied
    again.close()


def test_a_caseload_put_back_in_its_place_on_the_same_computer_is_the_same_machine(folder, tmp_path):
    first = reopened(folder)
    device = first.device
    first.close()
    shutil.copytree(folder, tmp_path / "backup")
    put_back(tmp_path / "backup", folder)
    again = reopened(folder)
    assert (again.device, again.was_copied) == (device, False)
    again.close()


def test_a_computer_that_was_renamed_keeps_its_machine(folder, monkeypatch):
    first = reopened(folder)
    device = first.device
    first.close()
    monkeypatch.setattr("platform.node", lambda: "renamed-computer")
    again = reopened(folder)
    assert (again.device, again.was_copied) == (device, False)
    again.close()
