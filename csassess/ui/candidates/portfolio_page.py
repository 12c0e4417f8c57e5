"""One candidate's portfolio: who, how each unit stands, and the numbered evidence."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.findings import FindingState
from csassess.domain.assessment.planning import progress, serves, what_to_look_for
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.retention.milestone_rules import broken_order
from csassess.domain.retention.rules import standing_hold
from csassess.domain.signing.countersigning import still_needed
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import Kind
from csassess.services.access import caseloads
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.evidence import decisions
from csassess.services.exchange import handover
from csassess.services.papers.common import describe
from csassess.services.papers.unit import decision_words
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import screen_or_paper_signatures
from csassess.services.units import units
from csassess.services.visits import plans
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import people_dialogs
from csassess.ui.candidates.coverage_strip import CoverageStrip
from csassess.ui.evidence import evidence_dialogs, judgement_dialogs
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.signing.signature_pad import Strokes
from csassess.ui.verification import verification_dialogs
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import (
    coverage_in_words,
    criteria_in_words,
    decision_in_words,
    item_state,
    plan_in_words,
    unit_signatures_in_words,
    verified_in_words,
)

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)


class PortfolioPage(PageWidget):
    """Progress says how much is covered, never how good it is."""

    handed_back = Signal()  # someone else has signed: the screen is the assessor's again

    handing_over = Signal(str)  # the candidate

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._given = label("", "problem")
        self.take_back_button = button(text("Take the hand-over back"), self._take_back)
        self._joined = column()
        self._out_of_order = label("", "problem")
        self._name, self._facts = label("", "title"), label("", "quiet")
        self.start_button = button(text("Start observation"), self._start, "main", "eye")
        self._running = ""
        self.continue_button = button(
            text("Continue the visit"), lambda: self._open(self._running), "main", "eye"
        )
        self.add_button = button(text("Add evidence"), self._add, icon_name="plus")
        self.testimony_button = button(
            text("Witness testimony"), self._testimony, icon_name="user-round-check"
        )
        self.enrol_button = button(text("Enrol on a unit"), self._enrol, icon_name="clipboard-list")
        self._units = column()
        self._units.setSpacing(16)
        self.evidence = RowList(text("Evidence"), head_width=48)
        self.evidence.chosen.connect(
            lambda item: self.go.emit(Location(Page.EVIDENCE, self._candidate, item))
        )
        self._none = label(text("No evidence yet. Start an observation, or add what you have."), "quiet")
        self.look_for = RowList(text("What to look for next"))
        self.plan_button = button(text("Plan a visit"), self._plan, icon_name="calendar-days")
        self.agree_button = button(text("Agreed with the candidate"), self._agree, icon_name="check")
        self.plan_form_button = button(text("Print the plan"), self._print_plan, icon_name="printer")
        self._planned = label("", "heading")
        self.planned_lines = RowList(text("The plan"))
        self._look_for_heading = label(text("What to look for next"), "heading")
        self._look_for_card = frame(
            "card",
            column(
                self._look_for_heading,
                self.look_for,
                self._planned,
                self.planned_lines,
                FlowLayout(self.plan_button, self.agree_button, self.plan_form_button),
            ),
        )
        details = FlowLayout(
            button(text("Change name"), self._change, "link"),
            button(text("Employer and job"), self._job, "link"),
            button(text("Registration"), self._register, "link"),
            button(text("Dates"), self._dates, "link"),
            button(text("Entered twice"), self._join, "link"),
            button(text("Hand over"), lambda: self.handing_over.emit(self._candidate), "link"),
            button(text("History"), lambda: self.go.emit(Location(Page.HISTORY, self._candidate)), "link"),
        )
        content = column(
            self._name,
            self._facts,
            self._out_of_order,
            self._given,
            row(self.take_back_button, 0),
            self._joined,
            details,
            FlowLayout(
                self.continue_button,
                self.start_button,
                self.add_button,
                self.testimony_button,
                self.enrol_button,
            ),
            self._units,
            frame("card", column(label(text("Evidence"), "heading"), self._none, self.evidence)),
            self._look_for_card,
            0,
        )
        scroll_whole(self, content)

    @property
    def _candidate(self) -> str:
        return self._place.candidate

    def refresh(self) -> None:
        if not self._candidate:
            return
        view = self._session.overview(self._candidate)
        self._name.setText(view.portfolio.candidate.name)
        running = view.portfolio.open_observation
        self.continue_button.setVisible(running is not None)
        self._running = running.id if running else ""
        self._facts.setText(self._known(view))
        broken = broken_order(view.portfolio)
        self._out_of_order.setText("\n".join(broken))
        self._out_of_order.setVisible(bool(broken))
        self._show_hand_over()
        self._show_joined()
        clear(self._units)
        for stand in view.standings:
            self._units.addWidget(self._unit_card(stand))
        if not view.standings:
            self._units.addWidget(label(text("Not enrolled on a unit yet."), "quiet"))
        wanted = what_to_look_for(view.standings)
        self.look_for.show_rows(
            [
                Row(sight, sight.words[:1].upper() + sight.words[1:], foot=serves(sight, view.standings))
                for sight in wanted
            ]
        )
        self._look_for_card.setVisible(bool(wanted) or view.portfolio.plan is not None)
        plan = view.portfolio.plan
        ahead = (
            plan is not None and plan.on >= self._session.caseload.clock().date()
        )  # its lines say what to look for
        for part in (self._look_for_heading, self.look_for):
            part.setVisible(bool(wanted) and not ahead)
        self.plan_button.setVisible(bool(wanted) and self._assesses())
        self._show_plan(view)
        self.look_for.fit()
        taken = {stand.unit.id for stand in view.standings}
        self.enrol_button.setEnabled(any(unit.id not in taken for unit in units.all_units()))
        rows = evidence_rows(view)
        self.evidence.show_rows(rows)
        self.evidence.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.evidence.fit()

    def _show_plan(self, view: PortfolioView) -> None:
        """Show the plan line by line; what accepted evidence shows is ticked off."""
        plan = view.portfolio.plan
        for part in (self._planned, self.planned_lines, self.plan_form_button):
            part.setVisible(plan is not None)
        self.agree_button.setVisible(plan is not None and plan.agreed is None)
        if plan is None:
            return
        self._planned.setText(plan_in_words(plan))
        rows = []
        for place, line in enumerate(progress(plan, view.standings)):
            words = line.line.words[:1].upper() + line.line.words[1:]
            state = text("✓ seen") if line.done else text("{seen} of {of}", seen=line.seen, of=line.of)
            rows.append(
                Row(place, words, foot=line.line.serves, state=state, tone="good" if line.done else "warn")
            )
        self.planned_lines.show_rows(rows)
        self.planned_lines.fit()

    def _known(self, view: PortfolioView) -> str:
        portfolio = view.portfolio
        facts = (
            [text("Candidate number {number}", number=portfolio.candidate.number)]
            if portfolio.candidate.number
            else []
        )
        registration = portfolio.latest_registration
        if registration:
            on = long_date(registration.on) if registration.on else text("date not stated")
            facts.append(
                text(
                    "registered {number}",
                    number=", ".join(part for part in (registration.number, on) if part),
                )
            )
        else:
            facts.append(text("not registered yet"))
        facts += [
            f"{each.kind.words} {', '.join(part for part in (each.number, long_date(each.on)) if part)}"
            for each in sorted(portfolio.milestones, key=lambda each: each.on)
        ]
        if standing_hold(portfolio):
            facts.append(text("held from erasure"))
        job = candidates.current_job(portfolio, self._session.caseload.clock().date())
        if job:
            setting = words_for(job.setting) if job.setting else text("setting not stated")
            facts.append(", ".join(part for part in (job.job, job.employer, setting) if part))
        return "  ·  ".join(facts)

    def _unit_card(self, stand: UnitStanding) -> QFrame:
        counts = [(words_for(kind).capitalize(), *stand.count(kind)) for kind in Kind]
        progressed = "  ·  ".join(
            text("{kind}: {done} of {total} accepted", kind=kind, done=done, total=total)
            for kind, done, total in counts
            if total
        )
        portfolio = self._session.overview(self._candidate).portfolio
        needed = still_needed(stand, portfolio)
        parts = (
            decision_in_words(stand, portfolio)[0],
            unit_signatures_in_words(stand, portfolio),
            text("the countersigner needs: {what}", what=needed.words) if needed else "",
            verified_in_words(stand.unit.id, portfolio),
        )
        decided = "  ·  ".join(part for part in parts if part)
        state = column(label(requirements_in_words(stand)), label(decided, "quiet"))
        state.setSpacing(0)
        buttons = row(
            state,
            *(
                []
                if decision_state(stand, portfolio) in _DECIDED or not self._assesses()
                else [self._decide_button(stand)]
            ),
            *self._sign_buttons(stand, portfolio),
            button(text("Matrix"), lambda: self._to(Page.MATRIX, stand), icon_name="table-2"),
            button(text("Form"), lambda: self._to(Page.FORMS, stand), icon_name="file-text"),
        )
        buttons.setStretch(0, 1)
        covered = column(CoverageStrip(stand), label(coverage_in_words(stand.coverage.counts), "quiet"))
        covered.setSpacing(2)
        return frame(
            "card", column(label(stand.unit.full_name, "heading"), label(progressed), covered, buttons)
        )

    def _assesses(self) -> bool:
        """Whether whoever works here may record and judge evidence."""
        return self._session.role is Role.ASSESSOR

    def _needed_button(self, stand: UnitStanding) -> QPushButton:
        ask = partial(
            verification_dialogs.ask_countersigner, self, self._session, self._candidate, stand.unit.id
        )
        return button(text("More is needed first"), ask, icon_name="message-square")

    def _decide_button(self, stand: UnitStanding) -> QPushButton:
        made = button(text("Decide"), partial(self._decide, stand), "main" if stand.ready else "", "check")
        made.setAccessibleName(text("Decide {unit}", unit=stand.unit.full_name))
        return made

    def _sign_buttons(self, stand: UnitStanding, portfolio: Portfolio) -> list[QPushButton]:
        signer = next_signer(stand, portfolio)
        if signer is None:
            return []
        words = text("Sign: {role}", role=words_for(signer))
        sign = button(words, partial(self._sign, stand.unit.id, signer), icon_name="signature")
        countersigns = signer is Signer.COUNTERSIGNER and self._session.role is Role.COUNTERSIGNER
        return [sign, self._needed_button(stand)] if countersigns else [sign]

    def _sign(self, unit_id: str, signer: Signer) -> None:
        """Show what was decided to whoever signs next, and take the signature."""
        candidate = self._candidate
        view = self._session.overview(candidate)
        names = {
            Signer.CANDIDATE: view.portfolio.candidate.name,
            Signer.ASSESSOR: caseloads.assessor_of(self._session.caseload).name,
        }

        def sign(name: str, strokes: Strokes, on_paper: bool) -> None:
            self._session.run_or_raise(
                screen_or_paper_signatures.sign_decision,
                candidate,
                unit_id,
                signer,
                name,
                strokes,
                on_paper=on_paper,
            )

        def closed() -> None:
            if signer is not Signer.ASSESSOR:
                self.handed_back.emit()

        words = decision_words(self._session.caseload, view, unit_id)
        statement = recording_form(view.of(unit_id).unit).declaration
        SignDialog(self, words, statement, signer, names.get(signer, ""), sign, closed).open()

    def _decide(self, stand: UnitStanding) -> None:
        if decision_state(stand, self._session.overview(self._candidate).portfolio) is DecisionState.CHANGED:
            judgement_dialogs.decide_again(self, self._session, self._candidate, stand.unit)
        else:
            self._session.run(decisions.decide, self._candidate, stand.unit.id)

    def _plan(self) -> None:
        visit_dialogs.plan_visit(self, self._session, self._candidate)

    def _agree(self) -> None:
        plan = self._session.overview(self._candidate).portfolio.plan
        if plan:
            self._session.run(plans.agree, self._candidate, plan)

    def _print_plan(self) -> None:
        plan = self._session.overview(self._candidate).portfolio.plan
        if plan:
            self.go.emit(Location(Page.FORMS, self._candidate, form=f"visit-plan {plan.id}"))

    def _to(self, page: Page, stand: UnitStanding) -> None:
        self.go.emit(Location(page, self._candidate, unit=stand.unit.id))

    def _show_hand_over(self) -> None:
        """Say where the portfolio is now, where it was given away from here."""
        given = self._session.caseload.permissions.handover_from_here(self._candidate)
        self._given.setVisible(given is not None)
        self.take_back_button.setVisible(given is not None)
        for each in (self.start_button, self.add_button, self.testimony_button, self.enrol_button):
            each.setVisible(given is None and self._assesses())
        if given:
            words = text("Handed over to {name} on {day}. It can be read here, and no longer changed.")
            self._given.setText(words.format(name=given.to, day=long_date(given.on)))

    def _show_joined(self) -> None:
        """Say which record of the same person was joined into this one, and offer to part them."""
        clear(self._joined)
        for other in duplicate_candidates.joined_with(self._session.caseload, self._candidate):
            words = text("Joined with the record of {name} {number}, entered twice.")
            part = button(
                text("Part them again"),
                partial(self._session.run, duplicate_candidates.part, other.id),
                "link",
            )
            self._joined.addLayout(
                row(label(words.format(name=other.name, number=other.number), "quiet"), part, 0)
            )

    def _join(self) -> None:
        people_dialogs.join_twice(
            self, self._session, self._session.overview(self._candidate).portfolio.candidate
        )

    def _take_back(self) -> None:
        self._session.run(handover.take_back, self._candidate)

    def _start(self) -> None:
        visit_dialogs.start_observation(self, self._session, self._candidate, self._open)

    def _add(self) -> None:
        evidence_dialogs.add_item(self, self._session, self._candidate, self._open)

    def _testimony(self) -> None:
        evidence_dialogs.add_testimony(self, self._session, self._candidate, self._open)

    def _open(self, item: str) -> None:
        self.go.emit(Location(Page.EVIDENCE, self._candidate, item))

    def _enrol(self) -> None:
        people_dialogs.enrol(self, self._session, self._session.overview(self._candidate).portfolio)

    def _change(self) -> None:
        people_dialogs.change_candidate(
            self, self._session, self._session.overview(self._candidate).portfolio.candidate
        )

    def _job(self) -> None:
        people_dialogs.new_job(self, self._session, self._candidate)

    def _dates(self) -> None:
        people_dialogs.record_date(self, self._session, self._candidate)

    def _register(self) -> None:
        people_dialogs.register(self, self._session, self._candidate)


def requirements_in_words(stand: UnitStanding) -> str:
    """Return the state of a unit's evidence requirements in one line."""
    if any(finding.state is FindingState.NONE_STATED for finding in stand.findings):
        return text("Evidence requirements: the unit states none")
    met = sum(finding.state is FindingState.MET for finding in stand.findings)
    unmet = ", ".join(finding.name for finding in stand.unmet)
    if not unmet:
        return text("Evidence requirements: all met")
    return text("Evidence requirements: {met} met; still needed: {unmet}", met=met, unmet=unmet)


def evidence_rows(view: PortfolioView) -> list[Row]:
    """Return a row for each item of a portfolio, with the criteria it references and its state."""
    rows = []
    for item in view.portfolio.evidence:
        shown = filter(
            None, (criteria_in_words(view.portfolio, item.id, stand.unit) for stand in view.standings)
        )
        state, tone = item_state(view.portfolio, item)
        rows.append(Row(item.id, item.number, describe(item), "    ".join(shown), state, tone))
    return rows
