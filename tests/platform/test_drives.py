"""Shares, sticks and cloud folders are recognised, and a drive that is gone keeps nobody waiting."""

import threading
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace

import psutil
import pytest

from csassess.data.storage.sqlcipher import OperationalError
from csassess.domain.errors import UserError
from csassess.platform import drives
from csassess.platform.cloud_folders import cloud_service_of
from csassess.platform.drives import Drive, drive_of, is_reachable
from csassess.services.safekeeping import backups, checking, location_warnings
from csassess.services.safekeeping.location_warnings import LEAST_ROOM, warnings_about

ROOM = LEAST_ROOM * 10


@pytest.mark.parametrize(
    ("path", "cloud"),
    [
        (PurePosixPath("/Users/ann/Library/CloudStorage/OneDrive-HarbourCentre/work"), "OneDrive"),
        (PurePosixPath("/Users/ann/Library/CloudStorage/Box-Box/work"), "Box"),
        (PurePosixPath("/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.org/work"), "Google Drive"),
        (PurePosixPath("/Users/ann/Library/CloudStorage/ProtonDrive-ann/work"), "ProtonDrive"),
        (PurePosixPath("/Users/ann/Dropbox (Harbour Centre)/work"), "Dropbox"),
        (PureWindowsPath(r"G:\Shared drives\Assessors\work"), "Google Drive"),
        (PureWindowsPath(r"C:\Users\ann\Box\work"), "Box"),
        (PureWindowsPath(r"C:\Users\ann\Harbour Centre\Assessors - Documents\work"), "SharePoint"),
        (PureWindowsPath(r"C:\Users\ann\Harbour Centre 2\work"), None),
        (PureWindowsPath(r"C:\Users\ann\one-drive-notes\work"), None),
        (PurePosixPath("/Users/ann/Library/CloudStorage"), None),
    ],
)
def test_folders_of_cloud_services_are_recognised_by_the_names_they_have_today(monkeypatch, path, cloud):
    monkeypatch.setenv("OneDriveCommercial", r"C:\Users\ann\OneDrive - Harbour Centre")
    assert cloud_service_of(path) == cloud


@pytest.mark.parametrize(
    ("kind", "options", "place", "drive"),
    [
        ("ntfs", "rw,remote", "", Drive.SHARE),  # a letter to which Windows maps a share
        ("smbfs", "rw", "", Drive.SHARE),
        ("ntfs", "rw,removable", "", Drive.REMOVABLE),
        ("exfat", "rw", "", Drive.REMOVABLE),
        ("apfs", "rw", "/Volumes/STICK", Drive.REMOVABLE),
        ("ntfs3", "rw", "/media/ann/STICK", Drive.REMOVABLE),
        ("fuseblk", "rw", "/run/media/ann/STICK", Drive.REMOVABLE),
        ("ext4", "rw,noremote,unremovable", "", Drive.FIXED),
    ],
)
def test_the_kind_of_a_drive_is_read_from_its_mount(tmp_path, monkeypatch, kind, options, place, drive):
    mounts = [
        SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw"),
        SimpleNamespace(mountpoint=place or str(tmp_path), fstype=kind, opts=options),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: mounts)
    assert drive_of(Path(place or tmp_path) / "caseload") is drive


def test_a_mapped_drive_is_a_share_although_its_path_resolves_to_another(tmp_path, monkeypatch):
    mapped, share = tmp_path / "H", tmp_path / "server"
    share.mkdir()
    mapped.symlink_to(share)  # resolving leads away from the letter, as on Windows
    mounts = [SimpleNamespace(mountpoint=str(mapped), fstype="ntfs", opts="rw,remote")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: mounts)
    assert drive_of(mapped) is Drive.SHARE
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [])
    monkeypatch.setattr(Path, "resolve", lambda path: PureWindowsPath(r"\\server\share"))
    assert drive_of(mapped) is Drive.SHARE


def test_a_cloud_folder_behind_a_link_or_at_one_gives_a_warning(tmp_path):
    (tmp_path / "Dropbox" / "work").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "Dropbox" / "work")
    assert "Dropbox" in warnings_about(tmp_path / "link", room=ROOM)[0]


# Profiles of college machines


@pytest.mark.parametrize(("flags", "warns"), [(0, False), (1, True), (2, True), (4, True), (6, True)])
def test_a_profile_that_does_not_stay_gives_a_warning(tmp_path, monkeypatch, flags, warns):
    monkeypatch.setattr(drives, "profile_type", lambda: flags)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    said = " ".join(warnings_about(tmp_path / "AppData" / "Local" / "csassess", room=ROOM))
    assert ("may delete the caseload, and the backups inside it" in said) is warns
    assert warnings_about(Path("/srv/csassess"), room=ROOM) == []


# Drives that are gone


@pytest.fixture
def gone(tmp_path, monkeypatch):
    """Return a folder on a drive that never answers, while the test runs."""
    released, place, is_dir = threading.Event(), tmp_path / "gone", Path.is_dir
    looks = []

    def waiting(path):
        if path == place:
            looks.append(path)
            released.wait()
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", waiting)
    monkeypatch.setattr(drives, "_PATIENCE", 0.01)
    yield SimpleNamespace(place=place, looks=looks, released=released)
    released.set()


def test_a_drive_that_does_not_answer_is_away_and_is_not_asked_again_meanwhile(gone):
    assert [is_reachable(gone.place) for _ in range(3)] == [False, False, False]
    assert gone.looks == [gone.place]


def test_a_drive_that_is_back_is_there_again(gone):
    assert not is_reachable(gone.place)
    gone.place.mkdir()
    gone.released.set()
    drives._asked[gone.place].join()
    assert is_reachable(gone.place)


def test_backups_skip_a_drive_that_does_not_answer(caseload, gone):
    gone.place.mkdir()
    backups.remember_place(caseload, gone.place)
    assert backups.other_places(caseload) == []
    ready, problems = backups.jobs(caseload)
    assert (len(ready), problems) == (1, [])


# Backups on a share


def test_a_share_that_cannot_be_read_now_is_not_called_another_caseloads(caseload, tmp_path, monkeypatch):
    backups.make_backup(caseload, tmp_path / "share")

    def unreachable(*_, **__):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("csassess.data.safekeeping.backups.connect_to_read", unreachable)
    with pytest.raises(UserError, match="cannot be read now"):
        backups.make_backup(caseload, tmp_path / "share")


def test_warnings_are_given_although_the_folder_cannot_be_resolved(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(53, "The network path was not found")

    monkeypatch.setattr(Path, "resolve", refuse)
    assert location_warnings.warnings_about(tmp_path, room=ROOM) == []


def test_a_check_does_not_wait_for_a_drive_that_does_not_answer(caseload, gone):
    gone.place.mkdir()
    backups.remember_place(caseload, gone.place)
    assert not [line for line in checking.full_check(caseload).run() if line.wrong]
    assert gone.looks == [gone.place]
