"""Look at files in the background: is one a form that came back? Then a person confirms what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.returned import matching
from csassess.services.returned.matching import LockedFormError, ReadForm
from csassess.ui.base import tasks
from csassess.ui.base.location import Location
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


@dataclass(frozen=True)
class Password:
    """The password of a file."""

    password: str


class FormReceiver(QObject):
    """Reads one file at a time and opens the dialog that confirms it; nothing is saved by itself."""

    ended = Signal()  # emitted regardless of the result

    def __init__(self, window: QWidget, session: Session, go: Callable[[Location], object]) -> None:
        super().__init__(window)
        self._window, self._session, self._go = window, session, go
        self._task: tasks.Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._task is not None

    def look_at(
        self,
        path: Path,
        otherwise: Callable[[], object],
        may_open: Callable[[], bool] = lambda: True,
        password: str = "",
    ) -> None:
        """Read a file; open the dialog of a form, or call `otherwise` if it is none.

        `may_open` is asked once it is read: it returns False if no dialog may be opened then.
        """

        def done(found: ReadForm | None) -> None:
            self._task = None
            if found is None:
                otherwise()
            elif may_open():
                self._confirm(found)
            self.ended.emit()

        def failed(sentence: str) -> None:
            error, self._task = self._task.error if self._task else None, None
            if isinstance(error, LockedFormError) and may_open():
                self._ask_password(path, sentence, partial(self.look_at, path, otherwise, may_open))
            elif not isinstance(error, LockedFormError):
                self._session.problem.emit(sentence)
            self.ended.emit()

        if self.busy:
            self._session.problem.emit(
                text("A file is being read. Open “{name}” again when that is done.", name=path.name)
            )
            return
        self._task = self._session.start_task(lambda: matching.read(path, password), done, failed)

    def _confirm(self, found: ReadForm) -> None:
        from csassess.ui.returned.returned_dialog import confirm

        try:
            returned = self._session.read(matching.match, found)
        except UserError as error:
            self._session.problem.emit(str(error))
            return
        confirm(self._window, self._session, returned, self._go)

    def _ask_password(self, path: Path, sentence: str, look: Callable[..., object]) -> None:
        def save(values: Password) -> None:
            look(password=values.password)

        opened(
            FormDialog(
                self._window,
                text("Password of “{name}”", name=path.name),
                Password,
                {"password": (text("Password"), secret())},
                save,
                done=text("Read the file"),
                explanation=sentence,
            )
        )
