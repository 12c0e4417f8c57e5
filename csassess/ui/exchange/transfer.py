"""Read, check, write and receive portfolio files in the background, with progress and a stop."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from csassess.catalogue import text
from csassess.services.exchange import handover, import_preview, receiving, sending
from csassess.services.exchange.import_preview import Preview
from csassess.services.exchange.receiving import Opened
from csassess.services.exchange.sending import Parcel
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class Transfer(QObject):
    """One file at a time, out or in."""

    progressed = Signal(object)  # bytes gone through
    sent = Signal(str)  # the file's name, once it was reopened and verified
    arrived = Signal(object)  # the preview of a file that is in order
    received = Signal(object)  # whose portfolios came, as the preview told
    failed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stop = threading.Event()
        self._task: tasks.Task | None = None
        self._opened: Opened | None = None
        self._shown: Preview | None = None
        self.busy = False
        self.checks: list[str] = []  # that the file opened last has passed, each in a sentence

    def stop(self) -> None:
        """Stop what is under way: nothing half done is left."""
        self._stop.set()

    def send(self, candidate_ids: Sequence[str], path: Path, **how: Any) -> None:
        """Gather the candidates' portfolios and write them to a file.

        `how` is as `sending.gather` takes it.
        """
        self._write(path, lambda caseload: sending.gather(caseload, candidate_ids, **how), lambda _: None)

    def hand_over(self, candidate_id: str, path: Path, to: str, **how: Any) -> None:
        """Hand a candidate over and write the portfolio to a file.

        Where it cannot be written the hand-over is taken back.
        """
        self._write(
            path,
            lambda caseload: handover.hand_over(caseload, candidate_id, to, **how),
            lambda caseload: handover.take_back(caseload, candidate_id),
        )

    def _write(self, path: Path, gather: Callable[[Any], Parcel], take_back: Callable[[Any], object]) -> None:
        """Write what is gathered to a file, reopen and verify it."""

        def work(caseload: Any) -> None:
            parcel = gather(caseload)
            try:
                sending.write_parcel(parcel, path, self.progressed.emit, self._stop.is_set)
            except BaseException:
                take_back(caseload)
                raise
            sending.sent(caseload, parcel)

        def written(_: object) -> None:
            self.busy = False
            self._session.notify_changed()
            self.sent.emit(path.name)

        self._begin()
        self._task = self._session.run_in_background(work, written, self._failed, self._words())

    def open(self, path: Path, passphrase: str) -> None:
        """Read a file and check all of it; then say what receiving it would do."""
        identity = self._session.read(receiving.own_identity)
        self.checks = []

        def work(caseload: Any) -> tuple[Opened, Preview]:
            opened = receiving.open_file(
                path,
                identity,
                passphrase,
                passed=self.checks.append,
                progress=self.progressed.emit,
                cancelled=self._stop.is_set,
            )
            return opened, import_preview.preview(caseload, opened)

        self._begin()
        self._task = self._session.run_in_background(work, self._show, self._failed, self._words())

    def _show(self, found: tuple[Opened, Preview]) -> None:
        self.busy = False
        self._opened, self._shown = found
        self.arrived.emit(self._shown)

    def receive(self) -> None:
        """Take in the file that was opened: its pictures first, then its history by one short transaction."""
        opened, shown = self._opened, self._shown
        if opened is None or shown is None:
            return

        def work(caseload: Any) -> None:
            pictures = receiving.take_pictures(
                opened, caseload.attached.another(), self.progressed.emit, self._stop.is_set
            )
            receiving.receive(caseload, opened, pictures)

        def taken_in(_: object) -> None:
            self.busy = False
            self._opened = None
            self._session.notify_changed()
            self.received.emit(shown.candidates)

        self._begin()
        self._task = self._session.run_in_background(work, taken_in, self._failed, self._words())

    @property
    def opened(self) -> Opened | None:
        """The file that was opened last and is not taken in yet."""
        return self._opened

    def leave(self) -> None:
        """Leave the file that was opened as it is."""
        self._opened = None

    def _begin(self) -> None:
        self._stop.clear()
        self.busy = True

    def _words(self) -> str:
        return text("A portfolio file is still being written or read. Wait, or stop it first.")

    def _failed(self, sentence: str) -> None:
        self.busy = False
        self._session.notify_changed()  # what was begun, and taken back
        self.failed.emit(sentence)
