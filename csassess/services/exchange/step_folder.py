"""The folder through which this machine is kept in step; what goes through it is the work of `step`."""

from pathlib import Path

from csassess.data.record.caseload import Caseload

FOLDER = "step-folder"


def folder_of(caseload: Caseload) -> Path | None:
    """Return the folder through which this machine is kept in step, None where none was chosen."""
    kept = caseload.local(FOLDER)
    return Path(kept) if kept else None
