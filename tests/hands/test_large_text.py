"""Text twice as large on a small screen: everything that is used is on the screen."""

import pytest

from tests.hands.accessible import Area
from tests.hands.conftest import MO, screen_of
from tests.hands.record import Record

SIZE = (1024, 768)
SEEN = "Greets her."


@pytest.fixture(scope="module")
def screen():
    """Run a small screen, whose person has settings of their own."""
    with screen_of(SIZE) as running:
        yield running


def test_a_customer_is_captured_classed_and_mapped_with_text_at_200_percent(desk, visiting):
    person = desk.open(visiting)
    person.click("menu item", "View")
    person.click("menu item", "Text 200 %")
    person.look_for("push button", f"Continue the visit to {MO}")
    person.rest(1)
    person.pointed_at.clear()
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Next customer")
    person.look_for("text", "What you saw")
    person.type(SEEN)
    person.click("check box", "difficult")
    person.click("page tab", "Criteria")
    person.click("list item", "1.1. *")
    person.rest(1)
    used = list(person.pointed_at)
    desk.close()
    assert [f"{control} {control.visible}" for control in used if not is_on_screen(control)] == []
    record = Record(visiting, MO)
    assert record.last("note", "text") == SEEN
    assert record.last("customer", "demeanour") == "difficult"
    assert record.every("reference", "criterion") == ["1.1"]


def is_on_screen(control):
    """Return whether all that is shown of a control, and the window it is in, are on the screen."""
    screen = Area(0, 0, *SIZE)
    return all(area.within(screen) == area for area in (control.visible, control.path[0].area))
