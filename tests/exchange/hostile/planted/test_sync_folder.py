"""Somebody with write access to the sync folder plants links, pipes, junk and other content there."""

import json
import os
import shutil

import pytest

from csassess.data.record.local_state import LocalState
from csassess.domain.errors import UserError
from csassess.services.exchange import folder_sync
from csassess.services.exchange.folder_files import candidate_hash
from csassess.services.exchange.folder_state import partner_cards, states
from tests.support.syncing import add_note, meet

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes")


def own_part(caseload, folder):
    """Return the part of the folder in which a machine writes."""
    return folder / caseload.device[:12]


@pytest.mark.parametrize("name", ["state.json.part", "machine.cskey.part", "state.json", "bundle"])
def test_a_link_in_the_folder_lets_no_sync_write_over_a_file_outside_it(shared, tmp_path, name):
    tablet, _, mo, folder = shared
    own = own_part(tablet, folder)
    precious = tmp_path / "tablet" / "keys.json"
    before = precious.read_bytes()
    add_note(tablet, mo, "New")
    (own / "machine.cskey").unlink()
    if name == "bundle":
        name = f"{candidate_hash(mo.id)}-000002.csbundle.part"
    (own / name).unlink(missing_ok=True)
    (own / name).symlink_to(precious)
    folder_sync.sync_folder(tablet)
    assert precious.read_bytes() == before
    assert not any(path.is_symlink() for path in own.iterdir())


def test_a_machine_s_part_of_the_folder_that_leads_elsewhere_is_not_written_into(shared, tmp_path):
    tablet, _, mo, folder = shared
    elsewhere = tmp_path / "elsewhere"
    shutil.move(own_part(tablet, folder), elsewhere)
    (elsewhere / "state.json").unlink()
    own_part(tablet, folder).symlink_to(elsewhere)
    add_note(tablet, mo, "New")
    before = sorted(elsewhere.iterdir())
    with pytest.raises(UserError, match="is a link"):
        folder_sync.sync_folder(tablet)
    assert sorted(elsewhere.iterdir()) == before


@pytest.mark.parametrize("where", ["nowhere", "itself"])
def test_a_link_that_leads_nowhere_in_place_of_an_own_file_does_not_stop_the_sync(shared, where):
    tablet, office, mo, folder = shared
    add_note(tablet, mo, "New")
    folder_sync.sync_folder(tablet)
    path = max(own_part(tablet, folder).glob("*.csbundle"))
    path.unlink()
    path.symlink_to(path if where == "itself" else "/nowhere")
    folder_sync.sync_folder(tablet)
    meet(office, tablet)
    assert _notes(office, mo) == _notes(tablet, mo)


def _notes(caseload, mo):
    return caseload.db.execute("SELECT COUNT(*) FROM events WHERE stream = ?", (mo.id,)).fetchone()


@pytest.mark.parametrize("name", ["state.json", "machine.cskey", "bundle"])
@pytest.mark.parametrize("what", ["pipe", "link to a pipe", "link to a device", "folder"])
@pytest.mark.timeout(30)
def test_what_is_no_file_in_a_partner_s_folder_does_not_stop_the_sync(shared, tmp_path, name, what):
    tablet, office, mo, folder = shared
    if name == "bundle":
        name = f"{candidate_hash(mo.id)}-000009.csbundle"
    path = own_part(office, folder) / name
    path.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "link to a device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    folder_sync.sync_folder(tablet)


def test_a_state_whose_signature_was_changed_is_written_again(shared):
    tablet, office, _, folder = shared
    path = own_part(tablet, folder) / "state.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "signature": "00" * 64}))
    folder_sync.sync_folder(tablet)
    assert states(office, partner_cards(office))


@pytest.mark.parametrize("content", ["", "another machine's", "with a changed name"])
def test_a_machine_s_own_key_file_that_was_changed_is_written_again(shared, content):
    tablet, office, _, folder = shared
    path = own_part(tablet, folder) / "machine.cskey"
    before = path.read_bytes()
    if content == "another machine's":
        path.write_bytes((own_part(office, folder) / "machine.cskey").read_bytes())
    else:
        path.write_bytes(before.replace(b"Ann", b"Eve") if content else b"")
    folder_sync.sync_folder(tablet)
    assert path.read_bytes() == before
    assert tablet.device in {partner.card.device for partner in folder_sync.partners(office)}


def test_a_key_file_and_a_state_that_are_right_are_not_written_again(shared):
    tablet, _, _, folder = shared
    paths = [own_part(tablet, folder) / name for name in ("machine.cskey", "state.json")]
    folder_sync.sync_folder(tablet)
    before = [path.stat().st_ino for path in paths]
    folder_sync.sync_folder(tablet)
    assert [path.stat().st_ino for path in paths] == before


def test_the_lists_of_files_are_stored_no_more_often_the_more_junk_lies_in_the_folder(shared, monkeypatch):
    tablet, office, _, folder = shared
    stored = []
    store = LocalState.set
    monkeypatch.setattr(
        LocalState, "set", lambda self, key, value: (stored.append(key), store(self, key, value))[1]
    )
    counts = []
    for count in (5, 50):
        for number in range(count):
            (own_part(office, folder) / f"{count:06}{number:06}-000001.csbundle").write_bytes(b"")
        for _ in range(2):
            stored.clear()
            said = folder_sync.sync_folder(tablet)[2]
            counts.append(len(stored))
    assert max(counts) == min(counts)
    assert len(said) < 25
    assert "30 more files" in "".join(said)


def test_junk_is_looked_at_twice_and_then_left(shared):
    tablet, office, _, folder = shared
    (own_part(office, folder) / f"{'0' * 12}-000001.csbundle").write_bytes(b"junk")
    assert [len(folder_sync.sync_folder(tablet)[2]) for _ in range(3)] == [1, 1, 0]
