"""Every entry is corrected in the window, from the place where it is shown."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QApplication, QDateEdit, QTimeEdit, QWidget

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Employment, Registration
from csassess.domain.records.witnesses import Witness
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, corrections
from csassess.services.disclosure import data_requests
from csassess.services.evidence import evidence, judgement, witnesses
from csassess.services.progress import milestones
from csassess.services.visits import plans
from csassess.ui.base.location import Location, Page
from csassess.ui.centre.requests_section import RequestsSection
from csassess.ui.widgets.fields import ChoiceBox
from tests.support.builders import THAT_DAY, accepted_product
from tests.ui.conftest import (
    buttons_of,
    dialog_is_open,
    dialog_of,
    portfolio_of,
    rows_as_text,
)

YESTERDAY = THAT_DAY - timedelta(1)


def set_field(field: QWidget, value: object) -> None:
    """Enter a value into a field of a dialog."""
    match field:
        case ChoiceBox():
            field.setCurrentIndex(next(i for i, v in enumerate(field._values) if v == value))
        case QTimeEdit():
            field.setTime(QTime(*value))
        case QDateEdit():
            field.setDate(QDate(value.year, value.month, value.day))
        case _:
            field.clear()
            field.insert(value) if hasattr(field, "insert") else field.setPlainText(value)


def correct(window: QWidget, **values: object) -> None:
    """Enter values into the fields of the open dialog and press its button."""
    dialog = dialog_of(window)
    for key, value in values.items():
        set_field(dialog.fields[key], value)
    dialog.ok.click()
    QApplication.processEvents()


def press_in_dialog(window: QWidget, words: str) -> None:
    next(b for b in dialog_of(window).buttons.buttons() if b.text() == words).click()
    QApplication.processEvents()


def open_entry(window: QWidget, candidate, kind: type) -> None:
    """Open the portfolio of a candidate and choose the first entry of a kind."""
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, candidate.id))
    entries = window.portfolio.details.entries
    entries.chosen.emit(next(row.key for row in entries.rows.rows if isinstance(row.key, kind)))


def press(page: QWidget, words: str) -> None:
    next(b for b in buttons_of(page) if b.text().strip() == words).click()


def newest(window: QWidget, candidate) -> str:
    """Return the newest row of a candidate's history as the window shows it."""
    window.go(Location(Page.HISTORY, candidate.id))
    return window.history.list.rows.rows[0].body


# The candidate


def test_a_job_is_corrected_from_its_row_and_the_history_shows_both_values(window, caseload, mo):
    open_entry(window, mo, Employment)
    correct(window, employer="Harbour Ferry Company", job="Clerk")
    (job,) = portfolio_of(caseload, mo).employments
    assert (job.employer, job.job, job.setting) == ("Harbour Ferry Company", "Clerk", Setting.REAL_JOB_PAID)
    shown = window.portfolio.details.entries.rows.rows[0].body
    assert shown == "Clerk, Harbour Ferry Company, real job, paid"
    words = newest(window, mo)
    assert "Job changed" in words
    assert "employer: Harbour Ferries → Harbour Ferry Company" in words


def test_a_job_is_removed_from_its_dialog(window, caseload, mo):
    open_entry(window, mo, Employment)
    press_in_dialog(window, "Remove job")
    assert not dialog_is_open(window)
    assert portfolio_of(caseload, mo).employments == ()


def test_a_removal_that_is_refused_says_why_in_the_dialog(window, caseload, mo):
    setting = Setting.REAL_JOB_VOLUNTARY
    candidates.set_job(caseload, mo.id, "Museum", "Guide", setting, started=date(2026, 1, 1))
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    entries = window.portfolio.details.entries
    museum = next(r.key for r in entries.rows.rows if isinstance(r.key, Employment) and r.key.job == "Guide")
    entries.chosen.emit(museum)
    press_in_dialog(window, "Remove job")
    assert "Reopen these items" in dialog_of(window).problem.text()
    assert len(portfolio_of(caseload, mo).employments) == 2


