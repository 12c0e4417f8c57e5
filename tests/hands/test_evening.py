"""The evening at the desk: yesterday's visit is typed up, mapped, judged, and the unit is decided."""

from datetime import datetime, timedelta

import pytest

from csassess.services.candidates import candidates
from csassess.services.units import units as unit_list
from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import accepted_product, reopened

UNIT = "ocr-61"
STILL_NEEDED = ("2.1", "2.2")
SEEN = "Asks each caller what they need."
YESTERDAY = datetime.now().astimezone().date() - timedelta(days=1)


@pytest.fixture
def nearly_done(visiting):
    """Return the folder of a caseload in which Mo lacks two criteria of a unit."""
    caseload = reopened(visiting)
    mo = candidates.find_candidate(caseload, MO)
    candidates.enrol(caseload, mo.id, UNIT)
    others = [criterion for criterion in unit_list.unit(UNIT).labels() if criterion not in STILL_NEEDED]
    accepted_product(caseload, mo.id, UNIT, *others)
    caseload.close()
    return visiting


@pytest.mark.parametrize("units", [()])
def test_a_visit_of_yesterday_is_typed_up_mapped_judged_and_completes_the_unit(desk, nearly_done):
    person = desk.open(nearly_done)
    person.open_portfolio(MO)
    start_yesterday_s_visit(person)
    person.click("push button", "Note")
    person.click("push button", "Start the note")
    person.look_for("text", "What you saw")
    person.type(SEEN)
    person.click("check box", "Be able to plan*")
    for criterion in STILL_NEEDED:
        person.click("list item", f"{criterion}. *")
    person.click("push button", "Finish typing up")
    person.look_for("text", "Done well")
    person.click("push button", "Finish typing up")
    person.click("push button", "Accept evidence")
    person.fill_in("Comment", "Who asked")
    person.click("push button", "More evidence needed")
    person.look_for("text", "What you saw")
    person.click("text", "What you saw")
    person.press("ctrl+End")
    person.type(" And tells me.")
    person.press("ctrl+Return")
    person.look_for("label", "Your judgement of item *")
    person.click("push button", "Accept evidence")
    person.look_for("push button", "Reopen item")
    person.open_portfolio(MO)
    person.click("push button", "Decide 61 *")
    person.look_for("push button", "Sign: *")
    desk.close()
    record = Record(nearly_done, MO)
    (unit,) = record.report()["units"]
    assert {unit["criteria"][criterion] for criterion in STILL_NEEDED} == {"accepted"}
    assert record.last("note", "text") == f"{SEEN} And tells me."
    assert record.last("visit", "on") == YESTERDAY.isoformat()
    judged = [name for name in record.actions() if name.startswith(("evidence.", "unit."))]
    assert judged[-3:] == ["evidence.reopen", "evidence.accept", "unit.decide"]


def start_yesterday_s_visit(person):
    """Start an observation with yesterday's date and both its times, typed."""
    person.click("push button", "Start observation")
    person.fill_in("Place", "Call desk")
    person.overwrite("Date", f"{YESTERDAY:%-d %B %Y}", "spin box")
    person.overwrite("From", "0910", "spin box")
    person.overwrite("To (if the visit is over)", "1040", "spin box")
    person.click("push button", "Start observation")
