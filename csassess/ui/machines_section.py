"""Machines and backups: the last proved backup, a second place, other machines, one that was lost."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from csassess.domain.dates import date_and_time, long_date
from csassess.domain.errors import UserError
from csassess.services import backups, centre_key, losses, staff
from csassess.services.losses import Machine
from csassess.ui.desk import Desk
from csassess.ui.flow import FlowLayout
from csassess.ui.form_dialog import FormDialog, day, line, lines, opened
from csassess.ui.parts import button, column, frame, label
from csassess.ui.rows import Row, RowsView
from csassess.ui.section import Section


class MachinesSection(Section):
    """Choosing a machine marks it as lost, takes that back, or prints its loss sheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.backed_up = label("")
        self.now_button = button(self.tr("Back up now"), self._back_up, "main", "hard-drive")
        self.elsewhere_button = button(self.tr("Back up to another place"), self._choose_place, icon_name="upload")
        self.machines = RowsView(self.tr("Other machines"))
        self.machines.chosen.connect(self.open_machine)
        self.alone = label(self.tr("No other machine has written here or is known by its key."), "quiet")
        self.key_button = button(self.tr("Make a centre key"), self._make_key, icon_name="key-round")
        self.setLayout(
            column(
                frame("card", column(label(self.tr("Backups"), "heading"), self.backed_up, FlowLayout(self.now_button, self.elsewhere_button))),
                frame("card", column(label(self.tr("Other machines"), "heading"), self.alone, self.machines)),
                frame("card", column(
                    label(self.tr("The centre’s key"), "heading"),
                    label(self.tr("Its public half goes into each assessor’s caseload at set-up; its secret half opens them for the centre when a passphrase or a person is gone."), "quiet"),
                    FlowLayout(self.key_button),
                )),
                0,
            )
        )  # fmt: skip

    def refresh(self) -> None:
        proved = backups.last_proved(self._desk.caseload)
        self.backed_up.setText(
            self.tr("Last proved backup: {when}. It was opened, checked and compared.").format(
                when=date_and_time(proved)
            )
            if proved
            else self.tr("No backup has been made yet.")
        )
        known, lost = losses.other_machines(self._desk.caseload), staff.lost_devices(self._desk.caseload)
        self.machines.show_rows(
            [
                Row(
                    machine, self.tr("{name}, {code}").format(name=machine.name or self.tr("unknown"), code=machine.code),
                    self.tr("newest entry here {when}").format(when=date_and_time(machine.newest)) if machine.newest else self.tr("key known, nothing written here"),
                    state=self.tr("lost {day}").format(day=long_date(lost[machine.device].on)) if machine.device in lost else "›",
                    tone="bad" if machine.device in lost else "",
                )
                for machine in known
            ]
        )  # fmt: skip
        self.machines.fit()
        self.machines.setVisible(bool(known))
        self.alone.setVisible(not known)

    def _back_up(self) -> None:
        if self._desk.do(backups.make_backup):
            self._desk.said.emit(self.tr("Backed up: the copy was opened, checked and compared."))

    def _choose_place(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder on another disk"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.back_up_to)
        dialog.open()

    def back_up_to(self, folder: str) -> None:
        """Make a backup in a place of the user's choosing."""
        if self._desk.do(backups.make_backup, Path(folder)):
            self._desk.said.emit(
                self.tr(
                    "Backed up to {folder}: the copy was opened, checked and compared. It is safe to unplug."
                ).format(folder=folder)
            )

    def open_machine(self, machine: Machine) -> FormDialog:
        """Ask when a machine was lost, or offer its loss sheet."""
        lost = staff.lost_devices(self._desk.caseload).get(machine.device)
        name = self.tr("{name}, {code}").format(name=machine.name or self.tr("unknown"), code=machine.code)

        def sheet(*_: object) -> None:
            self.choose_pdf(
                f"loss-sheet-{machine.code}.pdf", partial(losses.loss_sheet, self._desk.caseload, machine.device)
            )

        if lost:
            words = self.tr("Marked as lost on {day}. What comes from it later is named as such.").format(
                day=long_date(lost.on)
            )
            dialog = FormDialog(self, name, {}, sheet, done=self.tr("Loss sheet as PDF"), explanation=words)

            def found() -> None:
                self._desk.do(staff.mark_found, machine.device)
                dialog.discard()

            dialog.add_button(self.tr("It was found"), found)
            dialog.open()
            return dialog
        fields: dict[str, tuple[str, QWidget]] = {
            "on": (self.tr("Lost on"), day(self._desk.caseload.clock().date())),
            "note": (self.tr("Where and how"), lines()),
        }

        def save(values: dict[str, Any]) -> None:
            self._desk.call(staff.mark_lost, machine.device, values["on"], values["note"])

        explanation = self.tr("Nothing is locked for it any more, and files that come from it later are named.")
        return opened(FormDialog(self, name, fields, save, done=self.tr("Mark as lost"), explanation=explanation))

    def _make_key(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the centre’s key"), "", "age (*.age)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("age")
        dialog.selectFile("centre-key.age")
        dialog.fileSelected.connect(self.make_key)
        dialog.open()

    def make_key(self, path: str) -> FormDialog:
        """Ask for the passphrase of a new centre key, write it, and show its public half."""
        secret, again = line(), line()
        for field in (secret, again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        fields: dict[str, tuple[str, QWidget]] = {
            "secret": (
                self.tr("Passphrase for the key, at least {count} characters").format(
                    count=centre_key.SHORTEST_PASSPHRASE
                ),
                secret,
            ),
            "again": (self.tr("The same again"), again),
        }

        def save(values: dict[str, Any]) -> None:
            if values["secret"] != values["again"]:
                raise UserError(self.tr("The two passphrases differ. Type them again."))
            public = centre_key.make_centre_key(Path(path), values["secret"])
            self._show_public(public)

        explanation = self.tr(
            "Keep the file and its passphrase apart, in two safe places. Whoever has both can open every caseload."
        )
        return opened(
            FormDialog(
                self, self.tr("Make a centre key"), fields, save, done=self.tr("Make it"), explanation=explanation
            )
        )

    def _show_public(self, public: str) -> None:
        shown = line(public)
        shown.setReadOnly(True)
        fields: dict[str, tuple[str, QWidget]] = {
            "public": (self.tr("Public half: give this line to every assessor"), shown)
        }
        opened(FormDialog(self, self.tr("The centre’s key was made"), fields, lambda _: None, done=self.tr("Done")))