def test_a_registration_is_corrected_from_its_row(window, caseload, mo):
    candidates.register(caseload, mo.id, "Certificate in Costumer Service", "500/1", "R-7", THAT_DAY)
    open_entry(window, mo, Registration)
    correct(window, title="Certificate in Customer Service", number="R-77", on=date(2026, 2, 1))
    (registration,) = portfolio_of(caseload, mo).registrations
    qualification = corrections.qualification_of(caseload, registration)
    assert (qualification.title, qualification.number) == ("Certificate in Customer Service", "500/1")
    assert (registration.number, registration.on) == ("R-77", date(2026, 2, 1))
    words = newest(window, mo)
    assert "Certificate in Costumer Service → Certificate in Customer Service" in words
    assert "date: 2 March 2026 → 1 February 2026" in words


def test_a_date_of_a_registration_is_corrected_or_removed_from_its_row(window, caseload, mo):
    milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, YESTERDAY, "CL-1", reason="Known")
    milestones.record(caseload, mo.id, MilestoneKind.CERTIFICATED, THAT_DAY, "CE-1", reason="Known")
    open_entry(window, mo, Milestone)
    correct(window, number="CL-2", kind=MilestoneKind.ACHIEVED)
    first, _ = portfolio_of(caseload, mo).milestones
    assert (first.kind, first.number) == (MilestoneKind.ACHIEVED, "CL-2")
    open_entry(window, mo, Milestone)
    press_in_dialog(window, "Remove date")
    assert [m.number for m in portfolio_of(caseload, mo).milestones] == ["CE-1"]


