"""What kind of drive a folder is on, and whether the system wipes it at log-off."""

import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

_SHARES = {"nfs", "nfs4", "cifs", "smb", "smbfs", "smb3", "afpfs", "webdav", "davfs", "fuse.sshfs", "9p"}
_OF_STICKS = {"vfat", "exfat", "msdos", "fat32", "fat"}
_MOUNTED_HERE = ("/media/", "/run/media/", "/Volumes/")  # where Linux and macOS put sticks


class Drive(Enum):
    """Kinds of drive that matter to a caseload."""

    FIXED = auto()  # or unknown
    SHARE = auto()
    REMOVABLE = auto()


@dataclass(frozen=True, slots=True)
class _Mount:
    kind: str
    options: frozenset[str]
    place: str


def drive_of(folder: Path) -> Drive:
    """Return the kind of drive that a folder is on, also behind a letter to which a share is mapped."""
    resolved = _resolved(folder)
    if any(str(path).startswith("\\\\") for path in (folder, resolved)):
        return Drive.SHARE
    mount = _mount_of(folder, resolved)
    if mount.kind in _SHARES or "remote" in mount.options:
        return Drive.SHARE
    is_stick = mount.kind in _OF_STICKS or "removable" in mount.options
    return Drive.REMOVABLE if is_stick or mount.place.startswith(_MOUNTED_HERE) else Drive.FIXED


def _resolved(folder: Path) -> Path:
    """Return a folder without links; a mapped drive becomes its share. Itself if it is out of reach."""
    try:
        return folder.resolve()
    except OSError:
        return folder.absolute()


def _mount_of(folder: Path, resolved: Path) -> _Mount:
    """Return the innermost mount that holds a folder; without a kind if it is unknown."""
    import psutil  # only needed once per start

    try:
        mounts = psutil.disk_partitions(all=True)
    except OSError:
        return _Mount("", frozenset(), "")
    on = [
        mount
        for mount in mounts
        if any(path.is_relative_to(mount.mountpoint) for path in (resolved, folder.absolute()))
    ]
    if not on:
        return _Mount("", frozenset(), "")
    mount = max(on, key=lambda mount: len(mount.mountpoint))
    options = frozenset(option.strip() for option in mount.opts.casefold().split(","))
    return _Mount(mount.fstype.casefold(), options, mount.mountpoint)


_PATIENCE = 2.0  # seconds for a drive that answers; Windows itself waits up to a minute for a lost share
_asked: dict[Path, threading.Thread] = {}  # looks that were not answered yet


def is_reachable(folder: Path) -> bool:
    """Return whether a folder exists and its drive answers within two seconds.

    A drive that did not answer counts as away, without another wait, until it does. Thread-safe.
    """
    if _is_still_asked(folder):
        return False
    found: list[bool] = []

    def look() -> None:
        with suppress(OSError):
            found.append(folder.is_dir())

    thread = threading.Thread(target=look, daemon=True)  # it must not keep the program from ending
    _asked[folder] = thread
    thread.start()
    thread.join(_PATIENCE)
    return bool(found and found[0])


def _is_still_asked(folder: Path) -> bool:
    thread = _asked.get(folder)
    return thread is not None and thread.is_alive()


# Of GetProfileType in userenv.dll.
_TEMPORARY, _ROAMING, _MANDATORY = 1, 2, 4


def is_wiped_at_log_off(folder: Path) -> bool:
    """Return whether Windows may delete a folder as its user logs off.

    A temporary or mandatory profile is deleted whole. A roaming one leaves local application data
    behind, and many colleges delete its copy on the machine.
    """
    return bool(profile_type() & (_TEMPORARY | _ROAMING | _MANDATORY)) and folder.absolute().is_relative_to(
        Path.home()
    )


def profile_type() -> int:
    """Return the flags of this user's profile on Windows; 0 for one that stays, and elsewhere."""
    if sys.platform != "win32":
        return 0
    import ctypes

    flags = ctypes.c_ulong()
    try:
        is_known = ctypes.windll.userenv.GetProfileType(ctypes.byref(flags))
    except (AttributeError, OSError):
        return 0
    return flags.value if is_known else 0
