"""The centre's staff list: roles, qualifications, dates and specimen signatures."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.kinds import Stream
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import centre_list, staff
from csassess.services.candidates.candidates import list_candidates
from csassess.services.candidates.centre_list import Origin
from csassess.services.exchange import staff_machines
from csassess.services.papers.centre import registrations_paper, staff_paper
from csassess.ui.base.session import Session
from csassess.ui.centre.shared_card import SharedCard
from csassess.ui.centre.staff_competence import change_competence
from csassess.ui.exchange import acceptance_dialogs
from csassess.ui.signing.signature_pad import SignaturePad
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import maybe_day
from csassess.ui.widgets.fields import choice, line, lines, name_line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


@dataclass(frozen=True)
class MemberDetails:
    """A member of staff as entered."""

    name: str
    known_as: str
    roles: str
    status: AssessorStatus | None
    qualifications: str
    since: date | None
    until: date | None


class StaffSection(Section):
    """The staff list. Choosing a member opens their entry."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.list = RowList(text("Staff"))
        self.list.chosen.connect(self.change)
        self.nothing = label(
            text(
                "No staff yet. An external verifier asks for this list first: who assesses "
                "and verifies, and since when."
            ),
            "quiet",
        )
        self.add_button = button(text("Add someone"), lambda: self.change(None), "main", "user-plus")
        self.print_button = button(text("Save staff list as PDF"), self._print, icon_name="file-text")
        self.registrations_button = button(
            text("Save registrations and claims as PDF"), self._print_registrations, icon_name="file-text"
        )
        self.machines_button = button(
            text("Put their machines on the list"), self._list_machines, icon_name="key-round"
        )
        buttons = FlowLayout(
            self.add_button, self.machines_button, self.print_button, self.registrations_button
        )
        self.kept_elsewhere = label("", "quiet")
        self.shared = SharedCard(session)
        parts = (label(text("Staff"), "heading"), self.kept_elsewhere, self.nothing, self.list, buttons)
        self.show_parts(column(frame("card", column(*parts)), self.shared, 0))

    def refresh(self) -> None:
        everyone, origins = self._session.read(staff.staff_list), self._session.read(centre_list.origins)
        reason = self._session.read(centre_list.reason_against_changing_here)
        self.kept_elsewhere.setText(reason)
        self.kept_elsewhere.setVisible(bool(reason))
        self.add_button.setVisible(not reason)
        is_asked = not reason and self._session.read(centre_list.keeps_for_others)
        self.machines_button.setVisible(is_asked and bool(self._session.read(staff_machines.not_yet_listed)))
        self.list.show_rows(
            [
                Row(
                    member,
                    member.name,
                    member.roles,
                    "  ·  ".join(
                        part
                        for part in (
                            _status(member),
                            member.qualifications,
                            _days(member),
                            _from(origins.get(("staff-member", member.id))),
                        )
                        if part
                    ),
                    text("specimen signed") if member.specimen else text("no specimen"),
                    "good" if member.specimen else "warn",
                )
                for member in everyone
            ]
        )
        self.list.fit()
        self.list.setVisible(bool(everyone))
        self.nothing.setVisible(not everyone and not reason)
        self.shared.refresh()

    def change(self, present: StaffMember | None) -> FormDialog[MemberDetails]:
        """Edit a member's entry; `None` adds one."""
        member_before = present or StaffMember("", "", "")
        pad = SignaturePad()
        pad.setMinimumHeight(110)
        statuses: list[tuple[str, AssessorStatus | None]] = [
            (text("not stated"), None),
            *((words_for(status).capitalize(), status) for status in AssessorStatus),
        ]
        fields: dict[str, tuple[str, QWidget]] = {
            "name": (text("Name"), name_line(member_before.name)),
            "known_as": (
                text("Other names they sign under, divided by commas"),
                line(member_before.known_as),
            ),
            "roles": (text("Roles"), line(member_before.roles, text("assessor, internal verifier …"))),
            "status": (text("Status as an assessor"), choice(statuses, member_before.status)),
            "qualifications": (text("Qualifications, with dates"), lines(member_before.qualifications)),
            "since": (text("Since"), maybe_day(member_before.since)),
            "until": (text("Until"), maybe_day(member_before.until)),
        }

        edit = self._session.begin_edit(Stream.CENTRE, member_before)

        def save(values: MemberDetails) -> None:
            member = replace(
                member_before,
                name=values.name,
                roles=values.roles,
                qualifications=values.qualifications,
                since=values.since,
                until=values.until,
                specimen=pad.strokes or member_before.specimen,
                status=values.status,
                known_as=values.known_as,
            )
            self._session.save_edit_or_raise(edit, staff.keep_member, member)

        def competence() -> None:
            if present:
                dialog.put_aside()  # with what was typed, for when it opens again
                change_competence(self, self._session, present, reason)

        def remove() -> None:
            if present:
                sentence = text("{name} was removed from the staff list.", name=present.name)
                if self._session.run(staff.remove_member, present) is not None:
                    self._session.undoable.emit(Stream.CENTRE, sentence)
                    dialog.discard()

        reason = self._session.read(centre_list.reason_against_changing_here)
        explanation = reason or text(
            "The status holds from the first to the last day of this entry, for what is judged after it was "
            "entered. When it changes, end this entry and add another one."
        )
        dialog = FormDialog(self, text("Staff list"), MemberDetails, fields, save, explanation=explanation)
        specimen = (
            text("Specimen signature (draw here)")
            if not member_before.specimen
            else text("Specimen signature (draw again to replace it)")
        )
        dialog.add_part(specimen, pad)
        dialog.ok.setEnabled(not reason)
        if present and not reason:
            dialog.add_button(text("Remove from the list"), remove)
        if present:
            dialog.add_button(text("Competence and interests"), competence)
        return opened(dialog)

    def _list_machines(self) -> None:
        acceptance_dialogs.list_machines(self, self._session)

    def _print(self) -> None:
        self.choose_pdf("staff-list.pdf", lambda: self._session.read(staff_paper))

    def _print_registrations(self) -> None:
        def content() -> object:
            views = [
                self._session.portfolio_view(candidate.id)
                for candidate in self._session.read(list_candidates)
            ]
            return self._session.read(registrations_paper, views)

        self.choose_pdf("registrations.pdf", content)


def _from(origin: Origin | None) -> str:
    """Return from whom and when an entry came; empty if it was typed here."""
    if origin is None or origin.is_here:
        return ""
    return text("from {name}, {day}", name=origin.name, day=long_date(origin.on.date()))


def _status(member: StaffMember) -> str:
    return words_for(member.status) if member.status else ""


def _days(member: StaffMember) -> str:
    since = long_date(member.since) if member.since else ""
    return f"{since} – {long_date(member.until)}" if member.until else since
