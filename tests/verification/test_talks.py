"""Feedback is acknowledged by the assessor; observations and interviews are kept and printed."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.services.papers.files import paper_choices
from csassess.services.papers.verification import sampling_record, talks_paper
from csassess.services.progress import to_do
from csassess.services.progress.candidate_rows import candidate_row
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import sampling, talks
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, sampled


@pytest.fixture
def with_feedback(ann, vera, verified, tmp_path):
    """Return Aisha and a signed sample of Vera's with feedback, received by Ann."""
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    (sample,) = load_portfolio(vera, aisha.id).samples
    sampling.change_sample(vera, aisha.id, replace(sample, feedback="Clear notes. Date each page."))
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    transfer(vera, ann, aisha.id, tmp_path / "sampled.csbundle", only_new=True)
    return aisha, sample


def tasks(caseload, candidate):
    row = candidate_row(portfolio_view(caseload, candidate.id))
    return [task.what for task in to_do.to_finish([row], caseload.clock().date())]


def test_the_assessor_acknowledges_the_feedback_of_a_sample_and_the_verifier_sees_it(
    ann, vera, with_feedback, tmp_path
):
    aisha, sample = with_feedback
    assert tasks(ann, aisha) == ["Feedback of the internal verifier, 2 March 2026: read and acknowledge it"]
    talks.acknowledge(ann, aisha.id, sample.id, " Will do. ")
    assert tasks(ann, aisha) == []
    transfer(ann, vera, aisha.id, tmp_path / "read.csbundle", only_new=True)
    (reading,) = load_portfolio(vera, aisha.id).sample_readings
    assert (reading.name, reading.words) == ("Ann Assessor", "Will do.")
    printed = str(sampling_record(vera, portfolio_view(vera, aisha.id)).blocks)
    assert "Assessor, feedback received" in printed
    assert "Will do." in printed
    with pytest.raises(UserError, match="acknowledged already"):
        talks.acknowledge(ann, aisha.id, sample.id)


def test_feedback_is_acknowledged_by_the_assessor_and_by_no_other_role(vera, with_feedback):
    aisha, sample = with_feedback
    with pytest.raises(UserError, match="may not make this change"):
        talks.acknowledge(vera, aisha.id, sample.id)


def test_a_sample_without_feedback_or_signature_asks_for_no_acknowledgement(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item)
    unsigned = sampled(vera, aisha, item, sign=False)
    sampling.change_sample(vera, aisha.id, replace(unsigned, feedback="Later."))
    transfer(vera, ann, aisha.id, tmp_path / "sampled.csbundle", only_new=True)
    assert tasks(ann, aisha) == []
    with pytest.raises(UserError, match="not signed"):
        talks.acknowledge(ann, aisha.id, unsigned.id)


def kept(caseload, candidate, kind=TalkKind.INTERVIEW, **more):
    talk = talks.new_talk(caseload, candidate.id, kind, "Who plans your visits?\nWhat helps?")
    return talks.keep_talk(caseload, candidate.id, replace(talk, **{"answers": "Ann does.", **more}))


def test_an_observation_is_of_the_assessor_and_an_interview_of_the_candidate(vera, verified):
    aisha, _ = verified
    assert talks.new_talk(vera, aisha.id, TalkKind.OBSERVATION).whom == "Ann Assessor"
    assert talks.new_talk(vera, aisha.id, TalkKind.INTERVIEW).whom == "Aisha Karim"


def test_an_interview_is_kept_sent_and_printed_with_questions_and_date(ann, vera, verified, tmp_path):
    aisha, _ = verified
    assert "verifier-talks" not in [p.form for p in paper_choices(vera, portfolio_view(vera, aisha.id))]
    kept(vera, aisha, agreed="A second visit in May.")
    transfer(vera, ann, aisha.id, tmp_path / "talk.csbundle", only_new=True)
    view = portfolio_view(ann, aisha.id)
    assert "verifier-talks" in [p.form for p in paper_choices(ann, view)]
    printed = str(talks_paper(ann, view).blocks)
    for words in (
        "Interview of the candidate, 2 March 2026",
        "What helps?",
        "Ann does.",
        "A second visit in May.",
    ):
        assert words in printed


def test_an_observation_without_words_or_of_a_later_day_is_refused(vera, verified, clock):
    aisha, _ = verified
    with pytest.raises(MissingError):
        kept(vera, aisha, answers=" ")
    with pytest.raises(UserError, match="took place"):
        kept(vera, aisha, on=clock.move_on(days=2).date().replace(year=2027))


def test_an_assessor_writes_no_record_of_an_interview(ann, verified):
    aisha, _ = verified
    with pytest.raises(UserError):
        kept(ann, aisha)
