"""Warnings about where a caseload lies and about the machine's clock: each with its reason, none of them in the way."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import date_and_time
from csassess.domain.safekeeping.location_warnings import cloud_service_of

LEAST_ROOM = 500 * 2**20  # bytes: a day's photographs and a safety copy
_SHARES = {"nfs", "nfs4", "cifs", "smb", "smbfs", "smb3", "afpfs", "webdav", "davfs", "fuse.sshfs", "9p"}
_LOOSE = {"vfat", "exfat", "msdos", "fat32", "fat"}
_SET_BACK = timedelta(minutes=10)  # clocks of two machines differ by less


def warnings_about(folder: Path, *, room: int | None = None) -> list[str]:
    """Return, in sentences, why a folder is no safe place for a caseload; `room` is the free space in bytes where it is known."""
    found = []
    cloud = cloud_service_of(folder.resolve())
    if cloud:
        found.append(
            text(
                "The caseload lies in a folder of {cloud}, which copies it elsewhere while it is written:"
                " that can damage it, and sends it out of this machine. Move it to a folder of this machine"
                " alone.",
                cloud=cloud,
            )
        )
    kind, options = _disk_of(folder)
    if kind in _SHARES or str(folder).startswith("\\\\"):
        found.append(
            text(
                "The caseload lies on a network share. What is saved there can be lost when the network"
                " breaks. Move it to a disk of this machine."
            )
        )
    elif kind in _LOOSE or "removable" in options:
        found.append(
            text(
                "The caseload lies on a removable disk, which can be pulled while it is written. Keep it on"
                " this machine and back up to the disk."
            )
        )
    free = _room(folder) if room is None else room
    if free is not None and free < LEAST_ROOM:
        found.append(
            text(
                "Only {room} MB are free where the caseload lies. Make room before photographs and backups no"
                " longer fit.",
                room=free // 2**20,
            )
        )
    return found


def _disk_of(folder: Path) -> tuple[str, str]:
    """Return kind and options of the disk a folder lies on; empty where the system does not say."""
    import psutil  # only needed once a start

    try:
        disks = psutil.disk_partitions(all=True)
    except OSError:
        return "", ""
    place = folder.resolve()
    on = [disk for disk in disks if place.is_relative_to(disk.mountpoint)]
    disk = max(on, key=lambda each: len(each.mountpoint), default=None)
    return (disk.fstype.casefold(), disk.opts.casefold()) if disk else ("", "")


def _room(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def clock_warning(caseload: Caseload) -> str:
    """Return in a sentence that the clock of this machine was set back behind what was written here; empty where it was not."""
    last = caseload.last_written()
    now: datetime = caseload.clock()
    if last is None or now >= last - _SET_BACK:
        return ""
    return text(
        "The clock of this machine stands at {now}, but something was written here on {last}. Set the clock"
        " right: notes carry its times.",
        now=date_and_time(now),
        last=date_and_time(last),
    )


def warnings(caseload: Caseload) -> list[str]:
    """Return everything that is to be said about a copy, about where the caseload lies, and the clock."""
    about_clock = clock_warning(caseload)
    copied = text(
        "This caseload is a copy of another one. It is a machine of its own from now on: keep one of the two,"
        " or send what is in one to the other."
    )
    return [
        *([copied] if caseload.was_copied else []),
        *warnings_about(caseload.folder),
        *([about_clock] if about_clock else []),
    ]
