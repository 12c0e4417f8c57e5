"""A restored, copied or repaired caseload sends what the machine it was before had written."""

import shutil

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.backups import remember_place, restore
from csassess.domain.errors import UserError
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync, key_files
from csassess.services.safekeeping import backups, checking
from tests.exchange.test_folder_sync import carry
from tests.support.builders import PASSPHRASE, closed_caseload, reopened
from tests.support.exchanging import acquaint, machine, transfer


@pytest.fixture
def vera(tmp_path, clock):
    caseload = machine(tmp_path / "vera", clock=clock)
    yield caseload
    caseload.close()


@pytest.fixture
def written(tmp_path, clock):
    """Return a caseload with a candidate, an observation and a backup, and the candidate."""
    caseload = reopened(closed_caseload(tmp_path / "first"), clock=clock)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    candidates.enrol(caseload, mo.id, "ocr-b10")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    backups.make_backup(caseload)
    return caseload, mo.id


def restored(caseload, tmp_path):
    backup = backups.latest_in(backups.own_place(caseload))
    caseload.close()
    restore(backup.path, caseload.attached.master, tmp_path / "again", backup.at)
    return reopened(tmp_path / "again", clock=caseload.clock)


def copied(caseload, tmp_path):
    caseload.close()
    shutil.copytree(caseload.folder, tmp_path / "again")
    return reopened(tmp_path / "again", clock=caseload.clock)


def repaired(caseload, tmp_path):
    caseload.db.execute("DELETE FROM events WHERE rowid = (SELECT MAX(rowid) FROM events)")
    caseload.close()
    assert any(
        "1 entry was restored" in sentence for sentence in checking.repair(caseload.folder, PASSPHRASE)
    )
    return reopened(caseload.folder, clock=caseload.clock)


WAYS = [restored, copied, repaired]


def wrong(caseload):
    return [sentence for line in checking.full_check(caseload).run() for sentence in line.wrong]


@pytest.mark.parametrize("way", WAYS)
def test_a_new_machine_sends_what_the_old_one_wrote_and_all_of_it_counts(written, vera, tmp_path, way):
    caseload, mo = written
    device = caseload.device
    again = way(caseload, tmp_path)
    assert again.device != device
    assert wrong(again) == []
    (item,) = load_portfolio(again, mo).evidence
    evidence.add_note(again, mo, item.id, "On the new machine")
    acquaint(again, vera, folder=tmp_path)
    _, merged = transfer(again, vera, mo, tmp_path / "mo.csbundle")
    assert merged.quarantined == []
    notes = {note.text for note in load_portfolio(vera, mo).notes}
    assert notes == {note.text for note in load_portfolio(again, mo).notes}
    assert "On the new machine" in notes
    assert wrong(vera) == wrong(again) == []
    again.close()


@pytest.fixture
def unsigned(written, monkeypatch, tmp_path):
    """Restore the caseload as an earlier version did, which dropped the old machine's key."""
    with monkeypatch.context() as earlier:
        earlier.setattr("csassess.data.access.opening.sign_off", lambda *_: None)
        again = restored(written[0], tmp_path)
    yield again, written[1]
    again.close()


def test_what_an_old_machine_did_not_sign_is_named_with_a_way_on_before_anything_is_sent(
    unsigned, vera, tmp_path
):
    again, mo = unsigned
    acquaint(again, vera, folder=tmp_path)
    with pytest.raises(UserError, match=r"did not sign.*restore its last backup again"):
        transfer(again, vera, mo, tmp_path / "mo.csbundle")
    assert not (tmp_path / "mo.csbundle").exists()


def test_a_backup_that_still_holds_the_old_machines_key_signs_what_it_wrote(unsigned, vera, tmp_path):
    again, mo = unsigned
    remember_place(again, tmp_path / "first" / "backups")
    acquaint(again, vera, folder=tmp_path)
    _, merged = transfer(again, vera, mo, tmp_path / "mo.csbundle")
    assert merged.quarantined == []
    assert wrong(again) == []


def test_a_machine_made_new_twice_still_sends_everything(written, vera, tmp_path):
    caseload, mo = written
    first = restored(caseload, tmp_path)
    (item,) = load_portfolio(first, mo).evidence
    evidence.add_note(first, mo, item.id, "On the second machine")
    first.close()
    shutil.copytree(first.folder, tmp_path / "third")
    third = reopened(tmp_path / "third", clock=caseload.clock)
    acquaint(third, vera, folder=tmp_path)
    _, merged = transfer(third, vera, mo, tmp_path / "mo.csbundle")
    assert merged.quarantined == []
    assert len(load_portfolio(vera, mo).notes) == 2
    third.close()


def test_what_the_old_machine_wrote_after_the_copy_is_received_by_the_copy(written, tmp_path):
    caseload, mo = written
    copy = copied(caseload, tmp_path)
    original = reopened(caseload.folder, clock=caseload.clock)
    (item,) = load_portfolio(original, mo).evidence
    evidence.add_note(original, mo, item.id, "Later on the old machine")
    acquaint(original, copy, folder=tmp_path)
    _, merged = transfer(original, copy, mo, tmp_path / "mo.csbundle")
    assert merged.quarantined == []
    assert len(load_portfolio(copy, mo).notes) == 2
    transfer(copy, original, mo, tmp_path / "back.csbundle")
    assert wrong(copy) == wrong(original) == []
    original.close()
    copy.close()


@pytest.mark.parametrize("way", [restored, copied])
def test_sync_through_the_folder_works_on_the_new_machine(written, vera, tmp_path, way):
    caseload, mo = written
    again = way(caseload, tmp_path)
    for name, opened in (("again", again), ("vera", vera)):
        (tmp_path / f"{name}-folder").mkdir()
        folder_sync.choose_folder(opened, tmp_path / f"{name}-folder")
    carry(again, vera)
    for opened in (again, vera):
        (partner,) = folder_sync.partners(opened)
        folder_sync.accept(opened, partner.card.device)
    assert folder_sync.sync_folder(again) == (0, 1, [])
    carry(again, vera)
    assert folder_sync.sync_folder(vera) == (1, 0, [])
    assert len(load_portfolio(vera, mo).notes) == 1
    again.close()


@pytest.mark.parametrize("way", [restored, copied])
def test_the_old_machine_vouches_for_the_new_one_so_that_it_need_not_be_accepted_again(
    written, vera, tmp_path, way
):
    caseload, mo = written
    acquaint(vera, caseload, folder=tmp_path)
    transfer(caseload, vera, mo, tmp_path / "first.csbundle")
    caseload = way(caseload, tmp_path)
    evidence.add_item(caseload, mo, "WP", "Letter", caseload.clock().date())
    key_files.read_key_file(caseload, tmp_path / "0.cskey")  # Vera's
    _, merged = transfer(caseload, vera, mo, tmp_path / "second.csbundle")
    assert merged.quarantined == []
    assert load_portfolio(vera, mo).unconfirmed == frozenset()
    caseload.close()
