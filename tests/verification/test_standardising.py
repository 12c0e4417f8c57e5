"""Standardisation: an item without names, judged blind by several, compared, recorded and printed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import Quality
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.sampling_plan import Cover, Strategy
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.verification.blind import without_names
from csassess.services.disclosure import external_visits
from csassess.services.disclosure.external_pack import gather_pack, write_pack
from csassess.services.papers.quality import external_visits_paper
from csassess.services.verification import planning, standardisation_papers, standardising
from tests.support.verifying import SCAN, UNIT, decided, registered
from tests.verification.helpers import status


@pytest.fixture
def meeting(ann, vera, verified, clock):
    """Return a standardisation at Vera's about Aisha's item."""
    aisha, item = verified
    return standardising.keep(
        vera,
        Standardisation(
            "", clock().date(), "Complaints", "", "Ann\nBob", "Each page is dated.", UNIT, aisha.id, item.id
        ),
    )


def judged(caseload, meeting, name, *met, **more):
    return standardising.keep_judgement(
        caseload, BlindJudgement("", meeting.id, name, meeting.on, met, **more)
    )


def test_the_pack_names_neither_candidate_nor_assessor_nor_employer(ann):
    candidate, _ = decided(ann, signed=False)
    words = (
        "Aisha greeted him. AISHA KARIM of Harbour Ferries told Ann Assessor so; Karim will go on. "
        "Grant is not a name here."
    )
    portfolio = load_portfolio(ann, candidate.id)
    assert without_names(words, portfolio, ["Ann Assessor"]) == (
        "[candidate] greeted him. [candidate] of [employer] told [assessor] so; [candidate] will go on. "
        "Grant is not a name here."
    )


def test_the_pack_shows_the_item_and_a_form_to_judge_it_alone(vera, meeting):
    printed = str(standardisation_papers.pack(vera, meeting))
    assert "The log is kept daily." in printed
    assert "I judged this item alone." in printed
    for name in ("Aisha", "Karim", "Ann Assessor", "Harbour Ferries"):
        assert name not in printed


def test_judgements_are_compared_by_criterion(vera, meeting):
    judged(vera, meeting, "Ann", "1.1", "1.2")
    judged(vera, meeting, "Bob", "1.1", exceptions=(Quality.CURRENT,), words="No date.")
    printed = str(standardisation_papers.record(vera).blocks)
    assert "('1.1', 'Ann, Bob', '–', 'alike')" in printed
    assert "('1.2', 'Ann', 'Bob', 'differs')" in printed
    assert "No date." in printed
    assert "Each page is dated." in printed


def test_one_person_judges_an_item_once(vera, meeting):
    first = judged(vera, meeting, "Ann", "1.1")
    with pytest.raises(UserError, match="recorded already"):
        judged(vera, meeting, " ann ")
    with pytest.raises(UserError, match="recorded already"):
        judged(vera, meeting, "\uff21nn")
    standardising.keep_judgement(vera, replace(first, met=("1.2",)))
    assert [j.met for j in standardising.judgements_of(vera, meeting)] == [("1.2",)]


def test_a_standardisation_without_an_item_is_a_record_of_a_meeting(vera, clock):
    today = clock().date()
    with pytest.raises(MissingError):
        standardising.keep(vera, Standardisation("", today, " ", ""))
    with pytest.raises(UserError, match="took place"):
        standardising.keep(vera, Standardisation("", today + timedelta(days=1), "Later", ""))
    kept = standardising.keep(vera, Standardisation("", today, "Witnesses", "", agreed="Ring each."))
    with pytest.raises(UserError, match="not here any more"):
        standardisation_papers.pack(vera, kept)
    assert "Ring each." in str(standardisation_papers.record(vera).blocks)


def test_removing_a_standardisation_removes_its_judgements(vera, meeting):
    judged(vera, meeting, "Ann")
    standardising.remove(vera, meeting)
    assert standardising.standardisations(vera) == []
    assert standardising.judgements_of(vera, meeting) == []


# The external verifier


def test_a_visit_is_kept_with_report_file_and_actions_until_they_are_done(vera, clock):
    today = clock().date()
    visit = external_visits.keep_visit(vera, ExternalVisit("", today, "Eva External", "OCR", "Sound."), SCAN)
    assert vera.attached.content(visit.sha256) == SCAN.content
    later = external_visits.keep_action(
        vera, ExternalAction("", visit.id, "Sample more", today + timedelta(30))
    )
    external_visits.keep_action(vera, ExternalAction("", visit.id, "No date"))
    ((_, actions),) = external_visits.visits(vera)
    assert [action.what for action in actions] == ["Sample more", "No date"]
    external_visits.keep_action(vera, replace(later, done=today, how="Two more sampled."))
    printed = str(external_visits_paper(vera, external_visits.visits(vera)).blocks)
    for words in ("Eva External", "Sound.", "Two more sampled.", "'open'"):
        assert words in printed
    with pytest.raises(UserError, match="was done"):
        external_visits.keep_action(vera, replace(later, done=today + timedelta(1)))


def test_the_pack_for_the_external_verifier_has_the_whole_plan_and_what_was_standardised(
    ann, vera, verified, meeting, tmp_path, clock
):
    aisha, _ = verified
    registered(ann, "Tom Reid", "2")
    status(ann, vera, tmp_path / "status")
    planning.set_strategy(vera, Strategy("strategy", 100, 50, 25, 6, (Cover.METHOD,), 80, 2))
    planning.take_up(vera, planning.overview(vera).proposals)
    external_visits.keep_visit(vera, ExternalVisit("", clock().date(), "Eva External"))
    pack = gather_pack(vera, [aisha.id])
    centre = {paper.identification.form: str(paper.blocks) for paper in pack.files[0][2]}
    assert list(centre) == ["STL", "FAP", "REG", "SPL", "STD", "EVV"]
    for words in (
        "Tom Reid",
        "Strategy of sampling",
        "Final by 31 March 2026: due this month",
        "Ann Assessor is new or works towards the award: the centre samples 50 %",
        "CAMERA",
    ):
        assert words in centre["SPL"]
    assert len(write_pack(pack, tmp_path, "twelve gulls on the quay")) == 2


def test_without_a_strategy_the_pack_has_the_plan_of_everyone_all_the_same(ann, vera, verified, tmp_path):
    aisha, _ = verified
    registered(ann, "Tom Reid", "2")
    status(ann, vera, tmp_path / "status")
    pack = gather_pack(vera, [aisha.id])
    (plan,) = [paper for paper in pack.files[0][2] if paper.identification.form == "SPL"]
    assert "Tom Reid" in str(plan.blocks)
    assert "Strategy" not in str(plan.blocks)


def test_a_pack_is_not_made_once_the_portfolio_is_gone(vera, meeting):
    gone = replace(meeting, candidate="gone")
    with pytest.raises(UserError, match="not here any more"):
        standardisation_papers.pack(vera, gone)
