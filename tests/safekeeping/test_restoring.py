"""Restoring from a backup: one portfolio without overwriting anything, or the whole caseload."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import take_stream_out
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, restoring
from tests.support.builders import PASSPHRASE, SECOND, contents, reopened, stored_events
from tests.support.pictures import encoded, scene
from tests.support.ungated import without_gate


@pytest.fixture
def backed_up(caseload, mo):
    """Back up Mo’s observation with a note and a photograph, then add another note."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))))
    backup = backups.make_backup(caseload)
    evidence.add_note(caseload, mo.id, item.id, "Came later")
    return backup


def lose(caseload, candidate):
    """Delete a portfolio’s entries as a fault would, without an erasure stub."""
    with caseload.together():
        take_stream_out(caseload.db, candidate)


def test_the_content_of_a_backup_is_previewed_before_restoring(caseload, mo, backed_up):
    before = stored_events(caseload)
    (preview,) = restoring.preview(caseload, backed_up).portfolios
    assert (preview.name, preview.missing_here) == ("Mo Candidate", 0)
    lose(caseload, mo.id)
    (preview,) = restoring.preview(caseload, backed_up).portfolios
    assert preview.missing_here == preview.entries > 5
    assert "1 portfolio" in restoring.preview(caseload, backed_up).words
    assert len(stored_events(caseload)) < len(before)


def test_a_lost_portfolio_is_restored_with_its_photographs_as_of_the_backup(caseload, mo, backed_up):
    (photograph,) = load_portfolio(caseload, mo.id).photographs
    lose(caseload, mo.id)
    caseload.attached.forget({photograph.sha256})
    assert restoring.restore_portfolio(caseload, backed_up, mo.id) > 5
    portfolio = load_portfolio(caseload, mo.id)
    assert [note.text for note in portfolio.notes] == ["Greets the customer"]
    assert caseload.attached.has(photograph.sha256)


def test_what_an_earlier_version_saved_is_restored_although_it_could_not_be_typed_now(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    with without_gate():
        evidence.add_note(caseload, mo.id, item.id, "Bell\x07 " + "x" * 200_000)
    backup = backups.make_backup(caseload)
    lose(caseload, mo.id)
    restoring.restore_portfolio(caseload, backup, mo.id)
    assert [note.text[:5] for note in load_portfolio(caseload, mo.id).notes] == ["Bell\x07"]


def test_restoring_a_portfolio_overwrites_nothing(caseload, mo, backed_up):
    before = stored_events(caseload)
    assert restoring.restore_portfolio(caseload, backed_up, mo.id) == 0
    assert stored_events(caseload) == before
    assert "Came later" in [note.text for note in load_portfolio(caseload, mo.id).notes]


def test_an_erased_portfolio_is_not_restored(caseload, mo, backed_up):
    retention.erase(caseload, mo.id, "The period is over", second=SECOND)
    with pytest.raises(UserError, match="was erased"):
        restoring.restore_portfolio(caseload, backed_up, mo.id)


def test_a_file_that_is_no_backup_of_this_caseload_is_refused_in_plain_words(caseload, backed_up, tmp_path):
    other = tmp_path / "records-20260101-000000-abc.db"
    other.write_bytes(b"nothing" * 2000)
    with pytest.raises(UserError, match="does not open with this caseload’s key"):
        restoring.preview(caseload, backups.backup_at(other))


def test_restoring_the_whole_sets_the_present_caseload_aside_unchanged(
    caseload, mo, backed_up, folder, clock
):
    master = caseload.attached.master
    caseload.close()
    before = contents(folder)
    aside = restoring.restore_whole(folder, master, backed_up, clock())
    assert contents(aside) == before
    again = reopened(folder)
    assert [note.text for note in load_portfolio(again, mo.id).notes] == ["Greets the customer"]
    again.close()
    later = caseloads.open_caseload(aside, caseloads.unlock(aside, PASSPHRASE))
    assert len(load_portfolio(later, mo.id).notes) == 2
    later.close()


def test_a_failed_restore_puts_the_present_caseload_back(caseload, backed_up, folder, clock):
    master = caseload.attached.master
    caseload.close()
    content = bytearray(backed_up.path.read_bytes())
    content[len(content) // 2] ^= 1
    backed_up.path.write_bytes(content)
    before = contents(folder)
    with pytest.raises(UserError, match="damaged"):
        restoring.restore_whole(folder, master, backed_up, clock())
    assert contents(folder) == before
    assert [path for path in folder.parent.iterdir() if "before-restoring" in path.name] == []
