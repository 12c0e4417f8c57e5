"""A portfolio view that is updated after actions equals one read from the record."""

from dataclasses import replace

import pytest

from csassess.domain.records.evidence import Customer, Note, Reference
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Setting
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history, portfolio_view

STEPS = {
    "another item": lambda c, m, i: evidence.add_item(c, m, "WP", "Log", c.clock().date()),
    "a note": lambda c, m, i: evidence.add_note(c, m, i, "Greets the customer."),
    "a customer": evidence.next_customer,
    "a class": lambda c, m, i: evidence.change_customer(
        c, m, replace(c.all(Customer, m)[0], demeanour=Demeanour.DIFFICULT)
    ),
    "a tick": lambda c, m, i: references.tick(c, m, i, "ocr-b10", "1.2", c.all(Note, m)[0].id),
    "a tick in the other unit": lambda c, m, i: references.tick(
        c, m, i, "nos-b10", "B10.1.2", c.all(Note, m)[0].id
    ),
    "a tick taken away": lambda c, m, i: references.untick(c, m, c.all(Reference, m)[0]),
    "feedback": lambda c, m, i: evidence.record_feedback(
        c, m, i, FeedbackOrigin.SPONTANEOUS, "Slow", "A sign"
    ),
    "written": lambda c, m, i: evidence.change_note(c, m, replace(c.all(Note, m)[0], text="Greets by name.")),
    "more asked": lambda c, m, i: judgement.request_more_evidence(c, m, i, "A second day"),
    "accepted": judgement.accept,
    "confirmed": lambda c, m, i: judgement.confirm(c, m, "ocr-b10", "3", "Six weeks"),
    "reopened": lambda c, m, i: judgement.reopen(c, m, i, "The date"),
    "undone": lambda c, m, i: history.undo(c, m),
    "withdrawn": judgement.withdraw,
    "brought back": judgement.bring_back,
    "another job": lambda c, m, i: candidates.set_job(c, m, "Shop", "Clerk", Setting.REAL_JOB_PAID),
    "another unit": lambda c, m, i: candidates.enrol(c, m, "ocr-61"),
    "another name": lambda c, m, i: candidates.change_candidate(
        c, replace(c.one(candidates.Candidate, m, m), name="Mo")
    ),
}


@pytest.fixture
def item(caseload, mo):
    """Return the id of an observation with a note about a customer, referenced in both units."""
    observation = evidence.start_observation(caseload, mo.id, "Desk")
    _, note = evidence.next_customer(caseload, mo.id, observation.id)
    evidence.change_note(caseload, mo.id, replace(note, text="Asks what is wanted."))
    references.tick(caseload, mo.id, observation.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, observation.id, "nos-b10", "B10.1.1", note.id)
    return observation.id


def test_an_updated_view_equals_one_read_again_after_every_kind_of_action(caseload, mo, item):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    for step in STEPS.values():
        step(caseload, mo.id, item)
        view = portfolio_view.portfolio_view_after(caseload, view)
        assert view == portfolio_view.portfolio_view(caseload, mo.id)


def test_a_view_can_be_updated_for_several_actions_at_once(caseload, mo, item):
    view = portfolio_view.portfolio_view(caseload, mo.id)
    for step in STEPS.values():
        step(caseload, mo.id, item)
    assert portfolio_view.portfolio_view_after(caseload, view) == portfolio_view.portfolio_view(
        caseload, mo.id
    )


def test_a_tick_recomputes_only_its_own_unit(caseload, mo, item):
    before = portfolio_view.portfolio_view(caseload, mo.id)
    references.tick(caseload, mo.id, item, "ocr-b10", "1.3")
    after = portfolio_view.portfolio_view_after(caseload, before)
    assert after.of("nos-b10") is before.of("nos-b10")
    assert after.of("ocr-b10") is not before.of("ocr-b10")


def test_without_new_actions_the_view_is_returned_unchanged(caseload, mo, item):
    before = portfolio_view.portfolio_view(caseload, mo.id)
    assert portfolio_view.portfolio_view_after(caseload, before) is before