def test_an_enrolment_is_withdrawn_from_its_card_with_a_reason(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    (withdraw, *_) = (b for b in buttons_of(window.portfolio) if b.text().startswith("Withdraw from "))
    withdraw.click()
    correct(window)
    assert "why the enrolment is withdrawn" in dialog_of(window).problem.text()
    correct(window, reason="Entered for the wrong unit")
    assert len(portfolio_of(caseload, mo).enrolments) == 1
    assert "reason: Entered for the wrong unit" in newest(window, mo)


def test_a_candidate_entered_by_mistake_is_removed_and_undo_is_offered(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    press(window.portfolio, "Remove candidate")
    correct(window)
    assert window.place.page is Page.CANDIDATES
    assert candidates.list_candidates(caseload) == []
    assert window.candidates.list.rows.rows == []
    assert window.banner.words == "Mo Candidate was removed."
    window.banner._act.click()
    assert candidates.list_candidates(caseload) == [mo]
    assert [row.head for row in window.candidates.list.rows.rows] == ["Mo Candidate"]
    window.banner._act.click()  # redo
    assert candidates.list_candidates(caseload) == []


def test_a_removed_candidate_is_brought_back_later_from_the_list_of_candidates(window, caseload, mo):
    window.go(Location(Page.CANDIDATES))
    assert window.candidates.bring_back_button.isHidden()
    corrections.remove_candidate(caseload, mo.id)
    window.session.notify_changed()
    window.candidates.bring_back_button.click()
    correct(window, candidate=mo.id)
    assert (window.place.page, window.place.candidate) == (Page.PORTFOLIO, mo.id)
    assert candidates.list_candidates(caseload) == [mo]
    window.go(Location(Page.CANDIDATES))
    assert window.candidates.bring_back_button.isHidden()


@pytest.mark.parametrize("page", [Page.PORTFOLIO, Page.HISTORY, Page.FORMS, Page.MATRIX])
def test_redoing_a_removal_leaves_the_page_of_the_candidate(window, caseload, mo, page):
    corrections.remove_candidate(caseload, mo.id)
    window.session.undo(mo.id)
    window.go(Location(page, mo.id, unit="ocr-b10"))
    window.redo()
    assert window.place.page is Page.CANDIDATES
    assert candidates.list_candidates(caseload) == []


def test_removing_a_candidate_with_evidence_says_to_record_a_withdrawal(window, caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    remove = next(b for b in buttons_of(window.portfolio) if b.text() == "Remove candidate")
    assert not remove.isEnabled()
    assert "record a withdrawal" in remove.toolTip()
    assert candidates.list_candidates(caseload) == [mo]


# Evidence and witnesses


@pytest.fixture
def testimony(caseload, mo):
    """Return an item of testimony by a supervisor whose name is misspelt."""
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obbi", "supervisor")
    return witnesses.add_testimony(caseload, mo.id, witness, THAT_DAY)


def test_a_witness_is_corrected_from_the_row_of_the_portfolio(window, caseload, mo, testimony):
    open_entry(window, mo, Witness)
    correct(window, name="Jo Obi", role="team leader", relation="line manager", contact="jo@example.org")
    (witness,) = portfolio_of(caseload, mo).witnesses
    assert (witness.name, witness.role, witness.relation, witness.contact) == (
        "Jo Obi",
        "team leader",
        "line manager",
        "jo@example.org",
    )
    assert portfolio_of(caseload, mo).item(testimony.id).description == "Testimony of Jo Obi, team leader"


def test_a_witness_who_gave_testimony_is_not_removed_and_one_who_did_not_is(window, caseload, mo, testimony):
    open_entry(window, mo, Witness)
    press_in_dialog(window, "Remove witness")
    assert "gave testimony" in dialog_of(window).problem.text()
    dialog_of(window).discard()
    other = witnesses.add_witness(caseload, mo.id, "Ann Other", "customer")
    window.session.read_again()
    window.portfolio.refresh()
    window.portfolio.details.entries.chosen.emit(other)
    press_in_dialog(window, "Remove witness")
    assert [w.name for w in portfolio_of(caseload, mo).witnesses] == ["Jo Obbi"]


def test_a_witness_and_a_testimony_are_corrected_from_the_item(window, caseload, mo, testimony):
    other = witnesses.add_witness(caseload, mo.id, "Ann Other", "customer")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, testimony.id))
    window.evidence.more.witness.trigger()
    correct(window, name="Jo Obi")
    window.evidence.more.testimony.trigger()
    correct(window, witness=other, on_paper=True, typed_by="Ann Assessor")
    portfolio = portfolio_of(caseload, mo)
    (entry,) = portfolio.testimonies
    assert (entry.witness, entry.on_paper, entry.typed_by) == (other.id, True, "Ann Assessor")
    assert portfolio.item(testimony.id).description == "Testimony of Ann Other, customer"
    assert "testimony, witness: Jo Obi → Ann Other" in newest(window, mo)


def test_the_method_and_date_of_an_item_are_corrected_in_its_details(window, caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.judgement.details.trigger()
    offered = dialog_of(window).fields["method"]._values
    assert Method.OBSERVATION not in offered
    assert Method.WITNESS_TESTIMONY not in offered
    correct(window, method=Method.PROFESSIONAL_DISCUSSION, on=YESTERDAY)
    changed = portfolio_of(caseload, mo).item(item.id)
    assert (changed.method, changed.on) == (Method.PROFESSIONAL_DISCUSSION, YESTERDAY)
    assert "Professional discussion, 1 March 2026" in window.evidence.header.title.text()
    assert "method: work product → professional discussion" in newest(window, mo)


def test_the_details_of_an_observation_offer_no_method_and_no_date(window, observing):
    observing.judgement.details.trigger()
    assert {"method", "on"}.isdisjoint(dialog_of(window).fields)


def test_a_confirmation_is_reworded_and_withdrawn_from_its_finding(window, caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.confirm(caseload, mo.id, "ocr-b10", "3", "Long enuogh")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id, unit="ocr-b10"))

    def open_finding() -> None:
        rows = window.evidence.findings.list.rows.rows
        window.evidence.findings.list.chosen.emit(next(row.key for row in rows if row.head == "3"))

    open_finding()
    correct(window, reason="Long enough")
    assert [c.reason for c in portfolio_of(caseload, mo).confirmations] == ["Long enough"]
    open_finding()
    press_in_dialog(window, "Withdraw confirmation")
    assert portfolio_of(caseload, mo).confirmations == ()


# Visits and plans


def test_yesterdays_visit_is_typed_up_today_with_its_own_date_and_times(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    correct(window, place="Ticket office", on=YESTERDAY, started=(10, 0))
    assert "when the visit ended" in dialog_of(window).problem.text()
    correct(window, ended=(11, 30))
    (visit,) = portfolio_of(caseload, mo).visits
    assert (visit.on, visit.started.hour, visit.ended.hour, visit.ended.minute) == (YESTERDAY, 10, 11, 30)
    assert visit.started.date() == visit.ended.date() == YESTERDAY
    window.evidence.capture.add_note.trigger()
    correct(window)
    (note,) = portfolio_of(caseload, mo).notes
    assert note.at == visit.started
    assert "written up 2 March 2026, 09:30" in window.evidence.notes.editor.title.text()


def test_an_observation_starts_at_the_time_shown_if_no_other_is_entered(window, clock, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    shown = clock()
    clock.move_on(seconds=40)
    correct(window, place="Ticket office")
    (visit,) = portfolio_of(caseload, mo).visits
    assert (visit.started, visit.ended, visit.written) == (shown, None, None)


def test_the_date_and_times_of_a_visit_are_corrected_from_its_item(window, observing, clock, caseload, mo):
    observing.capture.add_note.trigger()
    clock.move_on(hours=2)
    observing.more.visit.trigger()
    correct(window, on=YESTERDAY, started=(10, 15), ended=(11, 45))
    portfolio = portfolio_of(caseload, mo)
    (visit,), (item,), (note,) = portfolio.visits, portfolio.evidence, portfolio.notes
    zone = clock().tzinfo
    assert visit.started == datetime(2026, 3, 1, 10, 15, tzinfo=zone)
    assert visit.ended == datetime(2026, 3, 1, 11, 45, tzinfo=zone)
    assert (visit.on, item.on, note.at.date()) == (YESTERDAY, YESTERDAY, YESTERDAY)
    assert visit.place == "Harbour, ticket office"
    assert "1 March 2026" in observing.header.title.text()
    assert "visit, date: 2 March 2026 → 1 March 2026" in newest(window, mo)


def test_saving_a_visit_without_a_change_makes_no_entry(window, observing, caseload, mo):
    before = caseload.history.of(mo.id)
    observing.more.visit.trigger()
    correct(window)
    assert caseload.history.of(mo.id) == before


def test_a_visit_is_also_corrected_from_the_page_that_finishes_it(window, observing, clock, caseload, mo):
    clock.move_on(hours=2)
    observing.judgement.finish.trigger()
    window.finish.visit_button.click()
    correct(window, started=(9, 0))
    assert load_portfolio(caseload, mo.id).visits[0].started.strftime("%H:%M") == "09:00"


def test_a_note_is_moved_to_another_day_and_a_time_not_observed_gets_other_times(
    window, observing, clock, caseload, mo
):
    observing.capture.not_observing.trigger()
    assert observing.notes.editor.time.isHidden()
    clock.move_on(minutes=20)
    observing.capture.not_observing.trigger()
    (gap,) = portfolio_of(caseload, mo).notes
    observing.notes.select(gap.id)
    observing.notes.editor.time.click()
    correct(window, at=(9, 32), until=(9, 40))
    (gap,) = portfolio_of(caseload, mo).notes
    assert (gap.at.strftime("%H:%M"), gap.until.strftime("%H:%M")) == ("09:32", "09:40")
    observing.notes.editor.time.click()
    correct(window, on=YESTERDAY)
    (gap,) = portfolio_of(caseload, mo).notes
    assert (gap.at.date(), gap.until.date()) == (YESTERDAY, YESTERDAY)


def test_a_plan_is_changed_and_removed_from_its_card(window, clock, caseload, mo):
    plan = plans.plan_visit(caseload, mo.id, clock().date() + timedelta(5), "Deks", "Log")
    plans.agree(caseload, mo.id, plan)
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.plan_card.change_button.click()
    assert "☐" not in rows_as_text(dialog_of(window).fields["lines"])
    correct(window, place="Desk", on=clock().date() + timedelta(7), brings="Call log")
    (changed,) = portfolio_of(caseload, mo).plans
    assert (changed.place, changed.on, changed.brings) == ("Desk", clock().date() + timedelta(7), "Call log")
    assert changed.lines == plan.lines
    assert changed.agreed is None
    window.portfolio.plan_card.change_button.click()
    press_in_dialog(window, "Remove plan")
    assert portfolio_of(caseload, mo).plans == ()


# The centre


def test_a_data_request_is_corrected_from_its_row_until_it_is_answered(window, caseload, mo):
    request = data_requests.log_request(caseload, mo.id, "Mo", YESTERDAY)
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="requests"))
    section = window.centre.findChild(RequestsSection)
    section.answer(mo.id, request)
    press_in_dialog(window, "Change request")
    correct(window, asked_by="Mo Candidate, by passport", received=THAT_DAY)
    (changed,) = portfolio_of(caseload, mo).data_requests
    assert (changed.asked_by, changed.received) == ("Mo Candidate, by passport", THAT_DAY)
    assert changed.due == date(2026, 4, 2)
