"""What is in a folder that somebody wants to add to an item."""

import os
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.filenames import is_caseload
from csassess.data.storage.plain_files import plain_size
from csassess.domain.errors import UserError
from csassess.platform.files import is_folder

MOST_FILES = 200


def files_in(folder: Path) -> list[tuple[Path, int]]:
    """Return the files of a folder and those below it by name, each with its size in bytes.

    Links and hidden files are left out.
    Raises UserError if there are none, more than MOST_FILES, or if it is the folder of a caseload.
    """
    if is_folder(folder) and is_caseload(folder):
        raise UserError(
            text("“{name}” is the folder of a caseload. It cannot be added to an item.", name=folder.name)
        )
    found: list[tuple[Path, int]] = []
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            size = -1 if name.startswith(".") else plain_size(Path(place, name))
            if size >= 0:
                found.append((Path(place, name), size))
        if len(found) > MOST_FILES:
            raise UserError(
                text(
                    "The folder “{name}” holds more than {most} files. Choose the files to add instead.",
                    name=folder.name,
                    most=MOST_FILES,
                )
            )
    if not found:
        raise UserError(
            text("The folder “{name}” holds no files that can be added. Choose another.", name=folder.name)
        )
    return found
