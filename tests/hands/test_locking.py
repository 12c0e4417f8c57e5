"""The locked screen: after unlocking, work goes on where it was."""

from datetime import UTC, datetime

import pytest

from csassess.services.access import pin
from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import PASSPHRASE, reopened
from tests.support.exchanging import transfer
from tests.support.verifying import decided, office

PIN = "4711"


def lock_and_unlock(person, secret=PIN):
    person.press("ctrl+l")
    person.look_for("label", "csassess is locked", seconds=5)
    person.type(secret)
    person.press("Return")
    person.look_for("menu item", "File")


@pytest.fixture
def with_pin(noted):
    """Return the folder of a caseload with a visit under way and a PIN."""
    caseload = reopened(noted)
    pin.set_pin(caseload, PIN)
    caseload.close()
    return noted


@pytest.fixture
def sampling(tmp_path):
    """Return the folder of a verifier's caseload that holds Aisha's decided portfolio, with a PIN."""
    with office(tmp_path, lambda: datetime.now(UTC), "ann", "vera") as (ann, vera):
        aisha, _ = decided(ann)
        transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
        pin.set_pin(vera, PIN)
    return tmp_path / "vera"


def test_an_item_can_be_accepted_after_the_screen_was_locked_during_its_visit(desk, noted):
    person = desk.open(noted)
    person.click("push button", f"Continue the visit to {MO}")
    lock_and_unlock(person, PASSPHRASE)
    person.click("push button", "Finish visit")
    person.look_for("label", f"Finish visit*{MO}")
    person.click("push button", "Finish visit")
    person.look_for("list", "Criteria")
    assert person.can_use("push button", "Accept evidence")
    person.click("push button", "Accept evidence")
    person.look_for("label", "Your judgement of item 1")
    person.click("push button", "Accept evidence")
    person.rest()
    desk.close()
    assert "evidence.accept" in Record(noted, MO).actions()


def test_unlocking_returns_to_the_page_with_what_was_typed(desk, with_pin):
    person = desk.open(with_pin)
    lock_and_unlock(person)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Note")
    person.look_for("text", "What you saw")
    person.type("Says sor")
    lock_and_unlock(person)
    seen_in_note = person.read("text", "What you saw")
    person.open_portfolio(MO)
    lock_and_unlock(person)
    person.look_for("list", "Evidence")
    person.click("list item", "1. Observation*")
    person.click("push button", "Finish visit")
    person.fill_in("Done well", "Calm th")
    lock_and_unlock(person)
    seen_on_finish_page = person.read("text", "Done well")
    person.press("ctrl+3")
    person.fill_in("Pages to print, such as 1-3, 5", "1-2")
    lock_and_unlock(person)
    seen_on_forms_page = person.read("text", "Pages to print, such as 1-3, 5")
    desk.close()
    assert (seen_in_note, seen_on_finish_page, seen_on_forms_page) == ("Says sor", "Calm th", "1-2")
    record = Record(with_pin, MO)
    assert record.last("note", "text") == "Says sor"
    assert record.last("to-candidate", "done_well") == "Calm th"


def test_the_screen_can_be_locked_while_a_dialog_is_open_and_the_dialog_returns(desk, with_pin):
    person = desk.open(with_pin)
    person.open_portfolio(MO)
    person.choose_in_menu("More", 1)  # Change name
    person.fill_in("Candidate number (if there is one)", "-9")
    lock_and_unlock(person)
    person.type("1")
    person.click("push button", "Save")
    person.rest(1)
    desk.close()
    assert Record(with_pin, MO).last("candidate", "number").endswith("-91")


def test_unlocking_returns_to_the_verifier_s_sample_with_what_was_typed(desk, sampling):
    person = desk.open(sampling)
    person.press("ctrl+5")
    person.click("list item", "*not yet looked at*")
    person.click("check box", "Action needed")
    person.fill_in("Comment", "Sound jud")
    person.fill_in("What is needed", "One more")
    lock_and_unlock(person)
    comment, needed = person.read("text", "Comment"), person.read("text", "What is needed")
    desk.close()
    assert (comment, needed) == ("Sound jud", "One more")
    assert Record(sampling, "Aisha Karim").last("sample", "comment") == "Sound jud"
