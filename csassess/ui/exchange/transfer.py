"""Write, read, check and receive portfolio files in the background; reading and writing can be stopped."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from csassess.catalogue import text
from csassess.services.exchange import acceptance, handover, import_preview, receiving, sending
from csassess.services.exchange.import_preview import Preview
from csassess.services.exchange.receiving import Opened
from csassess.services.exchange.sending import Parcel
from csassess.services.packs import packs
from csassess.services.safekeeping.location_warnings import put_back_words
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class Transfer(QObject):
    """Sends or receives one file at a time."""

    progressed = Signal(object)  # bytes done
    sent = Signal(str)  # the file's path, after it was reopened and verified
    arrived = Signal(object)  # the preview of a valid file
    received = Signal(object)  # the candidates received, as previewed
    pack_arrived = Signal(object, object)  # a valid pack and its preview
    failed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stop = threading.Event()
        self._task: tasks.Task | None = None
        self._opened: Opened | None = None
        self._preview: Preview | None = None
        self.busy = False
        self.checks: list[str] = []  # sentences on the checks that the opened file passed

    def stop(self) -> None:
        """Stop the running transfer; nothing half done is left."""
        self._stop.set()

    def send(self, candidate_ids: Sequence[str], path: Path, **how: Any) -> None:
        """Gather the candidates' portfolios and write them to a file.

        `how` is passed to `sending.gather`.
        """
        self._write(path, lambda caseload: sending.gather(caseload, candidate_ids, **how), lambda _: None)

    def hand_over(self, candidate_id: str, path: Path, to: str, **how: Any) -> None:
        """Hand a candidate over and write the portfolio to a file.

        If the file cannot be written, the hand-over is taken back.
        """
        self._write(
            path,
            lambda caseload: handover.hand_over(caseload, candidate_id, to, **how),
            lambda caseload: handover.take_back(caseload, candidate_id),
        )

    def _write(self, path: Path, gather: Callable[[Any], Parcel], take_back: Callable[[Any], object]) -> None:
        """Write the gathered portfolios to a file, reopen and verify it."""

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
            self.sent.emit(str(path))

        self._begin()
        self._task = self._session.run_in_background(work, written, self._failed, self._words())

    def open(self, path: Path, passphrase: str) -> None:
        """Read and check a file, then emit `arrived` with the preview of receiving it."""
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
        self._opened, self._preview = found
        self.arrived.emit(self._preview)

    def open_pack(self, path: Path) -> None:
        """Read and check a pack, then emit `pack_arrived` with what taking it in would do."""

        def work(caseload: Any) -> tuple[packs.Opened, packs.PackPreview]:
            opened = packs.open_pack(path)
            return opened, packs.preview(caseload, opened)

        def show(found: tuple[packs.Opened, packs.PackPreview]) -> None:
            self.busy = False
            self.pack_arrived.emit(*found)

        self._begin()
        self._task = self._session.run_in_background(work, show, self._failed, self._words())

    def receive(self, accepted: Sequence[str] = ()) -> None:
        """Receive the opened file: first its pictures, then its history in one short transaction.

        Then accept the machines whose codes were compared.
        """
        opened, preview = self._opened, self._preview
        if opened is None or preview is None:
            return

        def work(caseload: Any) -> str:
            pictures = receiving.take_pictures(
                opened, caseload.attached.another(), self.progressed.emit, self._stop.is_set
            )
            merged = receiving.receive(caseload, opened, pictures)
            for device in accepted:
                acceptance.accept(caseload, device)
            return put_back_words(caseload) if merged.is_new_machine else ""

        def done(sentence: str) -> None:
            self.busy = False
            self._opened = None
            self._session.notify_changed()
            if sentence:
                self._session.message.emit(sentence)
            self.received.emit(preview.candidates)

        self._begin()
        self._task = self._session.run_in_background(work, done, self._failed, self._words())

    @property
    def opened(self) -> Opened | None:
        """The file that was opened and not yet received."""
        return self._opened

    def leave(self) -> None:
        """Close the opened file without receiving it."""
        self._opened = None

    def _begin(self) -> None:
        self._stop.clear()
        self.busy = True

    def _words(self) -> str:
        return text("A portfolio file is still being written or read. Wait, or stop it first.")

    def _failed(self, sentence: str) -> None:
        self.busy = False
        self._session.notify_changed()  # a hand-over may have been begun and taken back
        self.failed.emit(sentence)
