"""Where the folder is that keeps this device in sync with others."""

from pathlib import Path

from csassess.data.record.caseload import Caseload

# A file of its own, not in folder_sync.py: the main window asks for the folder when it starts, and
# folder_sync.py imports all that sends and receives (50 modules, among them Pillow and tarfile).

FOLDER = "step-folder"


def folder_of(caseload: Caseload) -> Path | None:
    """Return the folder through which this device is kept in sync; None if none was chosen."""
    kept = caseload.local.get(FOLDER)
    return Path(kept) if kept else None
