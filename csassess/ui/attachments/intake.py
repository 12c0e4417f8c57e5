"""Take what is dropped on a page of an item, or pasted there, into the item."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Attachment, Photograph
from csassess.services.access.write_checks import reason_against_item
from csassess.ui.attachments.file_import import FileImport, Source, Taken, of_file, of_picture
from csassess.ui.attachments.folder_dialog import choose_from
from csassess.ui.base.dropping import Dropped, DropTaker, taker_for
from csassess.ui.base.session import Session


class Intake(DropTaker):
    """Makes photographs of pictures, attaches files, asks about folders, and writes words into a note.

    `place` returns the candidate and item; `saved` is called for each photograph. `ready` saves what is
    being typed and returns whether that succeeded. `write` takes words, if the page has a field for them.
    """

    def __init__(
        self,
        page: QWidget,
        session: Session,
        place: Callable[[], tuple[str, str]],
        saved: Callable[[Photograph], object],
        ready: Callable[[], bool] = lambda: True,
        write: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__(page)
        self._session, self._place = session, place
        self._saved, self._ready, self._write = saved, ready, write
        self.importing = FileImport(page, session)

    def takes(self, thing: Dropped) -> bool:
        """Return whether something can be added, or are words for which there is a field."""
        return thing.is_thing or bool(thing.words and self._write)

    def take(self, thing: Dropped) -> None:
        """Take in what was dropped or pasted; what the window opens goes to the window."""
        files = list(thing.files)
        outer = taker_for(self.widget.parentWidget())
        if outer is not None:
            for_window = tuple(file for file in files if outer.opens(file))
            if for_window:
                outer.take(Dropped(for_window))
                files = [file for file in files if file not in for_window]
        if thing.words:
            if self._write:
                self._write(thing.words)
            return
        if not (files or thing.folders or thing.picture) or not self._may_take():
            return
        if outer is not None and files:
            outer.sort(files, partial(self._take_at, self._place()))
        else:
            self.take_files(files)
        if thing.picture is not None:
            self.take_source(of_picture(thing.picture))
        for folder in thing.folders:
            try:
                choose_from(self.widget, folder, self.take_files)
            except UserError as error:
                self._session.problem.emit(str(error))

    def _may_take(self) -> bool:
        """Save what is being typed, and return whether the item can be changed; show why not."""
        candidate, item = self._place()
        if not item or not self._ready():
            return False
        reason = self._session.read(reason_against_item, candidate, item)
        if reason:
            self._session.problem.emit(reason)
        return not reason

    def _take_at(self, place: tuple[str, str], files: Sequence[Path]) -> None:
        """Take files into the item on which they were dropped, unless another is shown meanwhile."""
        if files and place != self._place():
            self._session.problem.emit(
                text("Another item is shown now, so the file was not added. Drop it once more.")
            )
            return
        self.take_files(files)

    def take_files(self, files: Iterable[Path], *, sheet: bool = False) -> None:
        """Take in files; `sheet` marks a visit sheet."""
        for file in files:
            self.take_source(of_file(file), sheet=sheet)

    def take_source(self, source: Source, *, sheet: bool = False) -> None:
        """Take in one file or picture."""
        self.importing.take(source, *self._place(), self._show_saved, sheet=sheet)

    def _show_saved(self, taken: Taken) -> None:
        if isinstance(taken, Attachment):
            self._session.message.emit(text("“{name}” was attached to the item.", name=taken.name))
        else:
            self._saved(taken)
