"""Candidates entered wrongly: job, registration, enrolment, or the candidate, are put right."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Sector
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, corrections, staff
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers import observation
from csassess.services.papers.common import facts_about
from csassess.services.papers.files import draw
from csassess.services.progress import history, milestones
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.progress.portfolio_status import find, portfolio_statuses
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.safekeeping import lost_device
from csassess.services.visits import visits
from tests.support.builders import THAT_DAY, accepted_product, pdf_text
from tests.support.exchanging import acquaint, machine, transfer

# Jobs


@pytest.fixture
def job(caseload, mo):
    return load_portfolio(caseload, mo.id).employments[0]


def test_a_misspelt_employer_is_corrected_in_the_same_job(caseload, mo, job):
    corrected = replace(
        job, employer=" Harbour Ferry Company ", job="Clerk", sector=Sector.PUBLIC, started=THAT_DAY
    )
    corrections.change_job(caseload, mo.id, corrected)
    assert load_portfolio(caseload, mo.id).employments == (
        replace(corrected, employer="Harbour Ferry Company"),
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"employer": " ", "job": ""}, "the employer or the job"),
        ({"started": THAT_DAY, "ended": THAT_DAY - timedelta(1)}, "before the start date"),
    ],
)
def test_a_job_without_a_name_or_that_ends_before_it_starts_is_refused(caseload, mo, job, changes, words):
    with pytest.raises(UserError, match=words):
        corrections.change_job(caseload, mo.id, replace(job, **changes))
    assert load_portfolio(caseload, mo.id).employments == (job,)


def test_evidence_takes_the_corrected_setting_of_its_job_unless_its_own_was_chosen(caseload, mo, job):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    own = evidence.add_item(caseload, mo.id, Method.SIMULATION, "Role play", THAT_DAY)
    evidence.change_item(caseload, mo.id, replace(own, setting=Setting.REALISTIC_WORKING_ENVIRONMENT))
    corrections.change_job(caseload, mo.id, replace(job, setting=Setting.REAL_JOB_VOLUNTARY))
    view = portfolio_view(caseload, mo.id)
    assert view.portfolio.item(item.id).setting is Setting.REAL_JOB_VOLUNTARY
    assert view.portfolio.item(own.id).setting is Setting.REALISTIC_WORKING_ENVIRONMENT
    paper = observation.item_record(caseload, view, view.portfolio.item(item.id))
    assert ("Setting", "real job, voluntary") in paper.facts


def test_evidence_follows_the_corrected_dates_of_jobs(caseload, mo, job):
    wrong = candidates.set_job(
        caseload, mo.id, "Museum", "Guide", Setting.WORK_PLACEMENT, started=date(2026, 3, 1)
    )
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    assert item.employment == wrong.id
    corrections.change_job(caseload, mo.id, replace(wrong, started=date(2026, 4, 1)))
    corrections.change_job(caseload, mo.id, replace(job, ended=date(2026, 4, 1)))
    changed = load_portfolio(caseload, mo.id).item(item.id)
    assert (changed.employment, changed.setting) == (job.id, Setting.REAL_JOB_PAID)


def test_a_job_that_accepted_evidence_takes_its_setting_from_is_not_changed_in_it(caseload, mo, job):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError, match=r"items 1. Reopen these"):
        corrections.change_job(caseload, mo.id, replace(job, setting=Setting.WORK_PLACEMENT))
    assert load_portfolio(caseload, mo.id) == before
    corrections.change_job(caseload, mo.id, replace(job, employer="Harbour Ferry Company"))
    judgement.reopen(caseload, mo.id, item.id, "Wrong setting")
    corrections.change_job(caseload, mo.id, replace(job, setting=Setting.WORK_PLACEMENT))
    assert load_portfolio(caseload, mo.id).item(item.id).setting is Setting.WORK_PLACEMENT


def test_a_job_entered_by_mistake_is_removed_and_the_one_before_goes_on(caseload, mo, job):
    wrong = candidates.set_job(caseload, mo.id, "Museum", "Guide", Setting.WORK_PLACEMENT, started=THAT_DAY)
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    with_both = load_portfolio(caseload, mo.id)
    corrections.remove_job(caseload, mo.id, wrong)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.employments == (job,)
    assert portfolio.item(item.id).setting is Setting.REAL_JOB_PAID
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id) == with_both


# Registration


def test_a_registration_is_corrected_in_title_numbers_and_date_and_papers_show_it(caseload, mo):
    wrong = candidates.register(caseload, mo.id, "Certificate in Costumer Service", "500/1", "R-7", THAT_DAY)
    corrections.change_registration(
        caseload, mo.id, wrong, "Certificate in Customer Service ", "500/2", " R-77 ", date(2026, 2, 1)
    )
    view = portfolio_view(caseload, mo.id)
    (registration,) = view.portfolio.registrations
    qualification = corrections.qualification_of(caseload, registration)
    assert registration.id == wrong.id
    assert (qualification.title, qualification.number) == ("Certificate in Customer Service", "500/2")
    facts = dict(facts_about(caseload, view))
    assert facts["Registration"] == "R-77, 1 February 2026"
    assert facts["Qualification"] == "Certificate in Customer Service"


def test_correcting_a_title_leaves_other_candidates_registrations_alone(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    own = candidates.register(caseload, mo.id, "Certificate", "", "", None)
    others = candidates.register(caseload, other.id, "Certificate", "", "", None)
    corrections.change_registration(caseload, mo.id, own, "Diploma", "", "", None)
    assert corrections.qualification_of(caseload, others).title == "Certificate"


def test_a_registration_in_the_future_or_without_a_title_is_refused(caseload, mo):
    registration = candidates.register(caseload, mo.id, "Certificate", "", "", None)
    for title, on, words in ((" ", None, "the qualification"), ("Diploma", date(2027, 1, 1), "future")):
        with pytest.raises(UserError, match=words):
            corrections.change_registration(caseload, mo.id, registration, title, "", "", on)
    assert load_portfolio(caseload, mo.id).registrations == (registration,)


def test_a_registration_entered_by_mistake_is_removed_and_undo_brings_it_back(caseload, mo):
    registration = candidates.register(caseload, mo.id, "Certificate", "", "", None)
    corrections.remove_registration(caseload, mo.id, registration)
    assert load_portfolio(caseload, mo.id).registrations == ()
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).registrations == (registration,)


# Enrolment


def test_an_enrolment_is_withdrawn_with_a_reason_that_stays_in_the_history(caseload, mo):
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError, match="why the enrolment is withdrawn"):
        corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", " ")
    corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", " Entered for the wrong unit ")
    assert candidates.enrolled_on(caseload, mo.id) == ["ocr-b10"]
    last = caseload.history.of(mo.id)[-1]
    assert ("withdrawn_because", "Entered for the wrong unit") in [(c.field, c.value) for c in last.changes]
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id) == before


def test_a_candidate_enrols_again_after_withdrawing(caseload, mo):
    corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", "Entered for the wrong unit")
    candidates.enrol(caseload, mo.id, "nos-b10")
    (enrolment,) = (e for e in load_portfolio(caseload, mo.id).enrolments if e.id == "nos-b10")
    assert enrolment.withdrawn_because == ""


# The candidate


def test_a_candidate_entered_by_mistake_is_removed_from_every_list_and_comes_back_by_undo(caseload, mo):
    candidates.register(caseload, mo.id, "Certificate", "500/1", "R-77", THAT_DAY)
    before = portfolio_view(caseload, mo.id)
    corrections.remove_candidate(caseload, mo.id)
    assert candidates.list_candidates(caseload) == []
    assert candidate_rows(caseload, portfolio_view) == []
    assert portfolio_statuses(caseload) == []
    assert find(caseload, "Mo") == []
    assert candidates.add_candidate(caseload, "Mo again", mo.number)
    candidates.change_candidate(caseload, replace(candidates.list_candidates(caseload)[0], number=""))
    history.undo(caseload, mo.id)
    assert portfolio_view(caseload, mo.id).portfolio == before.portfolio


RECORDED = {
    "evidence": lambda c, m: evidence.add_item(c, m, Method.WORK_PRODUCT, "Letter", THAT_DAY),
    "a visit": lambda c, m: visits.start_visit(c, [m], "Counter"),
    "a witness": lambda c, m: witnesses.add_witness(c, m, "Jo Obi", "supervisor"),
    "a date": lambda c, m: milestones.record(c, m, MilestoneKind.WITHDRAWN, THAT_DAY),
    "a hold": lambda c, m: retention.hold(c, m, "Appeal"),
}


@pytest.mark.parametrize("what", RECORDED)
def test_a_candidate_about_whom_anything_is_recorded_is_not_removed_but_withdrawn(caseload, mo, what):
    RECORDED[what](caseload, mo.id)
    with pytest.raises(UserError, match=r"recorded about Mo Candidate already.* record a withdrawal"):
        corrections.remove_candidate(caseload, mo.id)
    assert candidates.list_candidates(caseload) == [mo]


def test_withdrawn_evidence_still_keeps_the_candidate(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    judgement.withdraw(caseload, mo.id, item.id)
    with pytest.raises(UserError, match="recorded about Mo Candidate already"):
        corrections.remove_candidate(caseload, mo.id)


@pytest.fixture
def two_with_mo(tmp_path, clock):
    """Return a tablet and an office that both have Mo, enrolled on a unit, and Mo."""
    tablet, office = (machine(tmp_path / name, clock=clock) for name in ("tablet", "office"))
    acquaint(tablet, office, folder=tmp_path)
    candidate = candidates.add_candidate(tablet, "Mo Candidate")
    candidates.enrol(tablet, candidate.id, "ocr-b10")
    transfer(tablet, office, candidate.id, tmp_path / "1.csbundle")
    yield tablet, office, candidate
    tablet.close()
    office.close()


def test_a_candidate_removed_here_comes_back_whole_if_evidence_arrives_from_elsewhere(two_with_mo, tmp_path):
    tablet, office, candidate = two_with_mo
    corrections.remove_candidate(office, candidate.id)
    item = evidence.add_item(tablet, candidate.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    references.tick(tablet, candidate.id, item.id, "ocr-b10", "1.1")
    transfer(tablet, office, candidate.id, tmp_path / "2.csbundle", only_new=True)
    assert load_portfolio(office, candidate.id) == load_portfolio(tablet, candidate.id)
    transfer(office, tablet, candidate.id, tmp_path / "3.csbundle", only_new=True)
    assert load_portfolio(tablet, candidate.id) == load_portfolio(office, candidate.id)


def test_a_candidate_removed_here_stays_removed_if_nothing_new_arrives(two_with_mo, tmp_path):
    tablet, office, candidate = two_with_mo
    corrections.remove_candidate(office, candidate.id)
    transfer(tablet, office, candidate.id, tmp_path / "2.csbundle")
    assert candidates.list_candidates(office) == []


def test_a_file_about_a_candidate_who_stays_removed_is_received(two_with_mo, tmp_path):
    tablet, office, candidate = two_with_mo
    # Of a removal here and one undone there the greater id counts: it is to be the one here.
    newest = dict.fromkeys(("tablet", "office"), "")
    while not newest["tablet"] < newest["office"]:
        for caseload in (tablet, office):
            corrections.remove_candidate(caseload, candidate.id)
        newest["office"] = office.history.of(candidate.id)[-1].id
        history.undo(tablet, candidate.id)
        newest["tablet"] = tablet.history.of(candidate.id)[-1].id
        if not newest["tablet"] < newest["office"]:
            history.undo(office, candidate.id)
    transfer(tablet, office, candidate.id, tmp_path / "2.csbundle", only_new=True)
    assert candidates.list_candidates(office) == []


def test_the_loss_sheet_leaves_out_a_candidate_who_was_removed(two_with_mo):
    tablet, office, candidate = two_with_mo
    other = candidates.add_candidate(tablet, "Siân Ŵyn")
    corrections.remove_candidate(office, candidate.id)
    staff.mark_lost(office, tablet.device, THAT_DAY)
    assert "0 candidates" in pdf_text(draw(lost_device.loss_sheet(office, tablet.device)))
    assert candidates.list_candidates(tablet) == [candidate, other]


def test_the_tables_made_again_from_the_history_still_lack_a_removed_candidate(caseload, mo):
    corrections.remove_candidate(caseload, mo.id)
    fold.rebuild(caseload.db)
    assert candidates.list_candidates(caseload) == []
    history.undo(caseload, mo.id)
    assert candidates.list_candidates(caseload) == [mo]
