"""Finishing a visit: what is typed on that page is what is recorded."""

from tests.hands.conftest import MO
from tests.hands.record import Record

SENTENCE = "I stayed calm although the queue went out of the door"


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
