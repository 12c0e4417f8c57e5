"""Sync with other machines through a folder: choose it, accept machines, sync in the background."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.services.exchange import folder_sync, key_files
from csassess.services.exchange.sync_folder_location import folder_of
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import choose_folder
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList

_EVERY = 30_000  # milliseconds


class FolderSyncCard(QObject):
    """Receives the files of others, then writes its own, in the background."""

    done = Signal()
    took = Signal()  # a file was taken in

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.took.connect(session.notify_changed)
        self._task: tasks.Task | None = None
        self._left: list[str] = []
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
        self._timer = QTimer(self.frame)  # it ends with what it serves
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._run_by_itself)
        self._timer.start()

    def stop(self) -> None:
        """Do nothing more by itself: the caseload is about to be closed."""
        self._timer.stop()

    def refresh(self) -> None:
        """Show the folder and who is in it."""
        folder = self._session.read(folder_of)
        for each in (self.now_button, self.leave_button):
            each.setVisible(folder is not None)
        if folder is None:
            self.words.setText(
                text(
                    "Choose a folder that your machines share: a USB stick, Syncthing or a file "
                    "share. Only your own machines can read its contents."
                )
            )
            self.partners.hide()
            return
        there = (
            text("Syncing through {folder}.")
            if folder.is_dir()
            else text("{folder} is not available now. New entries are sent when it is back.")
        )
        self.words.setText(" ".join([there.format(folder=folder), *self._left]))
        found = self._session.read(folder_sync.partners)
        self.partners.show_rows(
            [
                Row(
                    p.card.device,
                    p.card.name,
                    words_for(p.card.role),
                    (
                        ""
                        if p.accepted
                        else text(
                            "Accept this machine only if it is yours. Its code is {code}.",
                            code=p.card.device[:6],
                        )
                    ),
                    text("in sync") if p.accepted else text("Accept ›"),
                    "good" if p.accepted else "warn",
                )
                for p in found
            ]
        )
        self.partners.setVisible(bool(found))
        self.partners.fit()

    def _choose(self) -> None:
        choose_folder(self.frame, text("Choose the shared folder"), self.use_folder)

    def use_folder(self, folder: str) -> None:
        """Keep this machine in step through a folder."""
        if self._session.run_silently(folder_sync.choose_folder, Path(folder)):
            own = self._session.read(key_files.own_code)
            self._session.message.emit(
                text("Do the same on your other machine. This machine’s code is {code}.", code=own)
            )
        self.refresh()

    def _leave(self) -> None:
        self._session.run_silently(folder_sync.leave_folder)
        self.refresh()

    def _accept(self, device: str) -> None:
        self._session.run_silently(folder_sync.accept, device)
        self.refresh()
        self.run()

    def _run_by_itself(self) -> None:
        if self.frame.window().isVisible():
            self.run()

    def run(self) -> None:
        """Receive and write what is new, unless other work is under way."""
        folder = self._session.read(folder_of)
        if self._is_running or folder is None or not folder.is_dir():
            return
        self._is_running = True
        words = text("Machines are being synced. Close again in a moment.")
        self._task = self._session.run_in_background(
            partial(folder_sync.sync_folder, took=self.took.emit), self._stepped, self._end, words
        )

    def _stepped(self, done: tuple[int, int, list[str]]) -> None:
        _, _, self._left = done
        self._end()

    def _end(self, problem: str = "") -> None:
        self._is_running = False
        if problem:
            self._left = [problem]
        if self.frame.isVisible():
            self.refresh()
        self.done.emit()
