"""Undo restores the values before an action by a new event; nothing is removed from the history."""

from dataclasses import replace

import pytest

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.undo import undo as undo_event
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem, Method, Note, Reference
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import Demeanour, Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from tests.support.builders import THAT_DAY, accepted_product


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.fixture
def note(caseload, mo, item):
    return evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")


def test_undo_restores_the_values_before_a_change(caseload, mo, note):
    evidence.change_note(caseload, mo.id, replace(note, text="Ignores the customer.", question="Why?"))
    history.undo(caseload, mo.id)
    assert caseload.one(Note, mo.id, note.id) == note


def test_undo_of_a_creation_removes_all_created_records(caseload, mo, item):
    history.undo(caseload, mo.id)
    assert caseload.one(EvidenceItem, mo.id, item.id) is None
    assert caseload.all(Visit, mo.id) == []


@pytest.mark.usefixtures("note")
def test_undo_adds_to_the_history_and_removes_nothing_from_it(caseload, mo):
    before = caseload.history.of(mo.id)
    history.undo(caseload, mo.id)
    after = caseload.history.of(mo.id)
    assert after[:-1] == before
    assert after[-1].action == f"undo {before[-1].id}"


def test_undoing_an_undo_restores_the_removed_record(caseload, mo, note):
    history.undo(caseload, mo.id)
    assert caseload.one(Note, mo.id, note.id) is None
    undo_event(caseload, caseload.history.of(mo.id)[-1].id)
    assert caseload.one(Note, mo.id, note.id) == note


def test_undoing_the_undo_of_a_change_restores_the_change(caseload, mo, note):
    changed = evidence.change_note(caseload, mo.id, replace(note, text="Waves."))
    history.undo(caseload, mo.id)
    undo_event(caseload, caseload.history.of(mo.id)[-1].id)
    assert caseload.one(Note, mo.id, note.id) == changed


def test_undo_is_refused_if_the_same_field_was_changed_since(caseload, mo, note):
    evidence.change_note(caseload, mo.id, replace(note, text="Waves."))
    first = caseload.history.of(mo.id)[-1]
    evidence.change_note(caseload, mo.id, replace(note, text="Waves and smiles."))
    before = caseload.history.of(mo.id)
    with pytest.raises(UserError, match="changed again since"):
        undo_event(caseload, first.id)
    assert caseload.history.of(mo.id) == before
    assert caseload.one(Note, mo.id, note.id).text == "Waves and smiles."


def test_undo_of_a_creation_is_refused_if_the_record_was_changed_since(caseload, mo, item):
    created = caseload.history.of(mo.id)[-1]
    evidence.change_item(caseload, mo.id, replace(item, location="Locker 4"))
    with pytest.raises(UserError, match="changed again since"):
        undo_event(caseload, created.id)
    assert load_portfolio(caseload, mo.id).item(item.id).location == "Locker 4"


def test_undo_goes_back_action_by_action(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.2", note.id)
    assert [history.undo(caseload, mo.id) for _ in range(3)] == [
        "criterion referenced",
        "criterion referenced",
        "note added",
    ]
    portfolio = load_portfolio(caseload, mo.id)
    assert (portfolio.notes, portfolio.references) == ((), ())
    assert portfolio.item(item.id) == item


def test_undo_reverts_the_change_of_an_item_then_its_creation(caseload, mo):
    added = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    evidence.change_item(caseload, mo.id, replace(added, location="Locker 4"))
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).item(added.id) == added
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).evidence == ()


def test_undo_reverts_the_writing_of_a_note_then_its_creation(caseload, mo, item, clock):
    note = evidence.add_note(caseload, mo.id, item.id)
    clock.move_on(minutes=5)
    evidence.change_note(caseload, mo.id, replace(note, text="Greets the customer."))
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).notes == (note,)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).notes == ()


def test_undo_reverts_the_class_of_a_customer_then_its_creation(caseload, mo, item):
    customer, _ = evidence.next_customer(caseload, mo.id, item.id)
    evidence.change_customer(caseload, mo.id, replace(customer, demeanour=Demeanour.EASY))
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).customers == (customer,)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).customers == ()


def test_undo_of_a_new_job_makes_the_earlier_job_current_again(caseload, mo):
    before = load_portfolio(caseload, mo.id).employments
    candidates.set_job(caseload, mo.id, "City Museum", "Guide", Setting.REAL_JOB_VOLUNTARY, started=THAT_DAY)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).employments == before


def test_undo_of_an_acceptance_makes_the_item_a_draft(caseload, mo, item, note):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, mo.id, item.id)
    history.undo(caseload, mo.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert not portfolio.is_accepted(item)
    assert portfolio.judgements == ()


def test_undo_of_a_reopening_restores_the_acceptance(caseload, mo, item, note):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    accepted = judgement.accept(caseload, mo.id, item.id, "Clear")
    judgement.reopen(caseload, mo.id, item.id, "The date is wrong")
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).judgements == (accepted,)


def test_undo_of_a_withdrawal_restores_the_item(caseload, mo, item):
    judgement.withdraw(caseload, mo.id, item.id)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).item(item.id) == item


