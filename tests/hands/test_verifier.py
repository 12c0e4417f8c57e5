"""The internal verifier: a portfolio goes there and back as a file, and the action it brings is answered."""

from datetime import UTC, datetime

import pytest

from csassess.services.exchange import sending
from csassess.services.exchange.key_files import recipients_known
from tests.hands.record import Record
from tests.support.exchanging import transfer
from tests.support.verifying import PEOPLE, decided, office, sampled

CANDIDATE = "Aisha Karim"
ASKED, ANSWERED = "A second log", "It is in the folder"
IN_FILE_DIALOG = "File name:"


@pytest.fixture
def two_caseloads(tmp_path):
    """Return the folders of an assessor's caseload with a decided unit, and of its verifier's."""
    with office(tmp_path, lambda: datetime.now(UTC), "ann", "vera") as (ann, _):
        decided(ann)
    return tmp_path / "ann", tmp_path / "vera"


@pytest.fixture
def received(tmp_path):
    """Return the folder of a verifier's caseload that holds a portfolio to sample."""
    with office(tmp_path, lambda: datetime.now(UTC), "ann", "vera") as (ann, vera):
        candidate, _ = decided(ann)
        transfer(ann, vera, candidate.id, tmp_path / "to-verify.csbundle")
    return tmp_path / "vera"


@pytest.fixture
def sent_back(tmp_path):
    """Return the folder of an assessor's caseload, and the file in which the verifier asks for an action."""
    back = tmp_path / "back.csbundle"
    with office(tmp_path, lambda: datetime.now(UTC), "ann", "vera") as (ann, vera):
        candidate, item = decided(ann)
        transfer(ann, vera, candidate.id, tmp_path / "to-verify.csbundle")
        sampled(vera, candidate, item, ask=ASKED)
        card = next(card for card in recipients_known(vera) if card.device == ann.device)
        sending.send(vera, [candidate.id], back, recipients=[card], with_forms=False)
    return tmp_path / "ann", back


def test_a_portfolio_goes_from_the_assessor_to_the_verifier_as_a_file(desk, two_caseloads, tmp_path):
    assessor, verifier = two_caseloads
    to_verify = tmp_path / "to-verify.csbundle"
    person = desk.open(assessor)
    send(person, to_verify)
    desk.close()
    person = desk.open(verifier)
    receive(person, to_verify)
    desk.close()
    assert Record(verifier, CANDIDATE).report() == Record(assessor, CANDIDATE).report()
    assert Record(verifier, CANDIDATE).actions() == Record(assessor, CANDIDATE).actions()


def test_the_verifier_samples_asks_for_an_action_signs_and_sends_the_portfolio_back(desk, received, tmp_path):
    back = tmp_path / "back.csbundle"
    person = desk.open(received)
    sample(person)
    send(person, back)
    desk.close()
    record = Record(received, CANDIDATE)
    assert record.last("action", "what") == ASKED
    assert record.last("sample-signature", "name") == PEOPLE["vera"][0]
    assert record.last("sample", "verdict") == "action-needed"
    assert back.exists()


def test_the_assessor_receives_the_action_and_answers_it_by_an_addendum(desk, sent_back):
    assessor, back = sent_back
    person = desk.open(assessor)
    receive(person, back)
    answer(person)
    desk.close()
    record = Record(assessor, CANDIDATE)
    assert record.last("action", "what") == ASKED
    assert record.last("action-answer", "words") == record.last("addendum", "words") == ANSWERED
    assert record.actions()[-1] == "action.answer"


def send(person, path):
    """Send the candidate for the one known machine, to a path that is typed."""
    person.press("ctrl+4")
    person.click("push button", "Send portfolios")
    person.tick("list item", f"{CANDIDATE}*")
    person.click("push button", "Choose where to save")
    name_file(person, path)
    person.look_for("label", f"*{path.name}*was written, reopened and verified.*")


def receive(person, path):
    """Receive a file whose path is typed; the portfolio is shown."""
    person.press("ctrl+4")
    person.click("push button", "Receive a file")
    name_file(person, path)
    person.click("push button", "Receive")
    person.look_for("button menu", "More")


def name_file(person, path):
    """Type a path into the dialog to choose a file."""
    person.look_for("text", IN_FILE_DIALOG)
    person.paste(IN_FILE_DIALOG, str(path))
    person.press("Return")


def sample(person):
    """Sample the decided unit, ask for an action about its item, and sign by mouse."""
    person.press("ctrl+5")
    person.click("list item", f"{CANDIDATE}, *")
    person.click("push button", "Mark whole item as looked at")
    person.click("check box", "Action needed")
    person.fill_in("What is needed", ASKED)
    person.click("push button", "Ask for this action")
    person.click("push button", "Sign the sample")
    person.draw_on("filler", "Sign here")
    person.click("push button", "Sign")
    person.look_for("label", "Signed by Vera Verifier*")


def answer(person):
    """Open the action from Today, and answer it by an addendum."""
    person.press("ctrl+1")
    person.click("list item", f"{CANDIDATE}, item 1. *{ASKED}*")
    person.click("list item", f"Action of the internal verifier*{ASKED}*")
    person.fill_in("What was done (added to the item as an addendum)", ANSWERED)
    person.click("push button", "Answer action")
    person.rest(1)
