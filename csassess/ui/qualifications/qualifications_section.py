"""The centre's qualifications: what they ask for, drafts to approve, and the way to add one."""

from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.dates import long_date
from csassess.domain.qualifications.progress import sentences
from csassess.domain.records.kinds import Stream
from csassess.services.access.write_checks import reason_against
from csassess.services.qualifications import caseload_qualifications, composing
from csassess.services.qualifications.caseload_qualifications import CaseloadQualification
from csassess.services.units.reviews import waits_for_second
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.units.unit_dialogs import Approver, approver_fields
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, opened
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section

_TONES = {UnitState.DRAFT: "warn", UnitState.APPROVED: "good", UnitState.SUPERSEDED: "quiet"}


class QualificationsSection(Section):
    """Every qualification with its state; a row opens what it asks for and what can be done with it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._words = label(
            text(
                "Candidates are registered for a qualification that is approved here. The program then says "
                "whether the units they choose are enough, and how far they are."
            ),
            "quiet",
        )
        self.list = RowList(text("Qualifications"))
        self.list.chosen.connect(self._open)
        self.compose_button = button(
            text("Compose a qualification"), lambda: self.go.emit(Location(Page.COMPOSING)), icon_name="plus"
        )
        self.add_button = button(text("Bring in from a file"), self._choose, icon_name="upload")
        heading = label(text("Qualifications"), "heading")
        buttons = FlowLayout(self.compose_button, self.add_button)
        self.show_parts(column(frame("card", column(heading, self._words, self.list, buttons)), 0))

    def refresh(self) -> None:
        rows = self._session.read(caseload_qualifications.caseload_qualifications)
        self.list.show_rows([_row(each) for each in rows])
        self.list.setVisible(bool(rows))
        self.list.fit()
        barred = self._session.read(reason_against, Stream.CASELOAD, "qualification-version")
        for control in (self.compose_button, self.add_button):
            offer(control, barred)

    def _choose(self) -> None:
        choose_file(self, text("Bring in from a file"), self.bring_in, "TOML (*.toml)")

    def bring_in(self, path: str) -> None:
        """Bring in a qualification from a file; another wording of one that is here is a new version."""
        added = self._session.run(caseload_qualifications.add, Path(path), new_version=True)
        if added:
            name = added.version.name
            self._session.message.emit(
                text("{name} is here as a draft. Approve it, then register candidates.", name=name)
            )

    def _open(self, each: CaseloadQualification) -> None:
        """Show what a qualification asks for; a draft can be approved or removed, others withdrawn."""
        version = each.version
        words = "\n".join([version.name, _origin(each)])
        if each.state is UnitState.DRAFT:
            dialog: FormDialog[Any] = self._approving(each, words)
            dialog.add_removal(
                text("Remove draft"),
                lambda: self._session.remove_shared(
                    text("The draft of {name} was removed.", name=version.name),
                    caseload_qualifications.remove_draft,
                    version.id,
                ),
            )
            dialog.add_button(text("Save as file"), lambda: self._export(each))
        else:
            title, done = text("Qualification"), text("Save as file")
            dialog = FormDialog(
                self, title, NoValues, {}, lambda _: self._export(each), done=done, explanation=words
            )
        if each.state is UnitState.APPROVED:
            dialog.add_removal(
                text("Withdraw approval"),
                lambda: self._session.remove_shared(
                    text("The approval of {name} was withdrawn.", name=version.name),
                    caseload_qualifications.withdraw_approval,
                    version.id,
                ),
            )
        if each.specification:
            dialog.add_button(text("New version"), lambda: self._compose_from(dialog, each))
            name, asks = text("What it asks for"), RowList(text("What it asks for"))
            listed = filter(None, (each.specification.note, *sentences(each.specification)))
            asks.show_rows([Row(number, "", sentence) for number, sentence in enumerate(listed)])
            asks.fit()
            dialog.add_part(name, asks)
        opened(dialog)

    def _approving(self, each: CaseloadQualification, words: str) -> FormDialog[Approver]:
        fields = approver_fields(self._session, is_known=not self._session.read(waits_for_second))

        def save(values: Approver) -> None:
            self._session.run_or_raise(
                caseload_qualifications.approve, each.version.id, values.name, values.role
            )

        title, done = text("Approve the qualification"), text("Approve")
        return FormDialog(self, title, Approver, fields, save, done=done, explanation=words)

    def _export(self, each: CaseloadQualification) -> None:
        def save(path: str) -> None:
            if self._session.run_silently(caseload_qualifications.export, each.version.digest, Path(path)):
                self._session.message.emit(text("Saved: {file}.", file=file_in_words(path)))

        choose_where(self, text("Save as file"), f"{each.version.of}.toml", save, "TOML (*.toml)")

    def _compose_from(self, dialog: FormDialog[Any], each: CaseloadQualification) -> None:
        if self._session.read(composing.composed) is not None:
            self._session.problem.emit(
                text("Another qualification is being composed. Keep it as a draft or discard it first.")
            )
            return
        if self._session.run(composing.start_from, each.version):
            dialog.put_aside()
            self.go.emit(Location(Page.COMPOSING))


def _row(each: CaseloadQualification) -> Row:
    version = each.version
    body = each.specification.awarding_body if each.specification else text("in a newer format")
    return Row(each, version.name, body, _origin(each), f"{each.state.words}  ›", _TONES[each.state])


def _origin(each: CaseloadQualification) -> str:
    """Return who brought a qualification in and who approved it."""
    version = each.version
    added = text("Brought in by {name}, {day}", name=version.added_by, day=long_date(version.added))
    if version.approved is None:
        return f"{added} ({version.origin})" if version.origin else added
    approved = text(
        "approved by {name}, {role}, {day}",
        name=version.approved_by,
        role=version.approved_role,
        day=long_date(version.approved),
    )
    return f"{added}; {approved}"
