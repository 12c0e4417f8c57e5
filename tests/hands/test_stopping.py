"""The program is stopped from outside, three seconds after the last key: the words are there again."""

import signal

import pytest

from csassess.services.candidates import candidates
from csassess.services.evidence import judgement
from csassess.services.progress.portfolio_view import portfolio_view
from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import reopened

NOTE, COMMENTS = "What you saw", "The candidate’s comments"
SAID, ADDED = "Too slow, but kind.", "The log is on paper too."


@pytest.fixture(
    params=[
        pytest.param(signal.SIGTERM),
        pytest.param(signal.SIGKILL),
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


# Killed while a dialog is open


@pytest.fixture
def accepted(written_up):
    """Return the folder of a caseload in which Mo's item is accepted."""
    caseload = reopened(written_up)
    mo = candidates.find_candidate(caseload, MO).id
    (item,) = portfolio_view(caseload, mo).portfolio.evidence
    judgement.accept(caseload, mo, item.id)
    caseload.close()
    return written_up


def test_words_of_a_customer_survive_the_end_of_the_program(desk, visiting):
    def ask(person):
        person.click("push button", f"Continue the visit to {MO}")
        person.click("push button", "Customer feedback")

    seen = type_kill_and_open_again(desk, visiting, ask, "What the customer said", SAID)
    desk.person.click("push button", "Save")
    desk.person.rest(1)
    desk.close()
    assert seen == SAID
    assert Record(visiting, MO).last("feedback", "received") == SAID


def test_words_of_an_addendum_survive_the_end_of_the_program(desk, accepted):
    def ask(person):
        person.open_portfolio(MO)
        person.click("list item", "1. Observation*")
        person.click("push button", "Add addendum")

    seen = type_kill_and_open_again(desk, accepted, ask, "Your addendum", ADDED)
    desk.person.click("push button", "Add")
    desk.person.rest(1)
    desk.close()
    assert seen == ADDED
    assert Record(accepted, MO).last("addendum", "words") == ADDED


def type_kill_and_open_again(desk, folder, ask, field, words):
    """Type into a dialog, kill the program three seconds later; return what the dialog then shows."""
    person = desk.open(folder)
    ask(person)
    person.fill_in(field, words)
    person.rest(3)
    desk.end_by(signal.SIGKILL)
    person = desk.open(folder)
    person.press("ctrl+1")
    ask(person)
    return person.read("text", field)
