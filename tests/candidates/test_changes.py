"""What changed since pages last looked is named, so that a page refreshes only what it shows."""

import pytest

from csassess.domain.changes import EVERYTHING, Changes
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress import history
from csassess.services.units import question_bank


@pytest.fixture
def observed(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-b10")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    return item, evidence.add_note(caseload, mo.id, item.id, "Greets")


def test_a_tick_changes_references_of_one_unit_in_one_portfolio(caseload, mo, observed):
    item, note = observed
    since = history.position(caseload)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert history.changes_since(caseload, since) == Changes(
        frozenset({mo.id}), frozenset({"reference"}), frozenset({"ocr-b10"})
    )


def test_a_change_of_another_candidate_does_not_concern_this_one(caseload, mo):
    bo = candidates.add_candidate(caseload, "Bo Learner")
    since = history.position(caseload)
    evidence.start_observation(caseload, bo.id, "Counter")
    changes = history.changes_since(caseload, since)
    assert changes.concern(bo.id)
    assert not changes.concern(mo.id)


def test_a_change_of_the_caseload_concerns_every_candidate(caseload, mo):
    since = history.position(caseload)
    question_bank.add_question(caseload, "ocr-b10", "4.1", "What do you do first?")
    changes = history.changes_since(caseload, since)
    assert changes.concern(mo.id)
    assert changes.include(frozenset({"bank-question"}))
    assert not changes.include(frozenset({"form-approval"}))


def test_without_events_anything_may_have_changed(caseload, mo):
    assert history.changes_since(caseload, history.position(caseload)) is EVERYTHING
    assert EVERYTHING.concern(mo.id)
    assert EVERYTHING.include(frozenset())


def test_after_very_many_events_anything_may_have_changed(caseload, mo, observed, monkeypatch):
    monkeypatch.setattr(history, "_MOST_EVENTS_TO_NAME", 2)
    assert history.changes_since(caseload, 0) is EVERYTHING
