"""An overview brought up to date with what was done since is the one that is read anew."""

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
    """An observation with a note about a customer, referenced in both units."""
    made = evidence.start_observation(caseload, mo.id, "Desk")
    _, note = evidence.next_customer(caseload, mo.id, made.id)
    evidence.change_note(caseload, mo.id, replace(note, text="Asks what is wanted."))
    references.tick(caseload, mo.id, made.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, made.id, "nos-b10", "B10.1.1", note.id)
    return made.id


def test_what_is_brought_up_to_date_is_what_is_read_anew_after_every_kind_of_action(caseload, mo, item):
    kept = portfolio_view.portfolio_view(caseload, mo.id)
    for step in STEPS.values():
        step(caseload, mo.id, item)
        kept = portfolio_view.portfolio_view_after(caseload, kept)
        assert kept == portfolio_view.portfolio_view(caseload, mo.id)


def test_several_actions_are_taken_in_at_once(caseload, mo, item):
    kept = portfolio_view.portfolio_view(caseload, mo.id)
    for step in STEPS.values():
        step(caseload, mo.id, item)
    assert portfolio_view.portfolio_view_after(caseload, kept) == portfolio_view.portfolio_view(
        caseload, mo.id
    )


def test_a_tick_judges_only_its_own_unit_again(caseload, mo, item):
    before = portfolio_view.portfolio_view(caseload, mo.id)
    references.tick(caseload, mo.id, item, "ocr-b10", "1.3")
    after = portfolio_view.portfolio_view_after(caseload, before)
    assert after.of("nos-b10") is before.of("nos-b10")
    assert after.of("ocr-b10") is not before.of("ocr-b10")


def test_without_anything_done_nothing_is_read(caseload, mo, item):
    before = portfolio_view.portfolio_view(caseload, mo.id)
    assert portfolio_view.portfolio_view_after(caseload, before) is before
