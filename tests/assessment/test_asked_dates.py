"""What would be asked about the order of dates and about forms: once each, at the place to put it right."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Grade, Kind
from csassess.domain.controlled_forms import VERSION
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.retention.date_order import breaks_of
from csassess.services.candidates import candidates
from csassess.services.papers import form_control
from csassess.services.progress import milestones, would_ask
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates.asked_page import place_of
from tests.assessment.test_would_ask import observed
from tests.support.verifying import decided

FORMS = ("CRF", "OBR", "UND")


def lines_of(caseload, candidate, kind):
    return [line for line in would_ask.lines_for(caseload, candidate.id) if line.kind is kind]


def test_an_observation_before_the_registration_is_one_line_at_its_item(caseload, mo):
    item = observed(caseload, mo)
    candidates.register(caseload, mo.id, "NVQ", "", "R-1", caseload.clock().date() + timedelta(1))
    (line,) = lines_of(caseload, mo, Kind.BEFORE_REGISTRATION)
    assert (line.item, line.kind.grade) == (item.id, Grade.LOOK)
    assert lines_of(caseload, mo, Kind.DATE_ORDER) == []
    assert len(breaks_of(load_portfolio(caseload, mo.id))) == 1


def test_an_answer_about_dates_holds_however_the_sentence_is_worded_but_not_for_other_dates(caseload, mo):
    today = caseload.clock().date()
    candidates.register(caseload, mo.id, "NVQ", "", "R-1", today)
    claimed = milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, today - timedelta(1), reason="Known")
    (line,) = lines_of(caseload, mo, Kind.DATE_ORDER)
    assert not set(line.what.split()) & {word for fact in line.facts for word in fact.split()}
    assert claimed.id in line.facts
    would_ask.answer(caseload, mo.id, [line.code], "The body back-dated it")
    assert [line.answer is not None for line in lines_of(caseload, mo, Kind.DATE_ORDER)] == [True]
    milestones.change(caseload, mo.id, replace(claimed, on=today - timedelta(2)))
    assert [line.answer for line in lines_of(caseload, mo, Kind.DATE_ORDER)] == [None]


@pytest.mark.parametrize("version", [VERSION, "0"])
def test_only_the_version_that_is_printed_counts_as_approved(caseload, version):
    candidate, _ = decided(caseload)
    (line,) = lines_of(caseload, candidate, Kind.FORM_NOT_APPROVED)
    assert "Candidate recording form (CRF)" in line.what
    assert place_of(line, candidate.id) == Location(Page.APPROVALS)
    for form in FORMS:
        if version == VERSION:
            form_control.approve(caseload, form, "The awarding body", caseload.clock().date())
        else:
            approval = FormApproval(f"{form} {version}", "The awarding body", caseload.clock().date())
            caseload.save("centre", "form.approve", approval)
    asked = lines_of(caseload, candidate, Kind.FORM_NOT_APPROVED)
    assert len(asked) == (0 if version == VERSION else 1)
