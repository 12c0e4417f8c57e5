"""The verification page: sampling plan, suggested samples and actions."""

from datetime import date
from functools import partial
from pathlib import Path

from csassess.catalogue import text
from csassess.domain.assessment.portfolio_status import UnitStatus
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.labels import stage_label
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Action, ActionState, Stage
from csassess.domain.verification.planning import PlannedLine, planned_words
from csassess.domain.verification.sampling import action_state, open_actions
from csassess.domain.verification.sampling_plan import PlanRow, Suggestion, aspect_words, not_looked_at
from csassess.services.access.write_checks import reason_against
from csassess.services.files import read_file, write_pdf
from csassess.services.papers.files import draw
from csassess.services.papers.verification import action_location
from csassess.services.progress.portfolio_status import assessor_names, assessors
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import signed_sheet_scans
from csassess.services.signing.eligibility import reason_against_final
from csassess.services.verification import planning, sampling, sampling_plan
from csassess.services.verification.plan_papers import whole_plan
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog
from csassess.ui.verification import plan_dialogs, verification_dialogs
from csassess.ui.verification.pack_dialog import PackWriter
from csassess.ui.verification.planning_part import PlanningPart
from csassess.ui.verification.same_accounts_card import SameAccountsCard
from csassess.ui.verification.sampling_plan_view import SamplingPlanView
from csassess.ui.verification.unregistered_card import UnregisteredCard
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, offer, rename
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, dated, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

_EVERYONE = "*"  # the choice of all assessors


