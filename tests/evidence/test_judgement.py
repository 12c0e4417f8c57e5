"""The assessor’s judgement: acceptance and its conditions, reopening, withdrawing, confirming."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method, NoteKind, Outcome
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.builders import THAT_DAY, accepted_product


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.fixture
def refusal(caseload, mo):
    def accept_refused(item):
        with pytest.raises(UserError) as refused:
            judgement.accept(caseload, mo.id, item.id)
        assert load_portfolio(caseload, mo.id).judgements == ()
        return str(refused.value)

    return accept_refused


def test_an_item_with_a_narrative_and_a_reference_is_accepted(caseload, mo, item, clock):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    judged = judgement.accept(caseload, mo.id, item.id, "Clear")
    assert (judged.outcome, judged.on, judged.by) == (Outcome.ACCEPTED, clock.now.date(), caseload.author)
    assert judged.comment == "Clear"
    assert load_portfolio(caseload, mo.id).is_accepted(item)


def test_an_item_is_a_draft_until_the_assessor_accepts_it(caseload, mo, item):
    assert not load_portfolio(caseload, mo.id).is_accepted(item)


def test_an_item_that_references_no_criterion_is_refused(caseload, mo, item, refusal):
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    assert "It references no criterion." in refusal(item)


def test_an_observation_with_ticks_but_no_narrative_is_refused(caseload, mo, item, refusal):
    _, note = evidence.next_customer(caseload, mo.id, item.id)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert "Nothing is written down" in refusal(item)


def test_an_observation_with_ticks_on_no_note_is_refused_naming_the_criteria(caseload, mo, item, refusal):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.2")
    error = refusal(item)
    assert "No note is attached to 1.2" in error
    assert "1.1" not in error


def test_an_observation_with_a_tick_on_an_empty_note_is_refused(caseload, mo, item, refusal):
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    empty = evidence.add_note(caseload, mo.id, item.id)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", empty.id)
    assert "1.1" in refusal(item)


def test_a_marked_moment_must_be_written_up_first(caseload, mo, item, refusal):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    moment = evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    assert "A marked moment is not written up." in refusal(item)
    evidence.change_note(caseload, mo.id, replace(moment, text="Calms a passenger."))
    judgement.accept(caseload, mo.id, item.id)


def test_a_work_product_with_a_description_needs_no_note(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    assert load_portfolio(caseload, mo.id).is_accepted(item)


def test_all_reasons_are_named_at_once(caseload, mo, item, refusal):
    evidence.change_item(caseload, mo.id, replace(item, description="", setting=None))
    evidence.add_note(caseload, mo.id, item.id, kind=NoteKind.MOMENT)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    error = refusal(item)
    assert "Item 1 cannot be accepted yet." in error
    for reason in ("Nothing is written down", "moment is not written up", "No note is attached", "state it"):
        assert reason in error


def add_from_setting(caseload, mo, *units, setting=Setting.WORK_PLACEMENT, method=Method.WORK_PRODUCT):
    item = evidence.add_item(caseload, mo.id, method, "Letter", THAT_DAY)
    evidence.change_item(caseload, mo.id, replace(item, setting=setting))
    for unit, criterion in units:
        references.tick(caseload, mo.id, item.id, unit, criterion)
    return item


@pytest.mark.parametrize("setting", [Setting.WORK_PLACEMENT, Setting.REALISTIC_WORKING_ENVIRONMENT])
def test_placement_evidence_is_not_accepted_for_units_that_ask_for_a_real_job(caseload, mo, refusal, setting):
    error = refusal(
        add_from_setting(caseload, mo, ("ocr-b10", "1.1"), ("nos-b10", "B10.1.1"), setting=setting)
    )
    assert error.count("Not allowed for B10") == 2
    assert "not in a real job" in error


@pytest.mark.parametrize("setting", [Setting.REAL_JOB_PAID, Setting.REAL_JOB_VOLUNTARY])
def test_evidence_from_a_real_job_paid_or_voluntary_is_accepted(caseload, mo, setting):
    judgement.accept(caseload, mo.id, add_from_setting(caseload, mo, ("ocr-b10", "1.1"), setting=setting).id)


def test_placement_evidence_is_accepted_for_a_unit_that_states_no_requirements(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-429")
    judgement.accept(caseload, mo.id, add_from_setting(caseload, mo, ("ocr-429", "1.1")).id)


def test_placement_evidence_for_two_units_is_accepted_if_one_allows_it(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-429")
    judgement.accept(
        caseload, mo.id, add_from_setting(caseload, mo, ("ocr-429", "1.1"), ("ocr-b10", "1.1")).id
    )


def test_a_unit_that_needs_the_setting_refuses_an_item_without_one(caseload, mo, refusal):
    assert "asks for the setting of every item" in refusal(
        add_from_setting(caseload, mo, ("ocr-b10", "1.1"), setting=None)
    )


def test_a_unit_without_requirements_needs_no_setting(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    judgement.accept(caseload, mo.id, add_from_setting(caseload, mo, ("ocr-61", "2.1"), setting=None).id)


@pytest.mark.parametrize(
    ("unit", "criterion", "allowed"),
    [
        ("ocr-b10", "1.1", False),
        ("ocr-b10", "4.1", True),
        ("nos-b10", "B10.1.1", False),
        ("nos-b10", "B10a", True),
        ("ocr-demonstrate-understanding", "1.1", False),
        ("ocr-demonstrate-understanding", "3.1", False),
        ("ocr-61", "2.1", True),
        ("ocr-429", "1.1", True),
    ],
)
def test_simulation_is_refused_within_the_scope_the_unit_states(
    caseload, mo, refusal, unit, criterion, allowed
):
    candidates.enrol(caseload, mo.id, unit)
    item = add_from_setting(
        caseload, mo, (unit, criterion), setting=Setting.REAL_JOB_PAID, method=Method.SIMULATION
    )
    if allowed:
        judgement.accept(caseload, mo.id, item.id)
    else:
        assert "simulation is not allowed" in refusal(item)


def test_a_withdrawn_item_is_not_accepted(caseload, mo, refusal):
    item = add_from_setting(caseload, mo, ("ocr-b10", "1.1"), setting=Setting.REAL_JOB_PAID)
    judgement.withdraw(caseload, mo.id, item.id)
    assert "withdrawn" in refusal(item)


def test_more_evidence_is_requested_in_words_and_an_accepted_item_stops_counting(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    with pytest.raises(UserError, match="what is needed"):
        judgement.request_more_evidence(caseload, mo.id, item.id, "  ")
    judged = judgement.request_more_evidence(caseload, mo.id, item.id, " A second day ")
    assert (judged.outcome, judged.comment) == (Outcome.MORE_EVIDENCE_NEEDED, "A second day")
    assert state_of(caseload, mo, item) is ItemState.MORE_EVIDENCE_NEEDED


def test_only_an_accepted_item_can_be_reopened(caseload, mo):
    item = add_from_setting(caseload, mo, ("ocr-b10", "1.1"), setting=Setting.REAL_JOB_PAID)
    with pytest.raises(UserError, match="not accepted"):
        judgement.reopen(caseload, mo.id, item.id, "A word")


def test_a_withdrawn_item_is_brought_back_before_it_is_reopened_or_more_is_asked_for(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.withdraw(caseload, mo.id, item.id)
    for judge in (judgement.reopen, judgement.request_more_evidence):
        with pytest.raises(UserError, match="Bring it back"):
            judge(caseload, mo.id, item.id, "A word")


def state_of(caseload, candidate, item):
    return portfolio_view(caseload, candidate.id).state_of(item)


def test_reopening_needs_a_reason_and_makes_the_item_a_draft_again(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    with pytest.raises(UserError, match="why the item is reopened"):
        judgement.reopen(caseload, mo.id, item.id, "  ")
    assert load_portfolio(caseload, mo.id).is_accepted(item)
    judged = judgement.reopen(caseload, mo.id, item.id, " The date is wrong ")
    assert judged.comment == "The date is wrong"
    assert not load_portfolio(caseload, mo.id).is_accepted(item)
    assert state_of(caseload, mo, item) is ItemState.READY
    assert [entry.words for entry in history.history(caseload, mo.id)][-1] == "item reopened"


def test_a_withdrawn_item_keeps_its_number_does_not_count_and_can_be_restored(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.withdraw(caseload, mo.id, item.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.item(item.id).number == item.number
    assert not portfolio.is_accepted(portfolio.item(item.id))
    assert portfolio.items_for("ocr-b10") == ()
    judgement.bring_back(caseload, mo.id, item.id)
    assert load_portfolio(caseload, mo.id).is_accepted(item)


def test_a_confirmation_is_based_on_all_accepted_evidence_of_the_unit(caseload, mo, clock):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    draft = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Draft", THAT_DAY)
    references.tick(caseload, mo.id, draft.id, "ocr-b10", "1.2")
    confirmed = judgement.confirm(caseload, mo.id, "ocr-b10", "3", " Six weeks ")
    assert (confirmed.reason, confirmed.basis, confirmed.on) == ("Six weeks", (item.id,), clock.now.date())
    assert load_portfolio(caseload, mo.id).confirmations == (confirmed,)


def test_a_confirmation_needs_a_reason(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    with pytest.raises(UserError, match="the reason for your confirmation"):
        judgement.confirm(caseload, mo.id, "ocr-b10", "3", " ")


def test_a_confirmation_needs_accepted_evidence_of_that_unit(caseload, mo):
    accepted_product(caseload, mo.id, "nos-b10", "B10.1.1")
    with pytest.raises(UserError, match="no accepted evidence"):
        judgement.confirm(caseload, mo.id, "ocr-b10", "3", "Six weeks")


@pytest.mark.parametrize("requirement", ["1", "2", "4", "5", "6", "7", ""])
def test_only_requirements_of_judgement_can_be_confirmed(caseload, mo, requirement):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    with pytest.raises(UserError, match="to confirm"):
        judgement.confirm(caseload, mo.id, "ocr-b10", requirement, "Six weeks")


def test_confirming_again_replaces_the_confirmation(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    judgement.confirm(caseload, mo.id, "ocr-b10", "3", "Four weeks")
    accepted_product(caseload, mo.id, "ocr-b10", "1.2")
    second = judgement.confirm(caseload, mo.id, "ocr-b10", "3", "Six weeks")
    assert load_portfolio(caseload, mo.id).confirmations == (second,)
    assert len(second.basis) == 2


def test_an_addendum_is_dated_and_changes_neither_acceptance_nor_record_code(caseload, mo):
    from csassess.domain.codes.schemes import decision_code as record_code

    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    before = load_portfolio(caseload, mo.id)
    addendum = judgement.add_addendum(caseload, mo.id, item.id, " The date was checked with the rota. ")
    after = load_portfolio(caseload, mo.id)
    assert (addendum.words, addendum.at, addendum.by) == (
        "The date was checked with the rota.",
        caseload.clock(),
        caseload.author,
    )
    assert after.addenda_of(item.id) == (addendum,)
    assert after.is_accepted(item)
    assert record_code("ocr-b10", after, (item.id,)) == record_code("ocr-b10", before, (item.id,))


def test_a_blank_addendum_is_refused(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    with pytest.raises(UserError, match="the addendum"):
        judgement.add_addendum(caseload, mo.id, item.id, "\n ")
    assert load_portfolio(caseload, mo.id).addenda == ()


def test_a_confirmation_withdrawn_leaves_the_requirement_open_and_comes_back_by_undo(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    confirmation = judgement.confirm(caseload, mo.id, "ocr-b10", "3", "Long enough")
    judgement.take_back_confirmation(caseload, mo.id, confirmation)
    assert "3" in [finding.name for finding in portfolio_view(caseload, mo.id).of("ocr-b10").unmet]
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).confirmations == (confirmation,)
