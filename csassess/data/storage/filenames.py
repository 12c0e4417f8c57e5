"""How the files of a caseload are called: all that is asked before one is opened."""

from pathlib import Path

DATABASE_FILE, KEY_FILE = "caseload.db", "keys.json"
SETTING_UP = "caseload.new"  # is there while a caseload is made


def is_caseload(folder: Path) -> bool:
    """Whether the folder holds a caseload; one whose making was stopped half-way is none."""
    there = any((folder / name).is_file() for name in (DATABASE_FILE, KEY_FILE))
    return there and not (folder / SETTING_UP).exists()