class VerificationPage(PageWidget):
    """One assessor's sampling plan, with every registered candidate, sampled or not."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._task: tasks.Task | None = None
        self.assessor = choice([])
        self.assessor.setAccessibleName(text("Assessor"))
        self.assessor.activated.connect(lambda _: self.choose_assessor(self.assessor.currentData()))
        self._assessor = ""  # as a person chose it
        self.plan = SamplingPlanView(text("Sampling plan"))
        self.plan.picked.connect(self._show_chosen)
        self.chosen = label("", "heading")
        self.interim_button = button("", partial(self._sample, Stage.INTERIM), icon_name="eye")
        self.final_button = button("", partial(self._sample, Stage.FINAL), icon_name="eye")
        self.plan_button = button(text("Plan a sample …"), self._plan_sample, icon_name="calendar-days")
        self.leave_out_button = button(text("Record why not sampled …"), self._leave_out)
        self.after_all_button = button(text("Sample after all"), self._after_all)
        self.paper_button = button(text("Type in paper answer"), self._choose_scan, icon_name="paperclip")
        self.open_button = button(text("Portfolio"), self._open, "link")
        self._acts = frame(
            "band",
            column(
                self.chosen,
                FlowLayout(
                    self.interim_button,
                    self.final_button,
                    self.plan_button,
                    self.leave_out_button,
                    self.after_all_button,
                    self.paper_button,
                    self.open_button,
                ),
            ),
            1,
        )
        self.not_yet = label("")
        self.same_accounts = SameAccountsCard(session)
        self.same_accounts.go.connect(self.go.emit)
        self.unregistered = UnregisteredCard()
        self.unregistered.go.connect(self.go.emit)
        self.suggested = RowList(text("Suggested sample"))
        self.suggested.chosen.connect(self._take_suggestion)
        self._suggested = frame(
            "card", column(label(text("Suggested sample"), "heading"), self.not_yet, self.suggested)
        )
        self.waiting = RowList(text("Actions"))
        self.waiting.chosen.connect(lambda key: action_dialog.show_action(self, self._session, *key))
        self._actions = frame("card", column(label(text("Actions"), "heading"), self.waiting))
        self.status_button = button(
            text("Save status for the verifier"), self._send_status, icon_name="upload"
        )
        self.take_status_button = button(
            text("Receive status file"), self._choose_status, icon_name="download"
        )
        self.pack = PackWriter(self, session, lambda: self.pack_button)
        self.pack_button = button(text("Record for the external verifier"), self.pack.ask, icon_name="lock")
        self.print_button = button(text("Save plan as PDF"), self._print, icon_name="file-text")
        self.strategy_button = button(
            text("Strategy of sampling …"),
            lambda: plan_dialogs.set_strategy(self, self._session),
            icon_name="settings",
        )
        top = row(label(text("Verification"), "title"), self.assessor)
        top.setStretch(0, 1)
        buttons = FlowLayout(
            self.status_button,
            self.take_status_button,
            self.print_button,
            self.pack_button,
            self.strategy_button,
        )
        self.planning = PlanningPart(session)
        self.planning.assessor_chosen.connect(self.choose_assessor)
        self.planning.sampling.connect(self._sample_planned)
        plan = (self.planning, self.plan, self._acts, self.unregistered, self._suggested)
        scroll_whole(self, column(top, buttons, self._actions, self.same_accounts, *plan, 0))

    def refresh(self) -> None:
        is_used = self.planning.is_used
        named = self._names_with_counts() if not is_used else self._session.read(assessor_names)
        is_one_of_several = len(named) > 1
        self.assessor.clear()
        if is_used and is_one_of_several:
            self.assessor.addItem(text("All assessors"), _EVERYONE)
        for assessor, name in named:
            self.assessor.addItem(name, assessor)
        self.assessor.setCurrentIndex(max(0, self.assessor.findData(self._assessor)))
        self.assessor.setVisible(is_one_of_several)
        self.strategy_button.setVisible(self._is_verifier() and (is_one_of_several or is_used))
        self.same_accounts.refresh()
        self._show_plan()

    def _names_with_counts(self) -> list[tuple[str, str]]:
        """Return each assessor with how many candidates the plan has of theirs."""
        return [(assessor, f"{name} ({count})") for assessor, name, count in self._session.read(assessors)]

    def choose_assessor(self, assessor: str) -> None:
        """Show the plan of one assessor."""
        self._assessor = assessor
        self.assessor.setCurrentIndex(max(0, self.assessor.findData(assessor)))
        self._show_plan()

    def _rows(self) -> list[PlanRow]:
        return self._session.read(sampling_plan.plan, self.assessor.currentData())

    def _show_plan(self) -> None:
        is_used, is_over_all = self.planning.is_used, self.assessor.currentData() == _EVERYONE
        self.planning.setVisible(is_used)
        for part in (self.plan, self._acts, self.unregistered, self._suggested, self._actions):
            part.setVisible(not is_over_all)
        if is_over_all:
            self.planning.show_all()
            return
        rows = self._rows()
        lines = self.planning.show_one(rows) if is_used else ()
        formative = self._session.read(planning.strategy_of).formative
        self._name_stages(formative=formative)
        open_lines = [line for line in lines if line.state.is_open]
        self.plan.show_rows(rows, planned_words(open_lines, formative=formative), formative=formative)
        heights = sum(self.plan.rowHeight(n) for n in range(len(rows)))
        head = self.plan.horizontalHeader().height()
        self.plan.setFixedHeight(min(heights + head + 4, theme.current().px(420)) if rows else 0)
        self.unregistered.show_candidates(
            self._session.read(sampling_plan.not_registered, self.assessor.currentData()),
            for_verifier=self._is_verifier(),
        )
        missing_aspects = not_looked_at(rows)
        words = "; ".join(aspect_words(aspect) for aspect in missing_aspects)
        self.not_yet.setText(
            text("Not yet looked at for this assessor: {what}.", what=words)
            if missing_aspects
            else text("Every unit, method and place with accepted evidence has been looked at.")
        )
        is_suggesting = self._is_verifier() and not is_used
        suggestions = self._session.read(sampling_plan.suggested, rows) if is_suggesting else ()
        self.suggested.show_rows(
            [
                Row(
                    suggestion,
                    f"{suggestion.name}, {suggestion.unit_name}",
                    "; ".join(suggestion.reasons),
                    state="›",
                )
                for suggestion in suggestions
            ]
        )
        self.suggested.setVisible(bool(suggestions))
        self.suggested.fit()
        self._suggested.setVisible(bool(rows) and not is_used)
        self._show_actions(rows)
        self._show_chosen()

    def _show_actions(self, rows: list[PlanRow]) -> None:
        today = self._session.now().date()
        here = [row.summary for row in rows if not row.reported_on]
        asked = [s.candidate for s in here if any(unit.open_actions for unit in s.units)]
        views = map(self._session.portfolio_view, asked)
        action_rows = [_action_row(a, view, today) for view in views for a in open_actions(view.portfolio)]
        self.waiting.show_rows(action_rows)
        self.waiting.fit()
        self._actions.setVisible(bool(action_rows))

    def _is_verifier(self) -> bool:
        return self._session.role is Role.VERIFIER

    def _show_chosen(self) -> None:
        chosen = self.plan.current()
        self._acts.setVisible(chosen is not None)
        if chosen is None:
            return
        plan_row, unit = chosen
        self.chosen.setText(f"{plan_row.summary.name}, {self.plan.name_of(unit.unit)}")
        is_portfolio_here = plan_row.reported_on is None
        candidate, barred = plan_row.summary.candidate, ""
        if is_portfolio_here:
            barred = self._session.read(reason_against, candidate, "sample")
        may_sample = is_portfolio_here and not plan_row.own and self._is_verifier()
        for sample_button in (self.interim_button, self.final_button):
            sample_button.setVisible(may_sample)
            offer(sample_button, barred)
        if is_portfolio_here and not barred:
            view = self._session.portfolio_view(candidate)
            offer(self.final_button, reason_against_final(view, unit.unit))
        self.plan_button.setVisible(self._is_verifier() and self.planning.is_used and not plan_row.own)
        offer(self.plan_button, self._session.read(planning.reason_against_planning))
        self.leave_out_button.setVisible(
            may_sample and not unit.looked.samples and not unit.not_sampled and not unit.begun
        )
        self.after_all_button.setVisible(may_sample and bool(unit.not_sampled))
        for sample_button in (self.leave_out_button, self.after_all_button):
            offer(sample_button, barred)
        self.paper_button.setVisible(is_portfolio_here and _may_type_in(self._session, candidate))
        self.open_button.setVisible(is_portfolio_here)

    def _of_chosen(self) -> tuple[PlanRow, UnitStatus]:
        chosen = self.plan.current()
        if chosen is None:
            raise RuntimeError("no cell is chosen")
        return chosen

    def _name_stages(self, *, formative: bool) -> None:
        """Name the buttons as the centre calls the stages."""
        for stage, stage_button in ((Stage.INTERIM, self.interim_button), (Stage.FINAL, self.final_button)):
            rename(stage_button, text("Open {stage} sample", stage=stage_label(stage, formative=formative)))

    def _sample_planned(self, line: PlannedLine) -> None:
        self._begin(line.planned.candidate, line.planned.unit, line.planned.stage)

    def _plan_sample(self) -> None:
        plan_row, unit = self._of_chosen()
        title = f"{plan_row.summary.name}, {self.plan.name_of(unit.unit)}"
        plan_dialogs.plan_sample(self, self._session, plan_row.summary.candidate, title, unit)

    def _sample(self, stage: Stage) -> None:
        plan_row, unit = self._of_chosen()
        self._begin(plan_row.summary.candidate, unit.unit, stage)

    def _begin(self, candidate: str, unit: str, stage: Stage) -> None:
        """Open the unit's unfinished sample, or begin one."""
        sample = self._session.run(sampling.open_sample, candidate, unit, stage)
        if sample:
            self.go.emit(Location(Page.SAMPLE, candidate, unit=unit, form=sample.id))

    def _take_suggestion(self, suggestion: Suggestion) -> None:
        self._begin(suggestion.candidate, suggestion.unit, Stage.INTERIM)

    def _leave_out(self) -> None:
        plan_row, unit = self._of_chosen()
        name = f"{plan_row.summary.name}, {self.plan.name_of(unit.unit)}"
        verification_dialogs.leave_out(self, self._session, plan_row.summary.candidate, unit.unit, name)

    def _after_all(self) -> None:
        plan_row, unit = self._of_chosen()
        sentence = text("The reason for not sampling this unit was removed.")
        self._session.remove(sentence, sampling.sample_after_all, plan_row.summary.candidate, unit.unit)

    def _open(self) -> None:
        self.go.emit(Location(Page.PORTFOLIO, self._of_chosen()[0].summary.candidate))

    def _choose_scan(self) -> None:
        choose_file(self, text("Choose the scan of the signed sampling record"), self.take_answer)

    def take_answer(self, path: str) -> None:
        """Read a scan of a signed sampling record and ask for its answers."""
        plan_row, unit = self._of_chosen()
        candidate, unit_id = plan_row.summary.candidate, unit.unit
        self._task = tasks.start(
            lambda: signed_sheet_scans.prepare(read_file(Path(path))),
            lambda scan: verification_dialogs.type_in_answer(self, self._session, candidate, unit_id, scan),
            self._session.problem.emit,
        )

    def _send_status(self) -> None:
        verification_dialogs.send_status(self, self._session, self.go.emit)

    def _choose_status(self) -> None:
        choose_file(
            self,
            text("Choose a status file"),
            self.receive_status,
            f"csassess (*.csstatus);;{text('All files (*)')}",
        )

    def receive_status(self, path: str) -> None:
        """Receive the status file of an assessor's candidates."""
        result = self._session.run(sampling_plan.receive_status, Path(path))
        if result:
            card, _ = result
            count = sum(candidates for _, _, candidates in self._session.read(assessors))
            words = text("The status file from {name} was received. Candidates now in the plan: {count}.")
            self._session.message.emit(words.format(name=card.name, count=count))

    def _print(self) -> None:
        name = dated("sampling-plan.pdf", self._session.now().date())
        choose_where(self, text("Save the plan"), name, self.print_to, "PDF (*.pdf)")

    def print_to(self, path: str) -> None:
        """Write the plan as a PDF, in the background: with what is planned, and the strategy."""
        chosen = self.assessor.currentData()
        assessor = None if chosen == _EVERYONE else chosen
        self._task = self._session.run_in_background(
            lambda caseload: write_pdf(Path(path), draw(whole_plan(caseload, assessor))),
            lambda _: self._session.message.emit(text("Saved: {file}.", file=file_in_words(path))),
            self._session.problem.emit,
        )


def _action_row(action: Action, view: PortfolioView, today: date) -> Row:
    candidate, state = view.portfolio.candidate, action_state(action, view.portfolio)
    late = state is ActionState.OPEN and action.due < today
    unit = view.name_of(view.of(action.unit).unit)
    head = f"{candidate.name}, {unit}, {action_location(action, view)}"
    due, tone = text("due {day}", day=long_date(action.due)), "bad" if late else "warn"
    words = text("overdue") if late else words_for(state)
    return Row((candidate.id, action.id), head, action.what, due, words, tone)


def _may_type_in(session: Session, candidate: str) -> bool:
    """Return whether the answer on a signed sampling record may be typed in here.

    A verifier samples here, and enters no other verifier's word.
    """
    return session.role is not Role.VERIFIER and not (
        session.read(reason_against, candidate, "signed-sheet")
        or session.read(reason_against, candidate, "sample", {"sheet": "scan"})
    )
