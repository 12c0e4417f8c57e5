"""Writing a note: undo takes back what was typed last, and every click lands."""

import pytest

from tests.hands.conftest import MO
from tests.hands.record import Record

NOTE = "What you saw"
ADDED = "She also smiles"
LONG = "He missed his train because nobody told him of the delay, and says so loudly."


@pytest.fixture
def person(desk, visiting):
    """Continue the visit and write up the first customer."""
    person = desk.open(visiting)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Next customer")
    person.look_for("text", NOTE)
    return person


def test_undo_takes_back_what_was_typed_last_and_redo_brings_it_back(person, desk, visiting):
    person.type("Greets")
    person.rest()
    person.type(" everyone")
    person.rest()
    person.press("ctrl+z")
    person.rest(1)
    after_undo = person.read("text", NOTE).strip()
    person.press("ctrl+y")
    person.rest()
    after_redo = person.read("text", NOTE)
    desk.close()
    assert after_undo == "Greets"
    assert after_redo == "Greets everyone"
    assert Record(visiting, MO).last("note", "text") == "Greets everyone"


def test_one_click_classes_the_customer_while_a_note_is_being_typed(person, desk, visiting):
    person.type(LONG)
    person.click("check box", "difficult")
    person.rest()
    desk.close()
    record = Record(visiting, MO)
    assert record.last("note", "text") == LONG
    assert record.last("customer", "demeanour") == "difficult"


@pytest.mark.parametrize("units", [("ocr-b10", "nos-b10")])
def test_two_quick_clicks_on_two_criteria_tick_exactly_these_two(person, desk, visiting):
    """With a second unit, a row is inserted below the first tick: its counterpart, only offered."""
    person.type("Explains the delay.")
    person.click_quickly(("list item", "B10.1.1. *"), ("list item", "B10.1.2. *"))
    person.rest()
    desk.close()
    ticked = Record(visiting, MO).every("reference", "criterion")
    assert sorted(ticked) == ["B10.1.1", "B10.1.2"]


def test_a_running_visit_is_not_said_to_be_over(person, desk):
    person.rest(1)
    said = person.can_use("label", "The visit is over*")
    desk.close()
    assert not said


def test_a_signed_note_takes_no_words_and_says_why(desk, noted):
    person = desk.open(noted)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Note")
    person.type("Thanks him.")
    person.rest()
    person.click("push button", "Finish visit")
    person.click("push button", "Sign: assessor*")
    person.draw_on("filler", "Sign here")
    person.click("push button", "Sign")
    person.click("push button", "Finish visit")
    person.click("list item", "*Greets every customer*")
    person.click("text", NOTE)
    person.press("ctrl+End")
    person.type(ADDED)
    said = person.can_use("label", "Signed. To change it*")
    shown = person.read("text", NOTE)
    desk.close()
    assert said
    assert ADDED not in shown
    assert not any(ADDED in str(words) for words in Record(noted, MO).every("note", "text"))