def test_undo_of_removed_and_repeated_ticks_goes_step_by_step(caseload, mo, item):
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    references.untick(caseload, mo.id, ticked)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    for remaining in ([], [ticked], []):
        history.undo(caseload, mo.id)
        assert caseload.all(Reference, mo.id) == remaining


def test_adding_a_candidate_and_setting_up_cannot_be_undone(caseload):
    added = candidates.add_candidate(caseload, "Siân Ŵyn")
    for stream in (added.id, "caseload"):
        with pytest.raises(UserError, match="nothing to undo"):
            history.undo(caseload, stream)


@pytest.mark.usefixtures("item")
def test_undo_in_one_portfolio_leaves_all_others_unchanged(caseload, mo):
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    evidence.add_item(caseload, other.id, Method.WORK_PRODUCT, "Letter", THAT_DAY)
    history.undo(caseload, mo.id)
    assert len(load_portfolio(caseload, other.id).evidence) == 1
    assert load_portfolio(caseload, mo.id).evidence == ()


def test_an_action_is_not_undone_twice(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id)
    evidence.change_note(caseload, mo.id, replace(note, question="First?"))
    evidence.change_note(caseload, mo.id, replace(note, question="Second?"))
    second = caseload.history.of(mo.id)[-1]
    history.undo(caseload, mo.id)
    history.undo(caseload, mo.id)
    before = caseload.history.of(mo.id)
    with pytest.raises(UserError):
        undo_event(caseload, second.id)
    assert caseload.history.of(mo.id) == before
    assert caseload.one(Note, mo.id, note.id).question == ""


def test_undone_actions_stay_undone_after_a_rebuild(caseload, mo, note):
    evidence.change_note(caseload, mo.id, replace(note, text="Waves."))
    history.undo(caseload, mo.id)
    history.undo(caseload, mo.id)
    before = load_portfolio(caseload, mo.id)
    fold.rebuild(caseload.db)
    assert load_portfolio(caseload, mo.id) == before
    assert before.notes == ()


def test_an_undone_action_can_be_redone_and_undone_once_more(caseload, mo, item):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    evidence.change_note(caseload, mo.id, replace(note, text="Greets her by name."))
    words = lambda: load_portfolio(caseload, mo.id).notes[0].text  # noqa: E731
    history.undo(caseload, mo.id)
    assert words() == "Greets the customer."
    assert history.redo(caseload, mo.id) == "note changed"
    assert words() == "Greets her by name."
    history.undo(caseload, mo.id)
    assert words() == "Greets the customer."


def test_several_undone_actions_are_redone_one_by_one_in_order(caseload, mo, item):
    evidence.add_note(caseload, mo.id, item.id, "First.")
    evidence.add_note(caseload, mo.id, item.id, "Second.")
    history.undo(caseload, mo.id)
    history.undo(caseload, mo.id)
    history.redo(caseload, mo.id)
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["First."]
    history.redo(caseload, mo.id)
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["First.", "Second."]
    with pytest.raises(UserError, match="There is nothing to redo"):
        history.redo(caseload, mo.id)


# States that undo must never leave behind


@pytest.fixture
def accepted(caseload, mo):
    """Return an accepted observation with one referenced note."""
    item = evidence.start_observation(caseload, mo.id, "Desk")
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, mo.id, item.id)
    return item


def last_action(caseload, mo, name):
    """Return the id of the last action of a type in the history."""
    return next(e.id for e in reversed(history.history(caseload, mo.id)) if e.action == name)


@pytest.mark.parametrize("name", ["note.add", "reference.tick", "observation.start"])
def test_undoing_an_earlier_action_does_not_change_an_accepted_item(caseload, mo, accepted, name):
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError):
        history.undo_earlier_action(caseload, last_action(caseload, mo, name))
    assert load_portfolio(caseload, mo.id) == before


def test_undo_leaves_no_dangling_references(caseload, mo, accepted):
    judgement.reopen(caseload, mo.id, accepted.id, "The date")
    before = load_portfolio(caseload, mo.id)
    for name in ("note.add", "observation.start"):
        with pytest.raises(UserError, match="Other parts of the record depend on this"):
            history.undo_earlier_action(caseload, last_action(caseload, mo, name))
    assert load_portfolio(caseload, mo.id) == before


def test_undo_of_a_reopening_is_refused_if_the_item_could_not_be_accepted(caseload, mo, accepted):
    judgement.reopen(caseload, mo.id, accepted.id, "The date")
    (note,) = load_portfolio(caseload, mo.id).notes
    evidence.remove_note(caseload, mo.id, note)
    with pytest.raises(UserError, match="could not be accepted"):
        history.undo_earlier_action(caseload, last_action(caseload, mo, "evidence.open-again"))
    assert not load_portfolio(caseload, mo.id).is_accepted(accepted)


def test_undo_of_a_testimony_removes_all_of_it(caseload, mo):
    from csassess.services.evidence import witnesses

    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    history.undo(caseload, mo.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert (portfolio.evidence, portfolio.testimonies, portfolio.witnesses) == ((), (), (witness,))


def test_undo_of_the_withdrawal_of_an_accepted_item_restores_it(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    before = load_portfolio(caseload, mo.id)
    judgement.withdraw(caseload, mo.id, item.id)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id) == before
