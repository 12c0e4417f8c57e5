"""Warnings about a caseload's location and the device's clock; none blocks work."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.devices import own_card
from csassess.data.exchange.own_branch import devices_before
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import date_and_time
from csassess.platform.cloud_folders import cloud_service_of
from csassess.platform.drives import Drive, drive_of, is_wiped_at_log_off

LEAST_ROOM = 500 * 2**20  # bytes: a day's photographs and a safety copy
_SET_BACK = timedelta(minutes=10)  # tolerance: clocks of two devices differ by less
_SAID_FOR = timedelta(days=14)  # since a caseload was found to have been put back


def warnings_about(folder: Path, *, room: int | None = None) -> list[str]:
    """Return, in sentences, why a folder is unsafe for a caseload.

    `room` is the free space in bytes; it is measured if None.
    """
    sentences = []
    cloud = cloud_service_of(folder.absolute()) or cloud_service_of(_resolved(folder))
    if cloud:
        sentences.append(
            text(
                "The caseload is in a {cloud} folder, which copies it while it is being "
                "written. This can damage it, and it sends the caseload off this machine. "
                "Move it to a folder that is only on this machine.",
                cloud=cloud,
            )
        )
    drive = drive_of(folder)
    if drive is Drive.SHARE:
        sentences.append(
            text(
                "The caseload is on a network share. Saved work can be lost if the network "
                "fails. Move the caseload to a disk in this machine."
            )
        )
    elif drive is Drive.REMOVABLE:
        sentences.append(
            text(
                "The caseload is on a removable disk, which may be unplugged while csassess "
                "is writing. Keep the caseload on this machine and back up to the disk."
            )
        )
    elif is_wiped_at_log_off(folder):
        sentences.append(
            text(
                "This computer may delete the caseload, and the backups inside it, when you log off:"
                " your user profile does not stay here. Back up to another disk or a share before"
                " each log-off, or move the caseload out of your profile."
            )
        )
    free = _room(folder) if room is None else room
    if free is not None and free < LEAST_ROOM:
        sentences.append(
            text(
                "Only {room} MB are free on the caseload’s disk. Free some space so that "
                "photographs and backups can be saved.",
                room=free // 2**20,
            )
        )
    return sentences


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except OSError:  # out of reach
        return folder


def _room(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def clock_warning(caseload: Caseload) -> str:
    """Return a sentence if the clock is set back behind the last entry here; empty if not."""
    last = caseload.history.last_written(caseload.device)
    now: datetime = caseload.clock()
    if last is None or now >= last - _SET_BACK:
        return ""
    return text(
        "This machine’s clock shows {now}, but something was written here on {last}. "
        "Correct the clock: notes use its time.",
        now=date_and_time(now),
        last=date_and_time(last),
    )


def put_back_words(caseload: Caseload) -> str:
    """Return the sentence that says that a caseload is a new machine because it was put back."""
    return text(
        "This caseload was put back to an earlier state, or copied. It is a new machine (code "
        "{code}) from now on; nothing is lost.",
        code=own_card(caseload).code,
    )


def _was_put_back(caseload: Caseload) -> bool:
    """Return whether the caseload was found to have been put back a short time ago."""
    times = devices_before(caseload).values()
    return any(caseload.clock() - at < _SAID_FOR for at in times)


def warnings(caseload: Caseload) -> list[str]:
    """Return all warnings: a full disk, a caseload that was copied or put back, its location, the clock."""
    about_clock = clock_warning(caseload)
    copied = text(
        "This caseload is a copy of another one and now counts as a separate machine. "
        "Keep only one of the two, or send the work in one to the other."
    )
    only_read = text(
        "The caseload is open to read only: {reason}. Free some disk space, then open it again.",
        reason=caseload.refuses_because,
    )
    return [
        *([only_read] if caseload.refuses_because else []),
        *([copied] if caseload.was_copied else []),
        *([put_back_words(caseload)] if _was_put_back(caseload) else []),
        *warnings_about(caseload.folder),
        *([about_clock] if about_clock else []),
    ]
