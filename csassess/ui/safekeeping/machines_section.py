"""The section for backups, other machines and the centre's key."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.dates import clock_time, date_and_time, long_date
from csassess.domain.safekeeping.backup import Backup
from csassess.platform.drives import is_reachable
from csassess.services.candidates import staff
from csassess.services.safekeeping import backups, lost_device, restoring
from csassess.services.safekeeping.lost_device import OtherDevice
from csassess.ui.access.key_dialogs import places_with_old_keys
from csassess.ui.base.session import Session
from csassess.ui.safekeeping.centre_key_dialog import KeyPassphrase, create_centre_key
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.file_dialogs import choose_folder, choose_where, dated
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, TickedRows, opened
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_SHOWN = 12  # the latest backups


@dataclass(frozen=True)
class PortfoliosToRestore:
    """The ids of the candidates whose portfolios are to be restored."""

    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Loss:
    """The loss of a machine as entered."""

    on: date
    note: str


class MachinesSection(Section):
    """Lists backups to restore from and machines to mark as lost; creates the centre's key."""

    restoring = Signal(object)  # the backup that is to replace the caseload
    backing_up = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.backed_up = label("")
        self.now_button = button(text("Back up now"), self._back_up, "main", "hard-drive")
        self.elsewhere_button = button(
            text("Back up to another folder"), self._choose_place, icon_name="upload"
        )
        self.failed, self.away = label("", "problem"), label("", "quiet")
        self.old_keys = label("", "problem")
        self.backups = RowList(text("Backups"))
        self.backups.chosen.connect(self.open_backup)
        self.machines = RowList(text("Other machines"))
        self.machines.chosen.connect(self.open_machine)
        self.alone = label(
            text("No other machine has written here, and no key file has been added."), "quiet"
        )
        self.key_button = button(text("Create centre key"), self._make_key, icon_name="key-round")
        self.show_parts(
            column(
                frame(
                    "card",
                    column(
                        label(text("Backups"), "heading"),
                        self.backed_up,
                        self.failed,
                        self.away,
                        self.old_keys,
                        self.backups,
                        FlowLayout(self.now_button, self.elsewhere_button),
                    ),
                ),
                frame("card", column(label(text("Other machines"), "heading"), self.alone, self.machines)),
                frame(
                    "card",
                    column(
                        label(text("The centre’s key"), "heading"),
                        label(
                            text(
                                "Its public half goes into each assessor’s caseload at set-up. Its secret "
                                "half lets the centre open a caseload if a passphrase is lost or a person "
                                "leaves."
                            ),
                            "quiet",
                        ),
                        FlowLayout(self.key_button),
                    ),
                ),
                0,
            )
        )

    def refresh(self) -> None:
        verified_at = self._session.read(backups.last_proved)
        self.backed_up.setText(
            text(
                "Last verified backup: {when}. It was opened, checked and compared.",
                when=date_and_time(verified_at),
            )
            if verified_at
            else text("No backup has been made yet.")
        )
        error = self._session.read(backups.failed)
        self.failed.setText(error)
        self.failed.setVisible(bool(error))
        self._show_backups()
        unavailable = [str(place) for place in self._session.read(backups.places) if not is_reachable(place)]
        self.away.setText(
            text("Not available now, so not backed up: {places}.", places=", ".join(unavailable))
            if unavailable
            else ""
        )
        self.away.setVisible(bool(unavailable))
        self.old_keys.setText(places_with_old_keys(self._session))
        self.old_keys.setVisible(bool(self.old_keys.text()))
        machines, lost = (
            self._session.read(lost_device.other_devices),
            self._session.read(staff.lost_devices),
        )
        self.machines.show_rows(
            [
                Row(
                    machine,
                    text("{name}, {code}", name=machine.name or text("unknown"), code=machine.code),
                    (
                        text("newest entry here {when}", when=date_and_time(machine.newest))
                        if machine.newest
                        else text("key known, no entries here")
                    ),
                    state=(
                        text("lost {day}", day=long_date(lost[machine.device].on))
                        if machine.device in lost
                        else "›"
                    ),
                    tone="bad" if machine.device in lost else "",
                )
                for machine in machines
            ]
        )
        self.machines.fit()
        self.machines.setVisible(bool(machines))
        self.alone.setVisible(not machines)

    def _show_backups(self) -> None:
        """Show the backups in all available folders, the latest first."""
        listed = [
            backup
            for place in self._session.read(backups.places)
            if is_reachable(place)
            for backup in backups.backups_in(place)
        ]
        now = self._session.now()
        listed.sort(key=lambda backup: (backup.at <= now, backup.at), reverse=True)
        own = self._session.read(backups.own_place)
        self.backups.show_rows(
            [
                Row(
                    backup,
                    backups.when(backup, now),
                    text("on this machine") if backup.path.parent == own else str(backup.path.parent),
                    state="›",
                )
                for backup in listed[:_SHOWN]
            ]
        )
        self.backups.fit()
        self.backups.setVisible(bool(listed))

    def open_backup(self, backup: Backup) -> FormDialog[PortfoliosToRestore] | None:
        """Show what a backup contains and offer to restore portfolios or everything."""
        preview = self._session.run(restoring.preview, backup)
        if preview is None:
            return None
        rows = [
            (
                portfolio.name,
                (
                    plural(
                        "{count} entry that is not here",
                        "{count} entries that are not here",
                        portfolio.missing_here,
                    )
                    if portfolio.missing_here
                    else text("everything is already here")
                ),
                portfolio.candidate,
            )
            for portfolio in preview.portfolios
        ]
        missing = [portfolio.candidate for portfolio in preview.portfolios if portfolio.missing_here]
        fields: dict[str, tuple[str, QWidget]] = {
            "candidates": (
                text("Portfolios to bring back (nothing here is overwritten)"),
                TickedRows(text("Portfolios"), rows, missing),
            ),
        }

        def save(values: PortfoliosToRestore) -> None:
            restored = sum(
                self._session.run_or_raise(restoring.restore_portfolio, backup, candidate_id)
                for candidate_id in values.candidates
            )
            words = plural("{count} entry was brought back.", "{count} entries were brought back.", restored)
            self._session.message.emit(
                words if restored else text("Nothing was missing here, so nothing was brought back.")
            )

        def restore_everything() -> None:
            dialog.discard()
            self._ask_whole(backup, preview.words)

        title = text("Backup of {when}", when=date_and_time(backup.at))
        dialog = FormDialog(
            self,
            title,
            PortfoliosToRestore,
            fields,
            save,
            done=text("Bring back"),
            explanation=preview.words,
        )
        dialog.add_button(text("Restore everything …"), restore_everything)
        return opened(dialog)

    def _ask_whole(self, backup: Backup, words: str) -> None:
        explanation = text(
            "{words} The current caseload is moved aside unchanged, to a folder beside "
            "it, and the backup replaces it. Anything recorded after the backup is only "
            "in the one moved aside. The caseload is closed and reopened.",
            words=words,
        )
        title = text("Restore the backup of {when}", when=date_and_time(backup.at))
        FormDialog(
            self,
            title,
            NoValues,
            {},
            lambda _: self.restoring.emit(backup),
            done=text("Restore"),
            explanation=explanation,
        ).open()

    def _back_up(self) -> None:
        self.backing_up.emit()

    def _choose_place(self) -> None:
        choose_folder(self, text("Choose a folder on another disk"), self.back_up_to)

    def back_up_to(self, folder: str) -> None:
        """Make a backup in a chosen folder, in the background."""
        words = text("Backing up to {folder} … Do not unplug yet.", folder=folder)

        def done(_: object) -> None:
            self._session.notify_changed()
            self._session.message.emit(
                text(
                    "Backed up to {folder}: the copy was opened, checked and compared. It was safe to "
                    "unplug at {time}.",
                    folder=folder,
                    time=clock_time(self._session.now()),
                )
            )

        self._session.message.emit(words)
        self._task = self._session.run_in_background(
            lambda caseload: backups.make_backup(caseload, Path(folder)),
            done,
            self._session.problem.emit,
            words,
        )

    def open_machine(self, machine: OtherDevice) -> FormDialog[NoValues] | FormDialog[Loss]:
        """Mark a machine as lost; if it is already lost, offer its loss sheet or mark it as found."""
        lost = self._session.read(staff.lost_devices).get(machine.device)
        name = text("{name}, {code}", name=machine.name or text("unknown"), code=machine.code)

        def save_sheet(_: NoValues) -> None:
            self.choose_pdf(
                f"loss-sheet-{machine.code}.pdf",
                partial(self._session.read, lost_device.loss_sheet, machine.device),
            )

        if lost:
            words = text(
                "Marked as lost on {day}. Anything received from it later is marked.", day=long_date(lost.on)
            )
            dialog = FormDialog(
                self, name, NoValues, {}, save_sheet, done=text("Save loss sheet as PDF"), explanation=words
            )

            def mark_found() -> None:
                sentence = text("{name} is no longer marked as lost.", name=name)
                if self._session.remove_shared(sentence, staff.mark_found, machine.device):
                    dialog.discard()

            dialog.add_button(text("Mark as found"), mark_found)
            dialog.open()
            return dialog
        fields: dict[str, tuple[str, QWidget]] = {
            "on": (text("Lost on"), day(self._session.now().date())),
            "note": (text("Where and how it was lost"), lines()),
        }

        def save(values: Loss) -> None:
            self._session.run_or_raise(staff.mark_lost, machine.device, values.on, values.note)

        explanation = text(
            "From now on, no file is locked for this machine, and files received from it are marked."
        )
        return opened(
            FormDialog(self, name, Loss, fields, save, done=text("Mark as lost"), explanation=explanation)
        )

    def _make_key(self) -> None:
        name = dated("centre-key.age", self._session.now().date())
        choose_where(self, text("Save the centre’s key"), name, self.make_key, "age (*.age)")

    def make_key(self, path: str) -> FormDialog[KeyPassphrase]:
        """Ask for a passphrase and write a new centre key."""
        return create_centre_key(self, Path(path))
