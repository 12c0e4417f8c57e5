"""The mouse wheel scrolls; it never changes a value that the mouse happens to be over."""

from tests.hands.conftest import MO
from tests.hands.record import Record

FIELDS = (
    ("combo box", "Assessment method"),
    ("spin box", "Date"),
    ("spin box", "Can be seen there until"),
)


def test_the_wheel_over_a_field_of_a_dialog_changes_nothing(desk, written_up):
    person = desk.open(written_up)
    person.open_portfolio(MO)
    person.click("push button", "Add evidence")
    person.fill_in("Description", "Complaint letter and the answer to it")
    before = [person.read(*field) for field in FIELDS]
    for field in FIELDS:
        person.wheel(*field, turns=2)
    after = [person.read(*field) for field in FIELDS]
    person.click("push button", "Add")
    person.rest(1)
    desk.close()
    assert after == before
    record = Record(written_up, MO)
    assert record.last("evidence", "method") == before[0].split()[0]
