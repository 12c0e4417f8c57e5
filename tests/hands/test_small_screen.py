"""A screen of 800 by 600: the windows fit it with their frames, and the work can be done."""

import pytest

from tests.hands.conftest import MO, screen_of
from tests.hands.record import Record
from tests.hands.test_first_day import add_candidate, set_up

SIZE = (800, 600)


@pytest.fixture(scope="module")
def screen():
    """Run a very small screen."""
    with screen_of(SIZE) as running:
        yield running


def assert_frame_fits(screen):
    """Check that the active window is on the screen with its frame."""
    left, top, right, bottom = screen.frame_of_window()
    assert (left, top, right, bottom) == (
        max(left, 0),
        max(top, 0),
        min(right, SIZE[0]),
        min(bottom, SIZE[1]),
    )


def test_the_window_to_set_up_fits_and_a_caseload_is_set_up(desk, screen, tmp_path):
    folder = tmp_path / "caseload"
    person = desk.start(folder)
    person.look_for("text", "Your name")
    assert_frame_fits(screen)
    set_up(person)
    person.look_for("push button", "Add a candidate")
    assert_frame_fits(screen)
    add_candidate(person)
    person.look_for("push button", "Matrix")
    assert_frame_fits(screen)
    desk.close()
    (unit,) = Record(folder, "Jo Reid", "brown teapot").report()["units"]
    assert unit["id"] == "ocr-b10"


def test_the_window_fits_and_a_note_is_written_and_ticked(desk, screen, visiting):
    person = desk.open(visiting)
    person.look_for("push button", f"Continue the visit to {MO}")
    assert_frame_fits(screen)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("push button", "Next customer")
    person.look_for("text", "What you saw")
    person.type("Greets her.")
    person.click("page tab", "Criteria")
    person.click("list item", "1.1. *")
    person.rest(1)
    assert_frame_fits(screen)
    desk.close()
    record = Record(visiting, MO)
    assert record.last("note", "text") == "Greets her."
    assert record.every("reference", "criterion") == ["1.1"]
