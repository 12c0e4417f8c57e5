"""What a person entered wrongly is corrected in the window, and the record has the new words."""

from datetime import date, datetime, timedelta

import pytest

from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, witnesses
from csassess.services.progress import milestones
from csassess.services.progress.portfolio_view import portfolio_view
from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import reopened

YESTERDAY = datetime.now().astimezone().date() - timedelta(days=1)
JUNE = date(2026, 6, 3)


@pytest.fixture
def entered(noted):
    """Return the folder of a caseload in which all that a person can enter of a candidate is entered."""
    caseload = reopened(noted)
    mo = candidates.find_candidate(caseload, MO).id
    candidates.register(caseload, mo, "Certificate in Customer Service", "", "R-1", JUNE)
    milestones.record(caseload, mo, MilestoneKind.CLAIMED, JUNE, "", "", reason="Known")
    witnesses.add_witness(caseload, mo, "Wim Wittnes", "Supervisor")
    (item,) = portfolio_view(caseload, mo).portfolio.evidence
    evidence.record_feedback(caseload, mo, item.id, FeedbackOrigin.SPONTANEOUS, "Kwick!", "")
    evidence.add_item(caseload, mo, Method.WORK_PRODUCT, "Letter", JUNE)
    caseload.close()
    return noted


def test_what_is_entered_of_people_is_corrected(desk, entered):
    person = desk.open(entered)
    person.open_portfolio(MO)
    person.choose_in_menu("More", 1)  # Change name
    person.overwrite("Name", "Mo Reid")
    save(person)
    open_entry(person, "Job")
    person.overwrite("Employer", "Ferries")
    person.choose("Where the evidence will come from", "real job, voluntary")
    save(person)
    open_entry(person, "Registration")
    person.overwrite("Registration number", "R-2")
    person.overwrite("Registered on", "21 May 2025", "spin box")
    save(person)
    open_entry(person, "Witness")
    person.overwrite("Name", "Wim Witness")
    person.fill_in("How to reach them", "ext. 4")
    save(person)
    desk.close()
    record = Record(entered, "Mo Reid")
    assert record.last("candidate", "name") == "Mo Reid"
    assert record.last("employment", "employer") == "Ferries"
    assert record.last("employment", "setting") == "real-job-voluntary"
    assert (record.last("registration", "number"), record.last("registration", "on")) == ("R-2", "2025-05-21")
    assert (record.last("witness", "name"), record.last("witness", "contact")) == ("Wim Witness", "ext. 4")


def test_what_is_entered_of_evidence_is_corrected(desk, entered):
    person = desk.open(entered)
    person.open_portfolio(MO)
    person.click("list item", "2. Work product*")
    person.click("push button", "Details")
    person.choose("Assessment method", "PD *")
    person.overwrite("Date", "2 May 2026", "spin box")
    save(person)
    person.open_portfolio(MO)
    person.click("list item", "1. Observation*")
    person.click("button menu", "More")
    person.press(*["Down"] * 4, "Return")  # to the date and times of the visit
    person.overwrite("Date", f"{YESTERDAY:%-d %B %Y}", "spin box")
    person.overwrite("From", "0905", "spin box")
    person.overwrite("To", "1015", "spin box")
    person.overwrite("Place", "Pier 2")
    person.choose("Recording", "not allowed")
    save(person)
    person.click("list item", "*Kwick!*")
    person.overwrite("What the customer said", "Quick!")
    save(person)
    desk.close()
    record = Record(entered, MO)
    assert record.last("evidence", "method") == "PD"
    assert "2026-05-02" in record.every("evidence", "on")
    assert record.last("visit", "started").startswith(f"{YESTERDAY}T09:05")
    assert record.last("visit", "ended").startswith(f"{YESTERDAY}T10:15")
    assert (record.last("visit", "place"), record.last("visit", "recording_allowed")) == ("Pier 2", False)
    assert record.last("feedback", "received") == "Quick!"


def open_entry(person, kind):
    """Open the dialog that corrects an entry of the portfolio."""
    person.click("list item", f"{kind}. *")


def save(person):
    """Save, and wait until the dialog is closed."""
    person.click("push button", "Save")
    person.rest(0.5)
