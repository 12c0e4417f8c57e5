"""The locked screen: after unlocking, work goes on where it was."""

import pytest

from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import PASSPHRASE

pytestmark = pytest.mark.xdist_group("hands: locking")


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="a button hidden while locking stays disabled")
def test_an_item_can_be_accepted_after_the_screen_was_locked_during_its_visit(desk, noted):
    person = desk.open(noted)
    person.click("push button", f"Continue the visit to {MO}")
    person.press("ctrl+l")
    person.look_for("label", "csassess is locked")
    person.type(PASSPHRASE)
    person.click("push button", "Unlock")
    person.click("push button", "Finish visit")
    person.look_for("label", f"Finish the visit*{MO}")
    person.click("push button", "Finish visit")
    person.look_for("list", "Criteria")
    assert person.can_use("push button", "Accept evidence")
    person.click("push button", "Accept evidence")
    person.look_for("label", "Your judgement of item 1")
    person.click("push button", "Accept evidence")
    person.rest()
    desk.close()
    assert "evidence.accept" in Record(noted, MO).actions()
