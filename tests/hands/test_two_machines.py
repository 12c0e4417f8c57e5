"""Two machines in step through a folder: what is typed and what arrives meanwhile are both kept."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from tests.hands.conftest import MO
from tests.hands.record import Record
from tests.support.builders import closed_caseload, reopened

FIRST, OFFICE, TYPED, LATER = "Greets every customer at once.", " Says sorry.", " By name.", " Smiles."


@pytest.fixture
def office(noted, tmp_path):
    """Open the caseload of a second machine that is in step with Mo's through a folder."""
    shared = tmp_path / "shared"
    shared.mkdir()
    tablet, office = reopened(noted), reopened(closed_caseload(tmp_path / "office"))
    for caseload in (tablet, office):
        folder_sync.choose_folder(caseload, shared)
    for caseload in (tablet, office):
        (partner,) = folder_sync.partners(caseload)
        folder_sync.accept(caseload, partner.card.device)
    for caseload in (tablet, office, tablet):
        folder_sync.sync_folder(caseload)
    tablet.close()
    yield office
    office.close()


def test_words_that_arrive_while_a_note_is_typed_are_kept_beside_the_others(desk, noted, office, tmp_path):
    person = desk.open(noted)
    person.click("push button", f"Continue the visit to {MO}")
    person.click("text", "What you saw")
    person.press("ctrl+End")
    person.type(TYPED)
    write_in_the_office(office)
    person.look_for("list item", f"*{OFFICE.strip()}*", seconds=40)  # the machines are synced every 30 s
    person.type(LATER)
    seen = person.read("text", "What you saw")
    desk.close()
    sync(noted, office)
    assert seen == FIRST + TYPED + LATER
    for folder in (noted, tmp_path / "office"):
        written = Record(folder, MO).every("note", "text")
        assert {FIRST + OFFICE, FIRST + TYPED + LATER} <= set(written)
    assert Record(noted, MO).report() == Record(tmp_path / "office", MO).report()


def write_in_the_office(office):
    """Add words to the same note on the other machine, and put them into the folder."""
    mo = candidates.find_candidate(office, MO).id
    (note,) = load_portfolio(office, mo).notes
    evidence.change_note(office, mo, replace(note, text=note.text + OFFICE))
    folder_sync.sync_folder(office)


def sync(folder, office):
    """Sync both machines once more, and close them."""
    tablet = reopened(folder)
    for caseload in (tablet, office, tablet):
        folder_sync.sync_folder(caseload)
    tablet.close()
    office.close()
