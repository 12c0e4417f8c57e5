"""Sync with other machines through a folder: choose it, accept machines, sync in the background."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.platform.drives import is_reachable
from csassess.services.exchange import folder_sync, key_files
from csassess.services.exchange.sync_folder_location import folder_of
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import choose_folder
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, NoValues
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList

_EVERY = 30_000  # milliseconds


class FolderSyncCard(QObject):
    """Syncs in the background: receives the files of other machines, then writes its own."""

    done = Signal()
    received = Signal()  # after each file received

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.received.connect(session.notify_changed)
        self._task: tasks.Task | None = None
        self._problems: list[str] = []
        self._is_running = False
        self.words = label("", "quiet")
        self.partners = RowList(text("Other machines in the folder"))
        self.partners.chosen.connect(self._accept)
        self.folder_button = button(text("Choose the folder"), self._choose, icon_name="folder-sync")
        self.now_button = button(text("Sync now"), self.run, icon_name="rotate-cw")
        self.leave_button = button(text("Stop syncing"), self._leave, "link")
        self.frame = frame(
            "card",
            column(
                label(text("Sync machines"), "heading"),
                self.words,
                self.partners,
                FlowLayout(self.folder_button, self.now_button, self.leave_button),
            ),
        )
        self._timer = QTimer(self.frame)  # stops when the card is deleted
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._run_on_timer)
        self._timer.start()

    def stop(self) -> None:
        """Stop syncing, because the caseload is about to be closed."""
        self._timer.stop()

    def refresh(self) -> None:
        """Show the folder and the machines in it."""
        folder = self._session.read(folder_of)
        for control in (self.now_button, self.leave_button):
            control.setVisible(folder is not None)
        if folder is None:
            self.words.setText(
                text(
                    "Choose a folder that your machines share: a USB stick, Syncthing or a file "
                    "share. Only your own machines can read its contents."
                )
            )
            self.partners.hide()
            return
        state = (
            text("Syncing through {folder}.")
            if is_reachable(folder)
            else text("{folder} is not available now. New entries are sent when it is back.")
        )
        self.words.setText(" ".join([state.format(folder=folder), *self._problems]))
        partners = self._session.read(folder_sync.partners)
        self.partners.show_rows(
            [
                Row(
                    partner.card.device,
                    partner.card.name,
                    words_for(partner.card.role),
                    (
                        ""
                        if partner.accepted
                        else text(
                            "Accept this machine only if it is yours. Its code is {code}.",
                            code=partner.card.code,
                        )
                    ),
                    text("in sync") if partner.accepted else text("Accept ›"),
                    "good" if partner.accepted else "warn",
                )
                for partner in partners
            ]
        )
        self.partners.setVisible(bool(partners))
        self.partners.fit()

    def _choose(self) -> None:
        choose_folder(self.frame, text("Choose the shared folder"), self.use_folder)

    def use_folder(self, folder: str) -> None:
        """Sync this machine through a folder."""
        if self._session.run_silently(folder_sync.choose_folder, Path(folder)):
            own = self._session.read(key_files.own_code)
            self._session.message.emit(
                text("Do the same on your other machine. This machine’s code is {code}.", code=own)
            )
        self.refresh()

    def _leave(self) -> None:
        """Ask whether to stop syncing."""

        def save(_: NoValues) -> None:
            if self._session.run_silently(folder_sync.leave_folder):
                self._session.message.emit(text("This machine no longer syncs through a folder."))
            self.refresh()

        explanation = text(
            "New entries are no longer exchanged with your other machines. What is here and in the folder "
            "stays as it is. To sync again, choose the folder again."
        )
        title = text("Stop syncing")
        FormDialog(self.frame, title, NoValues, {}, save, done=title, explanation=explanation).open()

    def _accept(self, device: str) -> None:
        self._session.run_silently(folder_sync.accept, device)
        self.refresh()
        self.run()

    def _run_on_timer(self) -> None:
        if self.frame.window().isVisible():
            self.run()

    def run(self) -> None:
        """Receive and write new entries, unless a sync is already running."""
        folder = self._session.read(folder_of)
        if self._is_running or folder is None or not is_reachable(folder):
            return
        self._is_running = True
        words = text("Machines are being synced. Close again in a moment.")
        self._task = self._session.run_in_background(
            partial(folder_sync.sync_folder, on_received=self.received.emit), self._synced, self._end, words
        )

    def _synced(self, done: tuple[int, int, list[str]]) -> None:
        _, _, self._problems = done
        self._end()

    def _end(self, problem: str = "") -> None:
        self._is_running = False
        if problem:
            self._problems = [problem]
        if self.frame.isVisible():
            self.refresh()
        self.done.emit()
