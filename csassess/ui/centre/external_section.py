"""Visits of the external verifier, with report and actions."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.records.kinds import Stream
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.services.disclosure import external_visits
from csassess.services.files import read_file
from csassess.services.papers.quality import external_visits_paper
from csassess.services.signing import signed_sheet_scans
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import day, maybe_day
from csassess.ui.widgets.fields import line, lines
from csassess.ui.widgets.file_dialogs import choose_file
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import FormDialog, opened
from csassess.ui.widgets.layouts import column, frame
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.section import Section


@dataclass(frozen=True)
class VisitDetails:
    """A visit as entered."""

    on: date
    name: str
    body: str
    report: str


@dataclass(frozen=True)
class ActionDetails:
    """An action as entered."""

    what: str
    due: date | None
    done: date | None
    how: str


class ExternalSection(Section):
    """The visits of external verifiers and what they asked for. Choosing a row opens it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._reading: tasks.Task | None = None
        self._chosen = ""
        self.list = RowList(text("Visits of the external verifier"))
        self.list.chosen.connect(self._choose)
        self.nothing = label(text("No visit of an external verifier is recorded yet."), "quiet")
        self.add_button = button(text("Record a visit …"), self._add, "main", "plus")
        self.print_button = button(text("Save visits as PDF"), self._print, icon_name="file-text")
        self.title = label("", "heading")
        self.change_button = button(text("Change …"), self._change, icon_name="pencil")
        self.report_button = button(text("Attach the report …"), self._choose_report, icon_name="paperclip")
        self.action_button = button(text("Add an action …"), self._add_action, icon_name="flag")
        self.asked = RowList(text("Actions of the external verifier"))
        self.asked.chosen.connect(self._open_action)
        self._acts = frame(
            "band",
            column(
                self.title,
                FlowLayout(self.change_button, self.report_button, self.action_button),
                self.asked,
            ),
            1,
        )
        heading = label(text("Visits of the external verifier"), "heading")
        buttons = FlowLayout(self.add_button, self.print_button)
        card = frame("card", column(heading, self.nothing, self.list, self._acts, buttons))
        self.show_parts(column(card, 0))

    def refresh(self) -> None:
        recorded = self._session.read(external_visits.visits)
        rows = []
        for visit, actions in recorded:
            left = sum(action.done is None for action in actions)
            state = text("{count} to do", count=left) if left else text("all done") if actions else ""
            report = visit.report or (text("Report attached.") if visit.sha256 else "")
            head = f"{visit.name}, {visit.body}" if visit.body else visit.name
            tone = "warn" if left else ""
            rows.append(Row(visit.id, head, report, long_date(visit.on), f"{state}  ›".strip(), tone))
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.list.fit()
        self.nothing.setVisible(not rows)
        self.print_button.setVisible(bool(rows))
        self._show_chosen()

    def _visit(self) -> tuple[ExternalVisit, list[ExternalAction]] | None:
        recorded = self._session.read(external_visits.visits)
        return next((entry for entry in recorded if entry[0].id == self._chosen), None)

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._show_chosen()

    def _show_chosen(self) -> None:
        found = self._visit()
        self._acts.setVisible(found is not None)
        if found is None:
            return
        visit, actions = found
        self.title.setText(text("Visit of {day}", day=long_date(visit.on)))
        today = self._session.now().date()
        self.asked.show_rows([_action_row(action, today) for action in actions])
        self.asked.setVisible(bool(actions))
        self.asked.fit()

    def _add(self) -> None:
        self._ask(ExternalVisit("", self._session.now().date(), ""))

    def _change(self) -> None:
        found = self._visit()
        if found:
            self._ask(found[0])

    def _ask(self, visit: ExternalVisit) -> None:
        fields: dict[str, tuple[str, QWidget]] = {
            "on": (text("Date"), day(visit.on)),
            "name": (text("External verifier"), line(visit.name)),
            "body": (text("Awarding body"), line(visit.body)),
            "report": (text("Report, in your words"), lines(visit.report)),
        }
        edit = self._session.begin_edit(Stream.CASELOAD, visit) if visit.id else None

        def save(values: VisitDetails) -> None:
            changed = replace(visit, **{name: getattr(values, name) for name in fields})
            if edit:
                self._session.save_edit_or_raise(edit, external_visits.keep_visit, changed)
            else:
                self._chosen = self._session.run_or_raise(external_visits.keep_visit, changed).id
                self._show_chosen()

        dialog = FormDialog(self, text("Visit of the external verifier"), VisitDetails, fields, save)
        if visit.id:

            def remove() -> bool:
                sentence = text("The visit was removed.")
                return self._session.remove_shared(sentence, external_visits.remove_visit, visit)

            dialog.add_removal(text("Remove this visit"), remove)
        opened(dialog)

    def _choose_report(self) -> None:
        choose_file(self, text("Choose the report as PDF or picture"), self.take_report)

    def take_report(self, path: str) -> None:
        """Read the file of a report and keep it with the chosen visit."""
        found = self._visit()
        if found is None:
            return

        visit_id = found[0].id

        def done(scan: Scan) -> None:
            recorded = (visit for visit, _ in self._session.read(external_visits.visits))
            visit = next((visit for visit in recorded if visit.id == visit_id), None)  # as it is by now
            if visit and self._session.run(external_visits.keep_visit, visit, scan):
                self._session.message.emit(text("The report is kept with the visit."))

        self._reading = self._session.start_task(
            lambda: signed_sheet_scans.prepare(read_file(Path(path))), done, self._session.problem.emit
        )

    def _add_action(self) -> None:
        if self._chosen:
            self._ask_action(ExternalAction("", self._chosen, ""))

    def _open_action(self, action_id: str) -> None:
        found = self._visit()
        if found:
            self._ask_action(next(action for action in found[1] if action.id == action_id))

    def _ask_action(self, action: ExternalAction) -> None:
        fields: dict[str, tuple[str, QWidget]] = {
            "what": (text("What is asked"), lines(action.what)),
            "due": (text("Due"), maybe_day(action.due)),
            "done": (text("Done on"), maybe_day(action.done)),
            "how": (text("What was done"), lines(action.how)),
        }
        edit = self._session.begin_edit(Stream.CASELOAD, action) if action.id else None

        def save(values: ActionDetails) -> None:
            changed = replace(action, **{name: getattr(values, name) for name in fields})
            if edit:
                self._session.save_edit_or_raise(edit, external_visits.keep_action, changed)
            else:
                self._session.run_or_raise(external_visits.keep_action, changed)

        dialog = FormDialog(self, text("Action of the external verifier"), ActionDetails, fields, save)
        if action.id:
            dialog.add_removal(text("Remove this action"), partial(self._remove_action, action))
        opened(dialog)

    def _remove_action(self, action: ExternalAction) -> bool:
        sentence = text("The action was removed.")
        return self._session.remove_shared(sentence, external_visits.remove_action, action)

    def _print(self) -> None:
        self.choose_pdf(
            "external-visits.pdf",
            lambda: self._session.read(external_visits_paper, self._session.read(external_visits.visits)),
        )


def _action_row(action: ExternalAction, today: date) -> Row:
    if action.done:
        state, tone = text("done {day}", day=long_date(action.done)), "good"
    elif action.due and action.due < today:
        state, tone = text("overdue"), "bad"
    else:
        state, tone = (text("due {day}", day=long_date(action.due)) if action.due else text("open")), "warn"
    return Row(action.id, action.what, action.how, state=f"{state}  ›", tone=tone)
