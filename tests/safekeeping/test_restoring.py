"""Bringing back from a backup: one portfolio without overwriting anything, or the whole with the present one put aside."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import take_stream_out
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, restoring
from tests.support.builders import PASSPHRASE, bodies, contents, reopened
from tests.support.pictures import encoded, scene


@pytest.fixture
def kept(caseload, mo):
    """Mo's observation with a note and a photograph, backed up; another note came after it."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))))
    backup = backups.make_backup(caseload)
    evidence.add_note(caseload, mo.id, item.id, "Came later")
    return backup


def lose(caseload, candidate):
    """Take a portfolio's entries out, as a fault would: no stub says that it was erased."""
    with caseload.together():
        take_stream_out(caseload.db, candidate)


def test_what_is_in_a_backup_is_said_before_anything_is_brought_back(caseload, mo, kept):
    before = bodies(caseload)
    (shown,) = restoring.preview(caseload, kept).portfolios
    assert (shown.name, shown.missing_here) == ("Mo Candidate", 0)
    lose(caseload, mo.id)
    (shown,) = restoring.preview(caseload, kept).portfolios
    assert shown.missing_here == shown.entries > 5
    assert "1 portfolio" in restoring.preview(caseload, kept).words
    assert len(bodies(caseload)) < len(before)


def test_a_lost_portfolio_comes_back_with_its_photographs_up_to_the_backup(caseload, mo, kept):
    (photograph,) = load_portfolio(caseload, mo.id).photographs
    lose(caseload, mo.id)
    caseload.attached.forget({photograph.sha256})
    assert restoring.restore_portfolio(caseload, kept, mo.id) > 5
    portfolio = load_portfolio(caseload, mo.id)
    assert [note.text for note in portfolio.notes] == ["Greets the customer"]
    assert caseload.attached.has(photograph.sha256)


def test_what_is_here_is_not_overwritten(caseload, mo, kept):
    before = bodies(caseload)
    assert restoring.restore_portfolio(caseload, kept, mo.id) == 0
    assert bodies(caseload) == before
    assert "Came later" in [note.text for note in load_portfolio(caseload, mo.id).notes]


def test_an_erased_portfolio_is_not_brought_back(caseload, mo, kept):
    retention.erase(caseload, mo.id, "The period is over")
    with pytest.raises(UserError, match="was erased"):
        restoring.restore_portfolio(caseload, kept, mo.id)


def test_a_file_that_is_no_backup_of_this_caseload_is_said_plainly(caseload, kept, tmp_path):
    other = tmp_path / "records-20260101-000000-abc.db"
    other.write_bytes(b"nothing" * 2000)
    with pytest.raises(UserError, match="cannot be read"):
        restoring.preview(caseload, backups.backup_at(other))


def test_the_whole_is_restored_and_the_present_one_lies_aside_untouched(caseload, mo, kept, folder, clock):
    master = caseload.attached.master
    caseload.close()
    before = contents(folder)
    aside = restoring.restore_whole(folder, master, kept, clock())
    assert contents(aside) == before
    again = reopened(folder)
    assert [note.text for note in load_portfolio(again, mo.id).notes] == ["Greets the customer"]
    again.close()
    later = caseloads.open_caseload(aside, caseloads.unlock(aside, PASSPHRASE))
    assert len(load_portfolio(later, mo.id).notes) == 2
    later.close()


def test_where_it_cannot_be_restored_the_present_one_is_back_in_its_place(caseload, kept, folder, clock):
    master = caseload.attached.master
    caseload.close()
    content = bytearray(kept.path.read_bytes())
    content[len(content) // 2] ^= 1
    kept.path.write_bytes(content)
    before = contents(folder)
    with pytest.raises(UserError, match="damaged"):
        restoring.restore_whole(folder, master, kept, clock())
    assert contents(folder) == before
    assert [path for path in folder.parent.iterdir() if "before-restoring" in path.name] == []
