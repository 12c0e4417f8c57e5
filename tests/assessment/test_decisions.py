"""Deciding a unit: refused while incomplete, bound to its evidence, void after changes."""

from dataclasses import replace

import pytest

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import decision_state
from csassess.domain.errors import UserError
from csassess.domain.records.people import Assessor, AssessorStatus
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.papers.files import draw
from csassess.services.papers.unit import unit_declaration
from csassess.services.progress import history, portfolio_view
from csassess.services.verification import actions
from tests.support.builders import THAT_DAY, pdf_text
from tests.support.verifying import asked_here

UNIT = "ocr-61"  # it has sixteen criteria and no evidence requirements


@pytest.fixture
def achieved(caseload):
    """Return a candidate and their one accepted item, which shows every criterion of the unit."""
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    unit = candidates.enrol(caseload, candidate.id, UNIT)
    item = evidence.add_item(caseload, candidate.id, "PD", "Discussion", THAT_DAY)
    note = evidence.add_note(caseload, candidate.id, item.id, "Told at length.")
    for criterion in unit.labels():
        references.tick(caseload, candidate.id, item.id, UNIT, criterion, note.id)
    judgement.accept(caseload, candidate.id, item.id)
    return candidate.id, item


def state(caseload, candidate):
    view = portfolio_view.portfolio_view(caseload, candidate)
    return str(decision_state(view.of(UNIT), view.portfolio))


def test_deciding_too_early_is_refused_with_everything_that_is_missing(caseload, mo):
    evidence.add_item(caseload, mo.id, "WP", "Log", THAT_DAY)
    with pytest.raises(UserError) as refused:
        decisions.decide(caseload, mo.id, "ocr-b10")
    for missing in ("No evidence yet: 1.1, 1.2", "Requirement 3", "Requirement 4 b", "Requirement 5 c"):
        assert missing in str(refused.value)
    assert load_portfolio(caseload, mo.id).decisions == ()


def test_a_decision_records_the_evidence_and_history_at_that_time(caseload, achieved):
    candidate, item = achieved
    assert state(caseload, candidate) == "ready"
    head = caseload.history.of(candidate)[-1].id
    decision = decisions.decide(caseload, candidate, UNIT)
    assert (decision.head, decision.basis, decision.on) == (head, (item.id,), caseload.clock().date())
    assert state(caseload, candidate) == "decided"


def test_a_change_marks_the_decision_as_changed_and_undo_restores_it(caseload, achieved):
    candidate, item = achieved
    decisions.decide(caseload, candidate, UNIT)
    judgement.reopen(caseload, candidate, item.id, "A word is missing")
    assert state(caseload, candidate) == "changed-since-decided"
    history.undo(caseload, candidate)
    assert state(caseload, candidate) == "decided"


def test_one_changed_character_marks_the_decision_as_changed(caseload, achieved):
    candidate, item = achieved
    decisions.decide(caseload, candidate, UNIT)
    judgement.reopen(caseload, candidate, item.id, "A slip")
    (note,) = load_portfolio(caseload, candidate).notes
    evidence.change_note(caseload, candidate, replace(note, text="Told at length!"))
    judgement.accept(caseload, candidate, item.id)
    assert state(caseload, candidate) == "changed-since-decided"


def test_evidence_added_later_leaves_the_decision_in_force(caseload, achieved):
    candidate, _ = achieved
    decisions.decide(caseload, candidate, UNIT)
    later_item = evidence.add_item(caseload, candidate, "WP", "A later log", THAT_DAY)
    references.tick(caseload, candidate, later_item.id, UNIT, "2.1")
    judgement.accept(caseload, candidate, later_item.id)
    assert state(caseload, candidate) == "decided"


def test_deciding_again_needs_a_reason_and_keeps_the_earlier_decision(caseload, achieved):
    candidate, item = achieved
    first = decisions.decide(caseload, candidate, UNIT)
    with pytest.raises(UserError, match="nothing has changed"):
        decisions.decide(caseload, candidate, UNIT)
    judgement.reopen(caseload, candidate, item.id, "A slip")
    evidence.change_item(caseload, candidate, replace(item, description="Discussion in May"))
    judgement.accept(caseload, candidate, item.id)
    with pytest.raises(UserError, match="what changed since the last decision"):
        decisions.decide(caseload, candidate, UNIT)
    second = decisions.decide(caseload, candidate, UNIT, "The date was added")
    assert load_portfolio(caseload, candidate).decisions == (first, second)
    assert state(caseload, candidate) == "decided"


@pytest.fixture
def asked(caseload, achieved):
    """Return an action that the internal verifier asked for on the unit, which is not decided yet."""
    candidate, item = achieved
    return asked_here(caseload, candidate, item.id, "A second log")


def test_a_unit_with_an_open_action_is_decided_with_a_reason_which_its_paper_gives(caseload, achieved, asked):
    candidate, _ = achieved
    with pytest.raises(UserError, match="why you decide although an action is open"):
        decisions.decide(caseload, candidate, UNIT)
    assert state(caseload, candidate) == "ready"
    decisions.decide(caseload, candidate, UNIT, "The log is on its way")
    view = portfolio_view.portfolio_view(caseload, candidate)
    words = " ".join(pdf_text(draw(unit_declaration(caseload, view, UNIT))).split())
    assert "Achieved although an action was open, because: The log is on its way" in words


def test_a_unit_whose_action_is_answered_is_decided_without_a_reason(caseload, achieved, asked):
    candidate, _ = achieved
    actions.answer(caseload, candidate, asked.id, "Added")
    decisions.decide(caseload, candidate, UNIT)
    assert state(caseload, candidate) == "decided"


def test_a_trainee_s_decision_awaits_the_countersigner(caseload, achieved):
    candidate, _ = achieved
    person = next(iter(caseload.all(Assessor, CASELOAD_STREAM)))
    caseload.save(CASELOAD_STREAM, "caseload.set-up", replace(person, status=AssessorStatus.WORKING_TOWARDS))
    decisions.decide(caseload, candidate, UNIT)
    assert state(caseload, candidate) == "awaits-countersigner"


def test_the_report_contains_the_state_of_the_decision(caseload, achieved):
    candidate, _ = achieved
    decision = decisions.decide(caseload, candidate, UNIT)
    (unit,) = portfolio_view.report(portfolio_view.portfolio_view(caseload, candidate))["units"]
    assert unit["decision"] == {
        "state": "decided",
        "on": decision.on.isoformat(),
        "record_code": decision.code[:12],
        "signatures": [],
    }
