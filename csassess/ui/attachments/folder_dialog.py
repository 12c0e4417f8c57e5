"""Ask which files of a folder are added to an item."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.file_kinds import size_in_words
from csassess.services.attachments.folders import files_in
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


@dataclass(frozen=True)
class ChosenFiles:
    """The files chosen."""

    files: tuple[Path, ...]


def choose_from(
    parent: QWidget, folder: Path, chosen: Callable[[tuple[Path, ...]], object]
) -> FormDialog[ChosenFiles]:
    """Show what is in a folder, and call `chosen` with the files that are ticked.

    Raises UserError as `files_in` does.
    """
    found = files_in(folder)
    rows = [(str(path.relative_to(folder)), size_in_words(size), path) for path, size in found]
    files = TickedRows(text("Files"), rows, [path for path, _ in found])
    title = text("Add the files of “{name}”", name=folder.name)
    explanation = plural(
        "The folder holds {count} file. Pictures become photographs, other files are attached.",
        "The folder holds {count} files. Pictures become photographs, other files are attached.",
        len(found),
    )
    return opened(
        FormDialog(
            parent,
            title,
            ChosenFiles,
            {"files": (text("Files"), files)},
            lambda values: chosen(values.files),
            done=text("Add the files ticked"),
            explanation=explanation,
        )
    )
