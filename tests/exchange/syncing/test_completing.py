"""Entries that are here without their words, as an earlier version took them in, are completed."""

import pytest

from csassess.data.exchange.vectors import vector
from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.redaction import redact_values
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from csassess.services.retention import redaction
from tests.exchange.syncing.test_folder_losses import stick
from tests.support.exchanging import state, transfer
from tests.support.syncing import add_note, meet, notes

__all__ = ["stick"]


def blank(caseload, mo):
    """Remove the words of the first note and of the candidate's item, as an earlier version received them."""
    note = load_portfolio(caseload, mo.id).notes[0]
    keys = [("note", note.id, "text"), ("evidence", note.evidence, "description")]
    values = {(event, *key) for key in keys for event in caseload.heads(mo.id, *key[:2]).get(key[2], ())}
    with caseload.together():
        redact_values(caseload.db, values)
    fold.rebuild(caseload.db)
    assert load_portfolio(caseload, mo.id).notes[0].text == "[taken out]"


@pytest.fixture
def received(two, mo_on_tablet, tmp_path):
    """Send the candidate from the tablet to the office."""
    transfer(*two, mo_on_tablet.id, tmp_path / "first.csbundle")
    return mo_on_tablet


def test_an_entry_that_lost_its_words_gets_them_from_a_file_that_has_them(two, received, tmp_path):
    tablet, office = two
    blank(office, received)
    transfer(tablet, office, received.id, tmp_path / "again.csbundle")
    assert state(tablet, received.id) == state(office, received.id)
    assert office.db.execute("SELECT COUNT(*) FROM withheld").fetchone() == (0,)


def test_words_that_were_redacted_do_not_come_back_with_a_file_that_has_them(two, received, tmp_path):
    tablet, office = two
    note = load_portfolio(office, received.id).notes[0]
    redaction.redact(office, received.id, note, "text", "customer", "Names someone")
    transfer(tablet, office, received.id, tmp_path / "again.csbundle")
    assert load_portfolio(office, received.id).notes[0].text == "Greets the [taken out]"
    assert office.db.execute("SELECT COUNT(*) FROM withheld").fetchone() == (1,)


def test_a_chain_counts_as_here_only_up_to_an_entry_that_lost_its_words(two, received):
    _, office = two
    whole = vector(office.db)[received.id]
    note = load_portfolio(office, received.id).notes[0]
    (event,) = office.heads(received.id, "note", note.id)["text"]
    blank(office, received)
    (device,) = whole
    assert vector(office.db)[received.id][device].sequence < office.history.event(event).sequence


def test_machines_that_sync_complete_each_other_s_entries(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "Words")
    meet(tablet, office)
    blank(office, mo)
    folder_sync.sync_folder(office)
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["Words"]
    assert state(tablet, mo.id) == state(office, mo.id)
    evidence.start_observation(office, mo.id, "Stockroom")
    assert meet(tablet, office) == [[], []]
    assert state(tablet, mo.id) == state(office, mo.id)
