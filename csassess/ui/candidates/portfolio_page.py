"""The page of a candidate's portfolio: details, units, evidence and the next visit."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Signal

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import AskedCounts
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import Signer
from csassess.domain.retention.date_order import broken_order
from csassess.domain.retention.rules import hold_in_force
from csassess.domain.units.recording_forms import recording_form
from csassess.domain.units.units import Unit
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates, corrections
from csassess.services.evidence import new_wordings
from csassess.services.exchange import handover
from csassess.services.papers.common import describe
from csassess.services.papers.unit import decision_words
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import screen_or_paper_signatures, signing
from csassess.services.signing.offers import offer_for_unit
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import correction_dialogs, people_dialogs
from csassess.ui.candidates.cover_bar import CoverBar
from csassess.ui.candidates.details_card import DetailsCard
from csassess.ui.candidates.joined_records import JoinedRecords
from csassess.ui.candidates.not_confirmed import NotConfirmed
from csassess.ui.candidates.unit_card import UnitCard
from csassess.ui.candidates.visit_plan_card import VisitPlanCard
from csassess.ui.evidence import evidence_dialogs, judgement_dialogs, testimony_dialogs
from csassess.ui.programme.programme_card import ProgrammeCard
from csassess.ui.qualifications.progress_card import ProgressCard
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.verification import verification_dialogs
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import criteria_in_words, item_state_words


class PortfolioPage(PageWidget):
    """A candidate's portfolio. Progress counts covered criteria; it is no measure of quality."""

    shows_other_candidates = True

    handed_back = Signal(bool)  # someone other than the assessor had the screen to sign; whether they did
    handing_over = Signal(str)  # the candidate's id

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._handover_label = label("", "problem")
        self.take_back_button = button(text("Cancel the hand-over"), self._take_back)
        self.cover = CoverBar(session)
        self._merged, self._out_of_order = JoinedRecords(session), label("", "problem")
        self.not_confirmed = NotConfirmed(session)
        self.not_confirmed.go.connect(self.go.emit)
        self.asked = button("", lambda: self.go.emit(Location(Page.ASKED, self._candidate)), "link")
        self._name, self._facts, self._running = label("", "title"), label("", "quiet"), ""
        self.start_button = button(text("Start observation"), self._start, "main", "eye")
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
        self._none = label(text("No evidence yet. Start an observation, or add existing evidence."), "quiet")
        self.plan_card = VisitPlanCard(session)
        self.qualification, self.details = ProgressCard(session), DetailsCard(session)
        self.programme = ProgrammeCard(session)
        for card in (self.plan_card, self.programme, self.qualification):
            card.go.connect(self.go.emit)
        self.programme.handed_back.connect(self.handed_back.emit)
        self.another_job = button(text("Add another job"), self._add_job, "link")
        self.another_registration = button(text("Add another registration"), self._register_again, "link")
        self._entering = {  # with the kind of record that each enters
            button(text("Change name"), self._change, "link"): "candidate",
            button(text("Employer and job"), self._job, "link"): "employment",
            self.another_job: "employment",
            button(text("Registration"), self._register, "link"): "registration",
            self.another_registration: "registration",
            button(text("Dates"), self._dates, "link"): "milestone",
            button(text("Merge duplicate"), self._join, "link"): "joined",
            button(text("Hand over"), lambda: self.handing_over.emit(self._candidate), "link"): "hand-over",
        }
        self.collected_button = button(
            text("Signatures on paper"),
            lambda: self.go.emit(Location(Page.SIGNATURES, self._candidate)),
            "link",
        )
        self._remove_button = button(text("Remove candidate"), self._remove, "link")
        details = FlowLayout(
            *self._entering,
            self.cover.lend_button,
            self.collected_button,
            button(text("History"), lambda: self.go.emit(Location(Page.HISTORY, self._candidate)), "link"),
            self._remove_button,
        )
        content = column(
            self._name,
            self._facts,
            self._out_of_order,
            row(self.asked, 0),
            self.not_confirmed,
            self._handover_label,
            row(self.take_back_button, 0),
            self.cover,
            self._merged,
            details,
            FlowLayout(
                self.continue_button,
                self.start_button,
                self.add_button,
                self.testimony_button,
                self.enrol_button,
            ),
            self.qualification,
            self._units,
            frame("card", column(label(text("Evidence"), "heading"), self._none, self.evidence)),
            self.plan_card,
            self.details,
            self.programme,
            0,
        )
        scroll_whole(self, content)

    @property
    def _candidate(self) -> str:
        return self._place.candidate

    def refresh(self) -> None:
        if not self._candidate:
            return
        view = self._session.portfolio_view(self._candidate)
        self._name.setText(view.portfolio.candidate.name)
        running = view.portfolio.open_observation
        self.continue_button.setVisible(running is not None)
        self._running = running.id if running else ""
        self._facts.setText(self._known(view))
        self.another_job.setVisible(bool(view.portfolio.employments))
        self.another_registration.setVisible(bool(view.portfolio.registrations))
        broken = broken_order(view.portfolio)
        self._out_of_order.setText("\n".join(broken))
        self._out_of_order.setVisible(bool(broken))
        asked = self._session.read(would_ask.lines_of, view)
        counts = would_ask.counts_of(asked)
        self.asked.setText(text("What an external verifier would ask: {counts}", counts=counts.words))
        self.asked.setVisible(bool(counts))
        self.not_confirmed.show_candidate(self._candidate)
        self._show_hand_over()
        self.cover.show_candidate(self._candidate)
        self._merged.show_candidate(self._candidate)
        for entering, kind in self._entering.items():
            offer(entering, self._reason_against(kind))
        removing = self._session.read(corrections.reason_against_removing, view.portfolio)
        offer(self._remove_button, self._reason_against("candidate") or removing)
        clear(self._units)
        for unit_standing in view.standings:
            of_unit = [line for line in asked if line.unit == unit_standing.unit.id]
            counted = would_ask.counts_of(of_unit)
            self._units.addWidget(self._unit_card(unit_standing, view.portfolio, counted))
        if not view.standings:
            self._units.addWidget(label(text("Not enrolled on a unit yet."), "quiet"))
        for card in (self.qualification, self.plan_card, self.details, self.programme):
            card.show_portfolio(view)
        enrolled = {unit_standing.unit.id for unit_standing in view.standings}
        is_on_all = self._session.read(caseload_units.offered).keys() <= enrolled
        offer(self.enrol_button, text("The candidate is enrolled on every unit.") if is_on_all else "")
        self.evidence.show_rows(rows := evidence_rows(view))
        self.evidence.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.evidence.fit()

    def _known(self, view: PortfolioView) -> str:
        portfolio = view.portfolio
        number, registration = portfolio.candidate.number, portfolio.latest_registration
        facts = [text("Candidate number {number}", number=number)] if number else []
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
            f"{point.kind.words} {', '.join(part for part in (point.number, long_date(point.on)) if part)}"
            for point in sorted(portfolio.milestones, key=lambda point: point.on)
        ]
        if hold_in_force(portfolio):
            facts.append(text("held from erasure"))
        job = candidates.current_job(portfolio, self._session.now().date())
        if job:
            setting = words_for(job.setting) if job.setting else text("setting not stated")
            facts.append(", ".join(part for part in (job.job, job.employer, setting) if part))
        return "  ·  ".join(facts)

    def _unit_card(self, unit_standing: UnitStanding, portfolio: Portfolio, asked: AskedCounts) -> UnitCard:
        reasons, unit_id = (self._reason_against, self._against_signing), unit_standing.unit.id
        is_earlier = self._session.read(new_wordings.is_on_earlier, self._candidate, unit_id)
        role = self._session.role
        card = UnitCard(unit_standing, portfolio, role, *reasons, asked, is_earlier=is_earlier)
        card.deciding.connect(self._decide)
        card.signing.connect(self._sign)
        card.more_needed.connect(self._ask_countersigner)
        card.opening.connect(self._open_unit)
        card.withdrawing.connect(self._withdraw)
        return card

    def _reason_against(self, kind: str, values: dict[str, Any] | None = None) -> str:
        """Return why a record of a kind cannot be written in this portfolio; empty if it can."""
        return self._session.read(reason_against, self._candidate, kind, values)

    def _against_signing(self, unit_id: str, signer: Signer) -> str:
        """Return why a unit cannot be signed here, to be said before anyone has filled in anything."""
        view = self._session.portfolio_view(self._candidate)
        return self._session.read(signing.reason_against_offering, view, unit_id, signer)

    def _sign(self, unit_id: str, signer: Signer) -> None:
        """Show the decision to the next signer and take the signature."""
        candidate = self._candidate
        view = self._session.portfolio_view(candidate)

        def sign(signed: Signed) -> None:
            self._session.run_or_raise(
                screen_or_paper_signatures.sign_decision,
                candidate,
                unit_id,
                signer,
                **asdict(signed),
            )

        def closed(signed: Signed | None) -> None:
            if signer is not Signer.ASSESSOR and not (signed and signed.on_paper):
                self.handed_back.emit(signed is not None)

        words = self._session.read(decision_words, view, unit_id)
        statement = recording_form(view.of(unit_id).unit).declaration
        offer_ = self._session.read(offer_for_unit, view, unit_id, signer)
        SignDialog(self, words, statement, signer, offer_, sign, closed).open()

    def _decide(self, unit_standing: UnitStanding) -> None:
        judgement_dialogs.decide(self, self._session, self._candidate, unit_standing)

    def _ask_countersigner(self, unit_id: str) -> None:
        verification_dialogs.ask_countersigner(self, self._session, self._candidate, unit_id)

    def _open_unit(self, page: Page, unit_id: str) -> None:
        self.go.emit(Location(page, self._candidate, unit=unit_id))

    def _show_hand_over(self) -> None:
        """If the portfolio was handed over from here, say to whom, and hide what would change it."""
        hand_over = self._session.read(handover.handover_from_here, self._candidate)
        self._handover_label.setVisible(hand_over is not None)
        self.take_back_button.setVisible(hand_over is not None)
        offer(self.take_back_button, self._reason_against("hand-over"))
        for action_button in (self.start_button, self.add_button, self.testimony_button, self.enrol_button):
            action_button.setVisible(not self._reason_against("evidence"))
        if hand_over:
            words = text("Handed over to {name} on {day}. You can read it here but no longer change it.")
            self._handover_label.setText(words.format(name=hand_over.to, day=long_date(hand_over.on)))

    def _join(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        people_dialogs.join_twice(self, self._session, candidate)

    def _take_back(self) -> None:
        sentence = text("The hand-over was cancelled: you can change this portfolio here again.")
        self._session.remove(sentence, handover.take_back, self._candidate)

    def _start(self) -> None:
        visit_dialogs.start_observation(self, self._session, self._candidate, self._open)

    def _add(self) -> None:
        evidence_dialogs.add_item(self, self._session, self._candidate, self._open)

    def _testimony(self) -> None:
        testimony_dialogs.add_testimony(self, self._session, self._candidate, self._open)

    def _open(self, item: str) -> None:
        self.go.emit(Location(Page.EVIDENCE, self._candidate, item))

    def _enrol(self) -> None:
        people_dialogs.enrol(self, self._session, self._candidate, self.go.emit)

    def _change(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        people_dialogs.change_candidate(self, self._session, candidate)

    def _job(self) -> None:
        """Open the present job, or the one entered last; ask for one if there is none."""
        portfolio = self._session.portfolio_view(self._candidate).portfolio
        jobs = portfolio.employments
        present = candidates.current_job(portfolio, self._session.now().date())
        if jobs:
            correction_dialogs.change_job(self, self._session, self._candidate, present or jobs[-1])
        else:
            self._add_job()

    def _add_job(self) -> None:
        people_dialogs.new_job(self, self._session, self._candidate)

    def _withdraw(self, unit: Unit) -> None:
        correction_dialogs.withdraw_enrolment(self, self._session, self._candidate, unit)

    def _remove(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        words = text("{name} was removed.", name=candidate.name)

        def removed() -> None:
            self._session.undoable.emit(candidate.id, words)

        correction_dialogs.remove_candidate(self, self._session, candidate, removed)

    def _dates(self) -> None:
        people_dialogs.record_date(self, self._session, self._candidate)

    def _register(self) -> None:
        """Open the latest registration; ask for one if there is none."""
        latest = self._session.portfolio_view(self._candidate).portfolio.latest_registration
        if latest:
            correction_dialogs.change_registration(self, self._session, self._candidate, latest)
        else:
            self._register_again()

    def _register_again(self) -> None:
        people_dialogs.register(self, self._session, self._candidate)


def evidence_rows(view: PortfolioView) -> list[Row]:
    """Return a row for each item of a portfolio, with the criteria it references and its state."""
    rows = []
    for item in view.portfolio.evidence:
        criteria = criteria_in_words(view.portfolio, item.id, view.units)
        state, tone = item_state_words(view.state_of(item))
        rows.append(
            Row(
                item.id, view.portfolio.number_of(item), describe(item, view.portfolio), criteria, state, tone
            )
        )
    return rows
