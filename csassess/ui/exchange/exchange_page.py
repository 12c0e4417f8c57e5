"""The page to send and receive portfolio files, keep key files and settle conflicts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar

from csassess.catalogue import plural, text
from csassess.domain.dates import clock_time
from csassess.domain.errors import UserError
from csassess.domain.record_words import value_words
from csassess.services.candidates import candidates
from csassess.services.exchange import conflicts, import_preview, receiving, sending
from csassess.services.exchange.import_preview import Arriving, Preview
from csassess.services.packs import packs
from csassess.services.packs.packs import Opened, PackPreview
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.exchange import exchange_dialogs, pack_dialogs
from csassess.ui.exchange.folder_sync_card import FolderSyncCard
from csassess.ui.exchange.key_files_card import KeyFilesCard
from csassess.ui.exchange.requests_card import RequestsCard
from csassess.ui.exchange.transfer import Transfer
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import TickedRows
from csassess.ui.widgets.layouts import column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

_FILTER = "csassess (*.csbundle)"
_RECEIVED = f"csassess (*.csbundle *.{packs.EXTENSION})"


def _dropped_file(dragged: QMimeData) -> str:
    """Return the path of the one file that is dragged; empty if there is none, or several."""
    urls = dragged.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


class ExchangePage(PageWidget):
    """Sends and receives portfolio files.

    A written file is reopened and verified. A received file is previewed first and
    overwrites nothing.
    """

    reading = Signal(object)  # an opened file, to be shown without receiving it

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.transfer = Transfer(session)
        self.transfer.progressed.connect(self._show_progress)
        self.transfer.sent.connect(self._was_sent)
        self.transfer.arrived.connect(self._show_arrived)
        self.transfer.received.connect(self._was_received)
        self.transfer.failed.connect(self._has_failed)
        self.transfer.pack_arrived.connect(self._show_pack)
        self.setAcceptDrops(True)
        self.send_button = button(text("Send portfolios"), self._send, "main", "upload")
        self.units_button = button(
            text("Send units"), lambda: pack_dialogs.send_units(self, session), icon_name="upload"
        )
        self.receive_button = button(text("Receive a file"), self._choose_file, "main", "download")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(text("Progress"))
        self.progress.setTextVisible(False)
        self.stop_button = button(text("Stop"), self.transfer.stop)
        self._doing = label("", "quiet")
        self._running = frame("card", column(self._doing, row(self.progress, self.stop_button)))
        self.strangers = TickedRows(text("Accept"), [], [], 0)
        self._strangers_words = label(
            text("Ask each person for the code of their machine. Tick those whose code is the one shown."),
            "quiet",
        )
        self.preview_words, self.checks = label("", ""), label("", "quiet")
        self.take_button = button(text("Receive"), self._take, "main", "check")
        self.read_button = button(text("Read without receiving"), self._read, icon_name="eye")
        self.leave_button = button(text("Close file"), self._leave)
        self._preview = frame(
            "card",
            column(
                label(text("What is in the file"), "heading"),
                self.preview_words,
                self._strangers_words,
                self.strangers,
                self.checks,
                FlowLayout(self.take_button, self.read_button, self.leave_button),
            ),
        )
        self.conflicts = RowList(text("Set differently on two machines"))
        self.conflicts.chosen.connect(self._choose_value)
        self._conflicts = frame(
            "card",
            column(
                label(text("Set differently on two machines"), "heading"),
                label(
                    text("Both values are kept. Choose which one to use; the other stays in the history."),
                    "quiet",
                ),
                self.conflicts,
            ),
        )
        self.quarantine = label("", "quiet")
        sending_card = frame(
            "card",
            column(
                label(text("Send"), "heading"),
                label(
                    text(
                        "A portfolio file contains everything: notes, photographs, forms, matrix and "
                        "history. It is locked."
                    ),
                    "quiet",
                ),
                FlowLayout(self.send_button, self.units_button),
            ),
        )
        receiving_card = frame(
            "card",
            column(
                label(text("Receive"), "heading"),
                label(
                    text(
                        "You see what a file contains before anything is added. Nothing here is overwritten."
                    ),
                    "quiet",
                ),
                row(self.receive_button, 0),
            ),
        )
        self.requests = RequestsCard(session)
        self.keys = KeyFilesCard(session)
        self.folder_sync = FolderSyncCard(session)
        content = column(
            label(text("Send and receive"), "title"),
            self._running,
            self._preview,
            self.requests,
            self._conflicts,
            sending_card,
            receiving_card,
            self.keys,
            self.folder_sync.frame,
            self.quarantine,
            0,
        )
        scroll_whole(self, content)
        for part in (self._running, self._preview):
            part.hide()

    def refresh(self) -> None:
        self.requests.refresh()
        self.keys.refresh()
        has_candidates = bool(self._session.read(candidates.list_candidates))
        can_send = has_candidates or self._session.read(sending.shares_centre)
        self.send_button.setEnabled(can_send and not self.transfer.busy)
        self.receive_button.setEnabled(not self.transfer.busy)
        self.units_button.setVisible(bool(self._session.read(packs.can_be_packed)))
        self._show_conflicts()
        self.folder_sync.refresh()
        quarantined = self._session.read(conflicts.quarantined)
        reasons = "; ".join(dict.fromkeys(reason for _, _, reason in quarantined))
        sentence = plural(
            "{count} received entry was set aside and does not count",
            "{count} received entries were set aside and do not count",
            len(quarantined),
        )
        self.quarantine.setText(f"{sentence}: {reasons}." if quarantined else "")

    def _show_conflicts(self) -> None:
        rows = []
        for candidate, outline in self._session.candidate_rows():
            if not outline.differing:
                continue
            portfolio = self._session.portfolio_view(candidate.id).portfolio
            for conflict in portfolio.conflicts:
                values = "  ·  ".join(
                    value_words(conflict.entity, conflict.field, version.value)
                    for version in conflict.versions
                )
                what = exchange_dialogs.conflict_words(conflict, portfolio)
                rows.append(Row((candidate.id, conflict), candidate.name, what, values, "›", "warn"))
        self.conflicts.show_rows(rows)
        self.conflicts.fit()
        self._conflicts.setVisible(bool(rows))

    def _show_pack(self, pack: Opened, preview: PackPreview) -> None:
        self._end()
        pack_dialogs.show_pack(self, self._session, pack, preview)

    def _send(self) -> None:
        exchange_dialogs.send(self, self._session, self._place.candidate, self._choose_where, self.go.emit)

    def send_lent(self, candidate_ids: Sequence[str], card: object) -> None:
        """Ask where to save the file of lent candidates, locked for the colleague they are lent to."""
        self._choose_where(candidate_ids, {"recipients": [card], "with_forms": False})

    def _choose_where(self, candidate_ids: Sequence[str], how: dict[str, Any]) -> None:
        choose_where(
            self,
            text("Save the portfolio file"),
            sending.suggested_name(candidate_ids, self._session.now().date()),
            lambda path: self.send_to(candidate_ids, path, **how),
            _FILTER,
        )

    def send_to(self, candidate_ids: Sequence[str], path: str, **how: Any) -> None:
        """Write candidates' portfolios to a file."""
        self._begin(text("Writing the file, then reopening it to verify it … Do not unplug yet."))
        self.transfer.send(candidate_ids, Path(path), **how)

    def hand_over(self, candidate_id: str) -> None:
        """Ask who takes a candidate over, and where the file goes; go back to the candidate if cancelled."""
        exchange_dialogs.hand_over(
            self,
            self._session,
            candidate_id,
            lambda to, how: self._choose_hand_over(candidate_id, to, how),
            self.go.emit,
        )

    def _choose_hand_over(self, candidate_id: str, to: str, how: dict[str, Any]) -> None:
        choose_where(
            self,
            text("Save the portfolio file"),
            sending.suggested_name([candidate_id], self._session.now().date()),
            lambda path: self.hand_over_to(candidate_id, path, to, **how),
            _FILTER,
        )

    def hand_over_to(self, candidate_id: str, path: str, to: str, **how: Any) -> None:
        """Hand a candidate over, and write the portfolio to a file."""
        self._begin(text("Writing the file, then reopening it to verify it … Do not unplug yet."))
        self.transfer.hand_over(candidate_id, Path(path), to, **how)

    def _was_sent(self, path: str) -> None:
        self._end()
        self.send_button.setFocus()  # which lost the focus while it was disabled
        words = text("{file} was written, reopened and verified. It was safe to unplug at {time}.")
        self._session.message.emit(
            words.format(file=file_in_words(path), time=clock_time(self._session.now()))
        )

    def _choose_file(self) -> None:
        choose_file(
            self, text("Choose a portfolio file"), self.open_file, f"{_RECEIVED};;{text('All files (*)')}"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file that is dragged onto the page."""
        if not self.transfer.busy and _dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        path = _dropped_file(event.mimeData())
        if path and not self.transfer.busy:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Open a file, ask for its passphrase if it has one, and show its preview."""
        if packs.is_pack_file(Path(path)):
            self._begin(text("Reading and checking the file …"))
            self.transfer.open_pack(Path(path))
            return
        try:
            locked = receiving.needs_passphrase(Path(path))
        except UserError as error:
            self._session.problem.emit(str(error))
            return
        if locked:
            exchange_dialogs.ask_passphrase(self, lambda passphrase: self.open_with(path, passphrase))
        else:
            self.open_with(path, "")

    def open_with(self, path: str, passphrase: str) -> None:
        """Open a file and show what is in it."""
        self._begin(text("Reading and checking the file …"))
        self.transfer.open(Path(path), passphrase)

    def _show_arrived(self, preview: Preview) -> None:
        self._end()
        self.preview_words.setText("\n".join(import_preview.preview_words(preview)))
        strangers = {s.device: s for arriving in preview.candidates for s in arriving.strangers}
        self.strangers.offer([(s.words, "", s.device) for s in strangers.values()])
        for part in (self.strangers, self._strangers_words):
            part.setVisible(bool(strangers))
        self.checks.setText("\n".join(f"\N{CHECK MARK} {check}" for check in self.transfer.checks))
        self._preview.show()
        self.take_button.setFocus()

    def _take(self) -> None:
        self._preview.hide()
        self._begin(text("Receiving: making a safety copy first …"))
        self.transfer.receive(self.strangers.values())

    def _read(self) -> None:
        """Show the file in a window of its own without receiving it."""
        opened = self.transfer.opened
        self.transfer.leave()
        self._preview.hide()
        if opened:
            self.reading.emit(opened)

    def _leave(self) -> None:
        self.transfer.leave()
        self._preview.hide()

    def _was_received(self, received: Sequence[Arriving]) -> None:
        self._end()
        names = ", ".join(arriving.name for arriving in received)
        self._session.message.emit(text("Received: {names}.", names=names))
        is_seen = self.isVisible()  # otherwise the user has moved on
        if is_seen and len(received) == 1 and self._conflicts.isHidden():
            self.go.emit(Location(Page.PORTFOLIO, received[0].candidate))

    def _has_failed(self, sentence: str) -> None:
        self._end()
        self._session.problem.emit(sentence)

    def _begin(self, words: str) -> None:
        self._doing.setText(words)
        self.progress.setRange(0, 0)
        self._running.show()
        self._preview.hide()
        for control in (self.send_button, self.receive_button):
            control.setEnabled(False)

    def _show_progress(self, done: int) -> None:
        self.progress.setFormat(f"{done >> 20} MB")
        self.progress.setTextVisible(done >= 1 << 20)

    def _end(self) -> None:
        self._running.hide()
        if self.isVisible():  # otherwise refreshed when next shown
            self.refresh()

    def _choose_value(self, key: tuple[str, Any]) -> None:
        exchange_dialogs.choose_value(self, self._session, *key)
