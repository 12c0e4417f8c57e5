"""What an external verifier would ask of the centre before a claim: feedback read, adjustments ended."""

from dataclasses import replace

from csassess.domain.asking.lines import Grade, Kind
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.programme.steps import Case, CaseKind
from csassess.services.programme import entries
from csassess.services.progress import milestones, would_ask
from csassess.services.verification import sampling, talks
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, sampled


def kinds(caseload, candidate):
    return {line.kind for line in would_ask.lines_for(caseload, candidate)}


def test_feedback_of_the_verifier_that_the_assessor_has_not_acknowledged_is_worth_a_look(pair, tmp_path):
    ann, vera = pair
    candidate, item = decided(ann)
    transfer(ann, vera, candidate.id, tmp_path / "to-verifier")
    sample = sampled(vera, candidate, item, sign=False)
    sampling.change_sample(vera, candidate.id, replace(sample, feedback="Each tick has its note."))
    sampling.sign_sample(vera, candidate.id, sample.id, STROKES)
    transfer(vera, ann, candidate.id, tmp_path / "back")
    (line,) = [x for x in would_ask.lines_for(ann, candidate.id) if x.kind is Kind.FEEDBACK_NOT_READ]
    assert line.kind.grade is Grade.LOOK
    assert line.unit == UNIT
    talks.acknowledge(ann, candidate.id, sample.id, "Read.")
    assert Kind.FEEDBACK_NOT_READ not in kinds(ann, candidate.id)


def test_an_adjustment_without_an_outcome_is_worth_a_look_once_something_is_claimed(caseload, mo):
    today = caseload.clock().date()
    case = entries.record(caseload, mo.id, Case("", CaseKind.ADJUSTMENT, today, "Questions in large type"))
    assert Kind.CASE_OPEN not in kinds(caseload, mo.id)
    milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, today, reason="Known")
    assert Kind.CASE_OPEN in kinds(caseload, mo.id)
    entries.change(caseload, mo.id, replace(case, outcome="Used throughout", closed=today))
    assert Kind.CASE_OPEN not in kinds(caseload, mo.id)
