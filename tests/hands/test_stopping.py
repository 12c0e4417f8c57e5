"""The program is stopped from outside, three seconds after the last key: the words are there again."""

import signal

import pytest

from tests.hands.conftest import MO
from tests.hands.record import Record

NOTE, COMMENTS = "What you saw", "The candidate’s comments"


@pytest.fixture(
    params=[
        pytest.param(signal.SIGTERM, marks=pytest.mark.xdist_group("hands: asked to stop")),
        pytest.param(signal.SIGKILL, marks=pytest.mark.xdist_group("hands: killed")),
    ],
    ids=["asked to stop", "killed"],
)
def stop(request):
    return request.param


def test_words_in_a_note_survive_the_end_of_the_program(desk, visiting, stop):
    person = desk.open(visiting)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Next customer")
    person.look_for("text", NOTE)
    person.type("Greets her by name.")
    person.rest(3)
    desk.end_by(stop)
    person = desk.open(visiting)
    seen = person.read("text", NOTE)
    desk.close()
    assert seen == "Greets her by name."
    assert Record(visiting, MO).last("note", "text") == "Greets her by name."


def test_words_on_the_finish_page_survive_the_end_of_the_program(desk, visiting, stop):
    person = desk.open(visiting)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Finish visit")
    person.fill_in(COMMENTS, "Busy day.")
    person.rest(3)
    desk.end_by(stop)
    person = desk.open(visiting)
    seen = person.read("text", COMMENTS)
    desk.close()
    assert seen == "Busy day."
    assert Record(visiting, MO).last("to-candidate", "comments") == "Busy day."
