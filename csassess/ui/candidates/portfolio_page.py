"""The page of a candidate's portfolio: details, units, evidence and the next visit."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt, Signal

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
from csassess.services.candidates import candidates
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
from csassess.ui.candidates.portfolio_menu import PortfolioMenu
from csassess.ui.candidates.unit_card import UnitCard
from csassess.ui.candidates.visit_plan_card import VisitPlanCard
from csassess.ui.evidence import evidence_dialogs, judgement_dialogs, testimony_dialogs
from csassess.ui.programme.programme_card import ProgrammeCard
from csassess.ui.qualifications.progress_card import ProgressCard
from csassess.ui.signing.sign_dialog import SignDialog, Signed
from csassess.ui.verification import verification_dialogs
from csassess.ui.visits import visit_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label, menu_button, offer, restyle
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.layouts import IN_TWO_COLUMNS, TwoColumns, clear, column, frame, row, scroll_whole
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.short_list import ShortList
from csassess.ui.widgets.status_text import criteria_in_words, item_state_words

_MOST_ITEMS = 6  # of the evidence, the newest; the others are shown when asked


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
        self._items = ShortList(text("Evidence"), _MOST_ITEMS, head_width=28)
        self.evidence = self._items.list
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
        self.menu = PortfolioMenu(session, self)
        self.menu.go.connect(self.go.emit)
        self.menu.handing_over.connect(self.handing_over.emit)
        self.menu.lending.connect(self.cover.lend)
        self.menu_button = menu_button(text("More"), self.menu)
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(column(self._name, self._facts), self.menu_button)
        head.setStretch(0, 1)
        head.setAlignment(self.menu_button, Qt.AlignmentFlag.AlignTop)
        actions = FlowLayout(
            self.continue_button, self.start_button, self.add_button, self.testimony_button, self.enrol_button
        )
        evidence = frame("card", column(label(text("Evidence"), "heading"), self._none, self._items), above=1)
        columns = TwoColumns(
            column(self.qualification, self._units, self.programme, 0),
            column(evidence, self.plan_card, self.details, 0),
        )
        content = column(
            head,
            self._out_of_order,
            row(self.asked, 0),
            self.not_confirmed,
            self._handover_label,
            row(self.take_back_button, 0),
            self.cover,
            self._merged,
            actions,
            columns,
            0,
        )
        scroll_whole(self, content, IN_TWO_COLUMNS)

    @property
    def _candidate(self) -> str:
        return self._place.candidate

    def refresh(self) -> None:
        if not self._candidate:
            return
        view = self._session.portfolio_view(self._candidate)
        self._name.setText(view.portfolio.candidate.name)
        running, colours = view.portfolio.open_observation, theme.current().colours
        self.continue_button.setVisible(running is not None)
        self._running = running.id if running else ""
        restyle(self.start_button, "role", "" if running else "main")  # one main button a page
        self.start_button.setIcon(icon("eye", colours.ink if running else colours.on_accent))
        self._facts.setText(self._known(view))
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
        self.menu.show_portfolio(view)
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
        self._items.show_rows(rows := evidence_rows(view)[::-1])
        self._none.setVisible(not rows)

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
        card.asking_why.connect(self._say_why)
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

    def _say_why(self, unit_standing: UnitStanding) -> None:
        judgement_dialogs.say_what_is_missing(self, unit_standing)

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

    def _withdraw(self, unit: Unit) -> None:
        correction_dialogs.withdraw_enrolment(self, self._session, self._candidate, unit)


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
