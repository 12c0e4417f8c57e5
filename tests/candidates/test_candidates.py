"""Candidates: names and numbers, jobs that give evidence its setting, registration, enrolment."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from csassess.data.record.portfolios import enrolled_units, load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import Enrolment, Qualification, Sector
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, corrections
from csassess.services.evidence import evidence, judgement, references
from csassess.services.units import units
from tests.support.builders import THAT_DAY, accepted_product, form_pdf, numbered_ids, pdf_text, reopened


def test_candidates_are_listed_by_name(caseload):
    for name in ("mo", "Zoë", "Ann"):
        candidates.add_candidate(caseload, name)
    assert [candidate.name for candidate in candidates.list_candidates(caseload)] == ["Ann", "mo", "Zoë"]


@pytest.mark.parametrize("name", ["", "  ", "\t"])
def test_a_candidate_without_a_name_is_refused(caseload, mo, name):
    with pytest.raises(UserError, match="the candidate’s name"):
        candidates.add_candidate(caseload, name)
    with pytest.raises(UserError, match="the candidate’s name"):
        candidates.change_candidate(caseload, replace(mo, name=name))
    assert candidates.list_candidates(caseload) == [mo]


def test_two_candidates_may_have_one_name_but_not_one_number(caseload, mo):
    candidates.add_candidate(caseload, mo.name, "C-002")
    with pytest.raises(UserError, match="Another candidate already has the number “C-001”"):
        candidates.add_candidate(caseload, "Siân Ŵyn", " C-001 ")


def test_changing_to_another_candidate_s_number_is_refused(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn", "C-002")
    with pytest.raises(UserError, match="Another candidate already has the number “C-001”"):
        candidates.change_candidate(caseload, replace(other, number=mo.number))
    candidates.change_candidate(caseload, replace(other, name="Siân Wyn"))


def test_candidates_may_have_no_number(caseload):
    assert [candidates.add_candidate(caseload, name).number for name in ("Ann", "Bea")] == ["", ""]


@pytest.mark.parametrize("wanted", ["C-001", "Mo Candidate", "mo c", "CANDID"])
def test_a_candidate_is_found_by_number_or_part_of_the_name(caseload, mo, wanted):
    candidates.add_candidate(caseload, "Siân Ŵyn", "C-002")
    assert candidates.find_candidate(caseload, wanted) == mo
    assert candidates.find_candidate(caseload, mo.id) == mo


def test_a_name_is_found_however_its_accents_are_typed(caseload):
    added = candidates.add_candidate(caseload, "Siân Ŵyn")
    for form in ("NFC", "NFD"):
        assert candidates.find_candidate(caseload, unicodedata.normalize(form, "Siân")).id == added.id


def test_a_search_prefers_a_number_to_part_of_a_name(caseload):
    candidates.add_candidate(caseload, "Room 7 Smith", "1")
    seven = candidates.add_candidate(caseload, "Ann", "7")
    assert candidates.find_candidate(caseload, "7") == seven


@pytest.mark.usefixtures("mo")
def test_a_search_with_no_match_or_several_is_refused(caseload):
    candidates.add_candidate(caseload, "Mo Other", "C-002")
    with pytest.raises(UserError, match="2 candidates match “Mo”"):
        candidates.find_candidate(caseload, "Mo")
    with pytest.raises(UserError, match="No candidate matches “Zoë”"):
        candidates.find_candidate(caseload, "Zoë")


def test_an_empty_search_is_refused(caseload):
    candidates.add_candidate(caseload, "Ann")
    with pytest.raises(UserError):
        candidates.find_candidate(caseload, "")


# Jobs


def setting_on(caseload, candidate_id, day):
    return evidence.add_item(caseload, candidate_id, Method.WORK_PRODUCT, "Letter", day).setting


@pytest.fixture(params=[1, -1], ids=["ids ascending", "ids descending"])
def two_jobs(request, folder, clock):
    """Add a placement until 1 June and a paid job from then, with record ids in either sort order."""
    caseload = reopened(folder, clock=clock, new_id=numbered_ids(1000, request.param))
    candidate = candidates.add_candidate(caseload, "Mo")
    candidates.set_job(
        caseload, candidate.id, "Museum", "Guide", Setting.WORK_PLACEMENT, started=date(2026, 1, 1)
    )
    candidates.set_job(
        caseload, candidate.id, "Ferries", "Clerk", Setting.REAL_JOB_PAID, started=date(2026, 6, 1)
    )
    yield caseload, candidate.id
    caseload.close()


@pytest.mark.parametrize(
    ("day", "setting"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), Setting.WORK_PLACEMENT),
        (date(2026, 5, 31), Setting.WORK_PLACEMENT),
        (date(2026, 6, 1), Setting.REAL_JOB_PAID),
        (date(2027, 6, 1), Setting.REAL_JOB_PAID),
    ],
)
def test_evidence_takes_its_setting_from_the_job_of_its_date(two_jobs, day, setting):
    assert setting_on(*two_jobs, day) == setting


def test_a_new_job_ends_the_one_before_it_on_the_day_it_starts(two_jobs):
    caseload, candidate_id = two_jobs
    jobs = {job.employer: job for job in load_portfolio(caseload, candidate_id).employments}
    assert (jobs["Museum"].ended, jobs["Ferries"].ended) == (date(2026, 6, 1), None)


def test_evidence_keeps_its_setting_when_the_candidate_changes_jobs(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    candidates.set_job(caseload, mo.id, "Museum", "Guide", Setting.WORK_PLACEMENT, started=date(2026, 1, 1))
    assert load_portfolio(caseload, mo.id).item(item.id).setting is Setting.REAL_JOB_PAID


def test_a_job_never_ends_before_it_starts(caseload, mo):
    candidates.set_job(caseload, mo.id, "Museum", "Guide", Setting.REAL_JOB_PAID, started=date(2026, 6, 1))
    candidates.set_job(caseload, mo.id, "Zoo", "Guide", Setting.REAL_JOB_PAID, started=date(2026, 1, 1))
    jobs = load_portfolio(caseload, mo.id).employments
    assert [job.employer for job in jobs if job.started and job.ended and job.ended < job.started] == []


def test_a_candidate_without_a_job_has_evidence_without_a_setting(caseload):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    assert setting_on(caseload, candidate.id, THAT_DAY) is None


def test_a_job_has_a_sector(caseload, mo):
    candidates.set_job(caseload, mo.id, "Museum", "Guide", Setting.REAL_JOB_VOLUNTARY, Sector.NOT_FOR_PROFIT)
    assert Sector.NOT_FOR_PROFIT in {job.sector for job in load_portfolio(caseload, mo.id).employments}


# Registration and enrolment


def test_a_qualification_is_stored_once_for_all_candidates(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    first = candidates.register(caseload, mo.id, "Certificate", "500/1", "R-1", THAT_DAY)
    second = candidates.register(caseload, other.id, "Certificate", "500/1", "R-2", None)
    assert first.qualification == second.qualification
    assert len(caseload.all(Qualification)) == 1


@pytest.mark.parametrize("step", [1, -1])
def test_the_form_shows_the_latest_registration(folder, clock, step):
    caseload = reopened(folder, clock=clock, new_id=numbered_ids(1000, step))
    candidate = candidates.add_candidate(caseload, "Mo")
    candidates.enrol(caseload, candidate.id, "nos-b10")
    candidates.register(caseload, candidate.id, "Old Certificate", "500/1", "R-1", date(2024, 1, 1))
    candidates.register(caseload, candidate.id, "New Certificate", "500/2", "R-2", date(2026, 1, 1))
    text = pdf_text(form_pdf(caseload, candidate.id, "nos-b10"))
    caseload.close()
    assert "New Certificate" in text
    assert "R-2" in text


def test_an_enrolment_keeps_the_exact_wording_of_the_unit(caseload, mo):
    stored_units = enrolled_units(caseload, load_portfolio(caseload, mo.id))
    assert sorted(stored_units, key=lambda unit: unit.id) == [units.unit("nos-b10"), units.unit("ocr-b10")]


def test_enrolling_again_changes_nothing(caseload, mo, clock):
    before = caseload.all(Enrolment, mo.id)
    clock.move_on(days=40)
    candidates.enrol(caseload, mo.id, "ocr-b10")
    assert caseload.all(Enrolment, mo.id) == before


def test_enrolling_on_an_unknown_unit_is_refused_and_stores_nothing(caseload, mo):
    before = caseload.history.of(mo.id)
    with pytest.raises(UserError, match="The unit “b99” was not found"):
        candidates.enrol(caseload, mo.id, "b99")
    assert caseload.history.of(mo.id) == before


def test_an_enrolment_without_referencing_evidence_can_be_withdrawn(caseload, mo):
    corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", "Wrong unit")
    assert candidates.enrolled_on(caseload, mo.id) == ["ocr-b10"]


def test_those_not_enrolled_on_a_unit_are_listed_by_name(caseload, mo):
    others = [candidates.add_candidate(caseload, name) for name in ("Zoe", "Abe")]
    corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", "Wrong unit")
    assert [one.name for one in candidates.not_enrolled_on(caseload, "ocr-b10")] == ["Abe", "Zoe"]
    assert [one.name for one in candidates.not_enrolled_on(caseload, "nos-b10")] == ["Abe", mo.name, "Zoe"]
    candidates.enrol(caseload, others[1].id, "ocr-b10")
    assert [one.name for one in candidates.not_enrolled_on(caseload, "ocr-b10")] == ["Zoe"]


def test_an_enrolment_that_evidence_references_cannot_be_withdrawn(caseload, mo):
    accepted_product(caseload, mo.id, "nos-b10", "B10a")
    with pytest.raises(UserError, match=r"There are evidence references to .*B10"):
        corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", "Wrong unit")


def test_a_withdrawn_item_still_keeps_the_enrolment(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "nos-b10", "B10a")
    judgement.withdraw(caseload, mo.id, item.id)
    with pytest.raises(UserError, match=r"There are evidence references to .*B10"):
        corrections.withdraw_enrolment(caseload, mo.id, "nos-b10", "Wrong unit")
