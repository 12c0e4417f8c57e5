"""Without a mouse: everything can be reached and done with the keyboard."""

from tests.hands.record import Record
from tests.support.builders import closed_caseload


def test_a_candidate_is_added_and_enrolled_without_the_mouse(desk, tmp_path):
    folder = closed_caseload(tmp_path / "caseload")
    person = desk.open(folder)
    person.press("ctrl+2")
    person.tab_to("push button", "Add a candidate")
    person.press("space")
    person.look_for("text", "Name")
    person.type("Siobhan Reid")
    person.tab_to("text", "Employer")
    person.type("Harbour Ferries")
    person.tab_to("combo box", "Where the evidence will come from")
    person.press("Down")
    person.tab_to("push button", "Add")
    person.press("space")
    person.look_for("label", "Siobhan Reid")
    person.tab_to("push button", "Enrol on a unit")
    person.press("space")
    person.look_for("combo box", "Unit")
    person.type("B10")
    person.press("Return")
    person.look_for("push button", "Matrix")
    desk.close()
    record = Record(folder, "Siobhan Reid")
    assert record.last("employment", "employer") == "Harbour Ferries"
    assert record.last("employment", "setting") is not None
    assert [unit["id"] for unit in record.report()["units"]] == ["ocr-b10"]
