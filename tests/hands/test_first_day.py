"""The first day: from an empty folder to a finished visit, with mistakes that people make."""

from tests.hands.record import Record

PASSPHRASE = "brown teapot"


def test_a_new_assessor_sets_up_and_observes_a_first_visit(desk, tmp_path):
    folder = tmp_path / "caseload"
    person = desk.start(folder)
    set_up(person)
    add_candidate(person)
    person.click("push button", "Start observation")
    person.fill_in("Place", "Ticket office")
    person.click("push button", "Start observation")
    observe(person)
    person.click("push button", "Finish visit")
    person.look_for("label", "Finish visit*")
    person.click("push button", "Finish visit")
    person.look_for("push button", "Accept evidence")
    person.rest(1)
    desk.close()
    record = Record(folder, "Jo Reid", PASSPHRASE)
    (unit,) = record.report()["units"]
    assert (unit["id"], unit["criteria"]["1.1"], unit["criteria"]["1.2"]) == ("ocr-b10", "draft", "none")
    assert [words for words in record.every("note", "text") if words] == ["Greets him.", "Checks the fare."]
    assert record.last("feedback", "improvement") == "A second till"
    assert record.actions()[-1] == "observation.finish"


def set_up(person):
    """Set up the caseload; press Enter too early, and repeat the passphrase wrongly."""
    person.fill_in("Your name", "Ann Assessor")
    person.press("Return")
    person.fill_in("Centre’s name", "Harbour Centre")
    person.click("push button", "Next")
    person.fill_in("Passphrase", PASSPHRASE)
    person.fill_in("Repeat it", "brown kettle")
    person.click("push button", "Next")
    person.look_for("label", "The two passphrases differ.*")
    person.click("text", "Repeat it")
    person.press("ctrl+a")
    person.type(PASSPHRASE)
    person.click("push button", "Next")
    code = person.look_for("label", "????-????-*").name
    person.click("check box", "I have written the recovery code down or printed it")
    person.fill_in("Type its last four characters", code[-4:].lower())
    person.click("push button", "Open my caseload")


def add_candidate(person):
    """Add the first candidate, in a paid job, and enrol her."""
    person.click("push button", "Add a candidate")
    person.fill_in("Name", "Jo Reid")
    person.fill_in("Employer", "Ferries")
    person.fill_in("Job", "Ticket clerk")
    person.choose("Where the evidence will come from", "real job, paid")
    person.click("push button", "Add")
    person.click("push button", "Enrol on a unit")
    person.choose("Unit", "B10  Organise *")
    person.click("push button", "Enrol candidate")


def observe(person):
    """Write two notes, tick a criterion beside the first, and take a customer's word down."""
    person.click("push button", "Next customer")
    person.look_for("text", "What you saw")
    person.type("Greets him.")
    person.click("list item", "1.1. *")
    person.click("push button", "Next customer")
    person.look_for("label", "*Customer B")
    person.type("Checks the fare.")
    person.click("push button", "Customer feedback")
    person.fill_in("What the customer said", "Too slow.")
    person.fill_in("What was improved by it", "A second till")
    person.click("push button", "Save")
