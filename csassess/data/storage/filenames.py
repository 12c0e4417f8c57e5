"""Names of the files in a caseload folder."""

from pathlib import Path

from csassess.data.storage.plain_files import check_plain

DATABASE_FILE, KEY_FILE = "caseload.db", "keys.json"
KEY_COPIES = ("keys-1.json", "keys-2.json")  # in a folder of backups, besides the key file
SETTING_UP = "caseload.new"  # marker file, present while a caseload is being created


def check_backup_files(place: Path) -> None:
    """Raise OSError if something in a folder of backups only looks like one of its files.

    Photographs that a link leads to may be the caseload's own: there would be no second copy.
    """
    check_plain(place, "*.db", "keys*.json")


def is_caseload(folder: Path) -> bool:
    """Return whether a folder holds a caseload.

    A caseload whose creation was interrupted does not count.
    """
    has_files = any((folder / name).is_file() for name in (DATABASE_FILE, KEY_FILE))
    return has_files and not (folder / SETTING_UP).exists()
