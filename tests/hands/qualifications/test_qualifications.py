"""A qualification is composed, approved, registered for and chosen from, with mouse and keyboard only."""

from dataclasses import replace

import pytest

from csassess.domain.records.programme.keeping import Keeping
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.qualification_progress import progress_of
from tests.hands.conftest import MO
from tests.support.builders import reopened


@pytest.fixture
def switched_on(noted):
    """Return the folder of a caseload whose centre switched qualifications on."""
    caseload = reopened(noted)
    centre = caseloads.centre_of(caseload)
    caseloads.change_centre(caseload, replace(centre, keeps=(Keeping.QUALIFICATIONS,)))
    caseload.close()
    return noted


def test_a_qualification_goes_from_nothing_to_a_chosen_unit(desk, switched_on):
    person = desk.open(switched_on)
    person.click("radio button", "Centre")
    person.click("check box", "Qualifications")
    person.click("push button", "Compose a qualification")
    person.click("list item", "not named yet*")
    person.fill_in("Title", "Award in Service (invented)")
    person.click("push button", "Save")
    person.click("push button", "Add a group")
    person.choose("What is needed", "at least so many credits")
    person.fill_in("How many at least", "6")
    person.click("push button", "Save")
    person.click("push button", "Add a unit")
    person.choose("Unit", "B10 Organise the delivery*")
    person.click("push button", "Save")
    person.click("push button", "Add a unit")
    person.fill_in("Title of the unit", "Deal with complaints")
    person.fill_in("Credit", "4")
    person.click("push button", "Save")
    person.click("push button", "Keep as a draft")
    person.click("list item", "Award in Service*draft*")
    person.click("push button", "Approve")
    person.click("radio button", "Candidates")
    person.click("list item", f"{MO}*")
    person.choose_in_menu("More", 4)  # Registration
    person.fill_in("Registration number", "R-1")
    person.click("push button", "Save")
    person.click("push button", "Units for the qualification")
    person.click("list item", "Deal with complaints*")
    person.keep_picture("chosen")
    desk.close()
    caseload = reopened(switched_on)
    view = portfolio_view(caseload, candidates.find_candidate(caseload, MO).id)
    found = progress_of(caseload, view)
    assert (found.specification.title, found.chosen.is_met) == ("Award in Service (invented)", True)
    assert view.portfolio.latest_registration.units == ("ocr-b10", "deal-with-complaints")
    caseload.close()
