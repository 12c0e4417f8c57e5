"""Open what comes from outside: a file opened with the program, or dropped on its window."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from csassess.catalogue import text
from csassess.ui.base.dropping import Dropped, DropTaker
from csassess.ui.base.location import Location, Page
from csassess.ui.returned.receiving import FormReceiver
from csassess.ui.shell.pages import Pages
from csassess.ui.shell.screen_lock import ScreenLock


class Arrivals(DropTaker):
    """Shows a file at the place where the user decides about it; nothing is received by itself.

    While the screen is locked, a file waits until it is unlocked.
    """

    def __init__(self, window: Pages, lock: ScreenLock) -> None:
        super().__init__(window)
        self._window, self._lock = window, lock
        self.forms = FormReceiver(window, window.session, window.going.emit)
        self._waiting: Path | None = None
        lock.unlocked.connect(self._open_waiting)

    def opens(self, file: Path) -> bool:
        """Return whether a file is one that this program wrote, to be opened wherever it is dropped."""
        from csassess.services.arriving.arrivals import Arrival, arrival_at

        return arrival_at(file) in (Arrival.PORTFOLIO, Arrival.PACK)

    def sort(self, files: Sequence[Path], rest: Callable[[Sequence[Path]], object]) -> None:
        """Open a form that came back, dropped alone; call `rest` with any other files."""
        from csassess.services.arriving.arrivals import Arrival, arrival_at

        if len(files) == 1 and arrival_at(files[0]) is Arrival.FORM:
            self._look_at(files[0], lambda: rest(files))
        else:
            rest(files)

    def take(self, thing: Dropped) -> None:
        """Open a file that was dropped where nothing else takes it."""
        paths = [*thing.files, *thing.folders]
        if self._lock.is_engaged:
            return
        if len(paths) == 1:
            self.open(paths[0])
        elif paths:
            self._say(text("Several files were dropped here. Drop one at a time, or drop them on an item."))
        else:
            self._say(text("To add a picture to an item, open the item and drop or paste the picture there."))

    def open(self, path: Path) -> None:
        """Show a file where the user decides about it, or say why it cannot be opened."""
        from csassess.services.arriving.arrivals import Arrival, arrival_at

        if self._lock.is_engaged:
            self._waiting = path
            return
        if isinstance(QApplication.activeModalWidget(), QDialog):
            self._say(
                text("Finish or close the open dialog first, then open “{name}” again.", name=path.name)
            )
            return
        match arrival_at(path):
            case Arrival.PORTFOLIO | Arrival.PACK:
                self._open_portfolio(path)
            case Arrival.FORM:
                self._look_at(path, partial(self._open_other, path))
            case Arrival.DOCUMENT:
                self._open_document(path)
            case Arrival.CASELOAD:
                self._say(
                    text(
                        "“{name}” is the folder of a caseload. Close csassess, then open it again there.",
                        name=path.name,
                    )
                )
            case Arrival.MISSING:
                self._say(text("The file “{name}” does not exist. Check the name.", name=path.name))
            case _:
                self._say_it_is_not_opened(path)

    def _look_at(self, path: Path, otherwise: Callable[[], object]) -> None:
        """Open the dialog of a form that came back, or do something else with the file."""

        def may_open() -> bool:
            if self._lock.is_engaged:
                self._waiting = path
            return not self._lock.is_engaged

        self.forms.look_at(path, otherwise, may_open)

    def _open_other(self, path: Path) -> None:
        """Open what could have been a form and is none: a document of units, or nothing."""
        if path.suffix.lower() == ".pdf":
            self._open_document(path)
        else:
            self._say_it_is_not_opened(path)

    def _say_it_is_not_opened(self, path: Path) -> None:
        self._say(
            text(
                "csassess does not open “{name}” here. To add it as evidence, open an item and drop "
                "it there.",
                name=path.name,
            )
        )

    def _open_waiting(self) -> None:
        path, self._waiting = self._waiting, None
        if path is not None:
            self.open(path)

    def _open_portfolio(self, path: Path) -> None:
        if not self._is_shown(Page.EXCHANGE):
            return
        if self._window.exchange.transfer.busy:
            self._say(
                text(
                    "A file is being read or written. Open “{name}” again when that is done.", name=path.name
                )
            )
        else:
            self._window.exchange.open_file(str(path))

    def _open_document(self, path: Path) -> None:
        if not self._is_shown(Page.UNITS):
            return
        page = self._window.units
        if page.bringing_in.busy:
            self._say(
                text("A document is being read. Open “{name}” again when that is done.", name=path.name)
            )
        elif page.bring_in.isEnabled():
            page.bringing_in.read_file(path)
        else:
            self._say(page.bring_in.toolTip())

    def _is_shown(self, page: Page) -> bool:
        """Go to a page; return whether it is shown, and not kept back by words that cannot be saved."""
        self._window.going.emit(Location(page))
        return self._window.place.page is page

    def _say(self, sentence: str) -> None:
        self._window.session.problem.emit(sentence)
