"""What a new assessor relies on during a whole day at the window."""

from tests.hands.conftest import MO
from tests.hands.record import Record

ADDED = "She also smiles"
SENTENCE = "I stayed calm although the queue went out of the door"


def test_a_running_visit_is_not_said_to_be_over(desk, visiting):
    person = desk.open(visiting)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Next customer")
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
    person.click("push button", "Sign: Ann*")
    person.draw_on("filler", "Sign here")
    person.click("push button", "Sign")
    person.click("push button", "Finish visit")
    person.click("list item", "*Greets every customer*")
    person.click("text", "What you saw")
    person.press("ctrl+End")
    person.type(ADDED)
    said = person.can_use("label", "Signed. To change it*")
    shown = person.read("text", "What you saw")
    desk.close()
    assert said
    assert ADDED not in shown
    assert not any(ADDED in str(words) for words in Record(noted, MO).every("note", "text"))


def test_a_long_sentence_typed_on_the_finish_page_is_recorded_word_for_word(desk, visiting):
    person = desk.open(visiting)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Finish visit")
    person.fill_in("The candidate’s comments", SENTENCE)
    person.rest()
    seen = person.read("text", "The candidate’s comments")
    desk.close()
    assert seen == SENTENCE
    assert Record(visiting, MO).last("to-candidate", "comments") == SENTENCE
