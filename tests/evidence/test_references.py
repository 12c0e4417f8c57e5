"""Criterion references: attached to the note that shows the criterion, across units, each tick once."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.services.evidence import evidence, references
from tests.support.builders import THAT_DAY, accepted_product, form_pdf, pdf_text


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.fixture
def note(caseload, mo, item):
    return evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")


def test_a_reference_belongs_to_the_note_that_shows_the_criterion(caseload, mo, item, note):
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert (ticked.evidence, ticked.note, ticked.unit, ticked.criterion) == (
        item.id,
        note.id,
        "ocr-b10",
        "1.1",
    )
    assert load_portfolio(caseload, mo.id).references == (ticked,)


def test_the_same_tick_twice_is_one_reference(caseload, mo, item, note):
    first = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id) == first
    assert len(load_portfolio(caseload, mo.id).references) == 1


def test_the_same_criterion_on_two_notes_is_two_references(caseload, mo, item, note):
    other = evidence.add_note(caseload, mo.id, item.id, "Greets the next customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", other.id)
    assert len(load_portfolio(caseload, mo.id).references) == 2


def test_one_observation_counts_for_criteria_of_several_units(caseload, mo, item, note):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    references.tick(caseload, mo.id, item.id, "nos-b10", "B10.1.1", note.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.items_for("ocr-b10") == portfolio.items_for("nos-b10") == (item,)


def test_ticking_a_criterion_of_one_unit_does_not_tick_its_pair_in_the_other(caseload, mo, item, note):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert load_portfolio(caseload, mo.id).items_for("nos-b10") == ()


def test_a_reference_may_have_a_location_inside_the_item(caseload, mo):
    item = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Report", THAT_DAY)
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", location="p. 4")
    assert (ticked.note, ticked.location) == (None, "p. 4")


def test_a_criterion_of_a_unit_without_enrolment_is_refused(caseload, mo, item, note):
    with pytest.raises(UserError, match="not enrolled on this unit"):
        references.tick(caseload, mo.id, item.id, "ocr-429", "1.1", note.id)


@pytest.mark.parametrize("criterion", ["9.9", "", "B10.1.1", "1.10"])
def test_a_criterion_the_unit_does_not_have_is_refused(caseload, mo, item, note, criterion):
    with pytest.raises(UserError, match="has no criterion"):
        references.tick(caseload, mo.id, item.id, "ocr-b10", criterion, note.id)
    assert load_portfolio(caseload, mo.id).references == ()


def test_a_note_of_another_item_cannot_show_a_criterion_for_this_one(caseload, mo, note):
    other = evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, "Report", THAT_DAY)
    with pytest.raises((UserError, KeyError)):
        references.tick(caseload, mo.id, other.id, "ocr-b10", "1.1", note.id)


def test_several_references_are_removed_in_one_action(caseload, mo, item, note):
    ticked = [
        references.tick(caseload, mo.id, item.id, "ocr-b10", label, note.id)
        for label in ("1.1", "1.2", "1.3")
    ]
    before = len(caseload.history.of(mo.id))
    references.untick(caseload, mo.id, *ticked)
    assert load_portfolio(caseload, mo.id).references == ()
    assert len(caseload.history.of(mo.id)) == before + 1


def test_a_tick_on_a_note_replaces_the_tick_on_the_whole_item(caseload, mo, item):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    note = evidence.add_note(caseload, mo.id, item.id, "Seen.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    assert [reference.note for reference in load_portfolio(caseload, mo.id).references] == [note.id]


def test_a_criterion_ticked_without_a_note_creates_a_moment_in_one_action(caseload, mo, item):
    before = len(caseload.history.of(mo.id))
    moment = references.tick_moment(caseload, mo.id, item.id, "ocr-b10", "1.1")
    assert len(caseload.history.of(mo.id)) == before + 1
    portfolio = load_portfolio(caseload, mo.id)
    assert [(note.id, str(note.kind)) for note in portfolio.notes] == [(moment.id, "moment")]
    assert [reference.note for reference in portfolio.references] == [moment.id]


def test_a_location_is_stored_with_the_reference_and_printed_on_the_form(caseload, mo):
    item = evidence.add_item(caseload, mo.id, "WP", "Call log", caseload.clock().date())
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "3.1")
    references.locate(caseload, mo.id, ticked, " p. 4 ")
    assert load_portfolio(caseload, mo.id).references[0].location == "p. 4"
    assert "Located at: 3.1 p. 4" in pdf_text(form_pdf(caseload, mo.id, "ocr-b10"))


def test_a_location_in_an_accepted_item_is_refused(caseload, mo):
    item = accepted_product(caseload, mo.id, "ocr-b10", "3.1")
    (ticked,) = load_portfolio(caseload, mo.id).references_of(item.id)
    with pytest.raises(UserError, match="is accepted"):
        references.locate(caseload, mo.id, ticked, "p. 4")
    assert load_portfolio(caseload, mo.id).references[0].location == ""
