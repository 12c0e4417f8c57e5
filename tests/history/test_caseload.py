"""A caseload on disk is created, opened and closed.

Each fault has its own sentence and changes nothing.
"""

import shutil
import stat
from dataclasses import replace

import pytest
from filelock import FileLock

from csassess.data.record.folder import check_whole
from csassess.data.record.schema import APPLICATION_ID, SCHEMA_VERSION
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE, is_caseload
from csassess.data.storage.sqlcipher import connect
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from tests.support.builders import OWNER, PASSPHRASE, cheap_keys, closed_caseload, contents, reopened


def refused(folder, passphrase=PASSPHRASE):
    """Return the error on opening, after checking that nothing on disk changed."""
    before = contents(folder) if folder.is_dir() else None
    with pytest.raises(UserError) as error:
        caseloads.open_caseload(folder, caseloads.unlock(folder, passphrase))
    assert (contents(folder) if folder.is_dir() else None) == before
    return str(error.value)


def test_a_new_caseload_opens_with_its_passphrase_and_names_centre_and_assessor(folder):
    caseload = reopened(folder)
    assert caseloads.centre_of(caseload).name == OWNER.centre
    assert caseloads.centre_of(caseload).number == OWNER.centre_number
    assert caseloads.assessor_of(caseload).name == OWNER.assessor
    caseload.close()


def test_a_saved_record_is_present_after_closing_and_opening(folder):
    caseload = reopened(folder)
    added = candidates.add_candidate(caseload, "Łukasz Żółć", "7")
    caseload.close()
    caseload = reopened(folder)
    assert candidates.list_candidates(caseload) == [added]
    caseload.close()


def test_the_recovery_code_opens_the_caseload(tmp_path):
    keys = cheap_keys()
    folder = closed_caseload(tmp_path / "c", keys)
    caseloads.open_caseload(folder, caseloads.unlock_by_recovery_code(folder, keys.recovery_code)).close()


@pytest.mark.parametrize("changed", [{"assessor": " "}, {"centre": ""}])
def test_a_caseload_without_assessor_or_centre_name_is_refused_and_nothing_is_created(tmp_path, changed):
    with pytest.raises(UserError, match="Please fill in"):
        caseloads.set_up(tmp_path / "c", cheap_keys(), replace(OWNER, **changed))
    assert contents(tmp_path) == {}


def test_a_second_caseload_in_the_same_folder_is_refused_and_the_first_is_unchanged(folder):
    before = contents(folder)
    with pytest.raises(UserError, match="already a caseload"):
        caseloads.set_up(folder, cheap_keys(), OWNER)
    assert contents(folder) == before


def test_a_folder_that_is_a_file_is_refused_for_a_new_caseload(tmp_path):
    (tmp_path / "c").write_text("a shopping list")
    with pytest.raises(UserError, match="A caseload could not be created in “"):
        caseloads.set_up(tmp_path / "c", cheap_keys(), OWNER)
    assert contents(tmp_path) == {"c": b"a shopping list"}


def test_a_read_only_folder_is_refused_for_a_new_caseload(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(UserError, match="A caseload could not be created in “"):
        caseloads.set_up(folder, cheap_keys(), OWNER)
    folder.chmod(stat.S_IRWXU)
    assert contents(folder) == {}


def test_a_failed_set_up_leaves_nothing_that_prevents_the_next_one(tmp_path):
    blocked = tmp_path / "c" / f"{KEY_FILE}.part"
    blocked.mkdir(parents=True)
    with pytest.raises(UserError, match="A caseload could not be created in “"):
        caseloads.set_up(tmp_path / "c", cheap_keys(), OWNER)
    blocked.rmdir()
    caseloads.set_up(tmp_path / "c", cheap_keys(), OWNER).close()


class KeysThatCannotBeWritten:
    """Keys on a disk that fails as they are written, after another file appeared in the folder."""

    def __init__(self, folder):
        self.master, self.recovery_code, self._folder = bytes(32), "", folder

    @property
    def content(self):
        (self._folder / "letter.txt").write_text("Dear Sir")
        raise OSError("the disk is full")


def test_a_failed_set_up_removes_only_its_own_files(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    with pytest.raises(UserError, match="A caseload could not be created in “"):
        caseloads.set_up(folder, KeysThatCannotBeWritten(folder), OWNER)
    assert contents(folder) == {"letter.txt": b"Dear Sir"}


def test_a_folder_that_another_window_uses_is_refused_for_a_new_caseload(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    with (
        FileLock(folder / "caseload.lock", timeout=0),
        pytest.raises(UserError, match="already open in another window"),
    ):
        caseloads.set_up(folder, cheap_keys(), OWNER)


def test_a_missing_folder_is_named_in_the_error(tmp_path):
    assert "nowhere” does not exist" in refused(tmp_path / "nowhere")
    assert contents(tmp_path) == {}


def test_a_folder_without_a_caseload_is_refused_as_such(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir")
    assert "There is no caseload in" in refused(tmp_path)


@pytest.mark.parametrize("name", [KEY_FILE, DATABASE_FILE])
def test_a_caseload_that_lacks_a_file_names_the_file(folder, name):
    (folder / name).unlink()
    assert f"has lost its file {name}" in refused(folder)


def test_a_wrong_passphrase_is_refused_as_such(folder):
    assert "The passphrase is not correct" in refused(folder, "another kettle")


def test_a_damaged_key_file_is_named_in_the_error(folder):
    content = bytearray((folder / KEY_FILE).read_bytes())
    content[len(content) // 2] ^= 0x01
    (folder / KEY_FILE).write_bytes(content)
    assert f"The key file ({KEY_FILE}) is damaged" in refused(folder)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.95])
def test_a_damaged_database_is_named_in_the_error(folder, share):
    content = bytearray((folder / DATABASE_FILE).read_bytes())
    content[int(len(content) * share)] ^= 0x10
    (folder / DATABASE_FILE).write_bytes(content)
    assert f"database ({DATABASE_FILE}) is damaged" in refused(folder)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
def test_a_whole_check_in_the_background_finds_damage_anywhere(folder, share):
    master = caseloads.unlock(folder, PASSPHRASE)
    check_whole(folder, master, lambda: False)
    content = bytearray((folder / DATABASE_FILE).read_bytes())
    content[int(len(content) * share)] ^= 0x10
    (folder / DATABASE_FILE).write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        check_whole(folder, master, lambda: False)


def test_a_whole_check_stops_when_the_caseload_closes(folder):
    caseload = reopened(folder)
    for _ in range(20):
        candidates.add_candidate(caseload, "Mo Candidate")
    caseload.close()
    asked = []
    check_whole(folder, caseload.attached.master, lambda: bool(asked.append(0)) or caseload.closing.is_set())
    assert len(asked) <= 1


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 30_000])
def test_a_truncated_database_is_reported_as_damaged(folder, length):
    (folder / DATABASE_FILE).write_bytes((folder / DATABASE_FILE).read_bytes()[:length])
    assert f"database ({DATABASE_FILE}) is damaged" in refused(folder)


def test_the_database_of_another_caseload_does_not_open_with_this_key(folder, tmp_path):
    other = closed_caseload(tmp_path / "other")
    shutil.copy(other / DATABASE_FILE, folder / DATABASE_FILE)
    assert f"database ({DATABASE_FILE}) is damaged" in refused(folder)


def test_refusing_a_damaged_database_leaves_no_lock_file(folder):
    (folder / "caseload.lock").unlink(missing_ok=True)
    (folder / DATABASE_FILE).write_bytes(b"x" * 8192)
    assert f"database ({DATABASE_FILE}) is damaged" in refused(folder)


def marked(folder, pragma, value):
    db = connect(folder / DATABASE_FILE, caseloads.unlock(folder, PASSPHRASE))
    db.execute(f"PRAGMA {pragma} = {value}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def test_a_caseload_of_a_newer_version_is_refused_as_such(folder):
    marked(folder, "user_version", SCHEMA_VERSION + 1)
    assert "created by a newer version" in refused(folder)


def test_a_database_of_another_program_is_not_called_newer(folder):
    marked(folder, "application_id", APPLICATION_ID + 1)
    assert "newer version" not in refused(folder)


def test_a_second_instance_is_refused_and_the_first_keeps_working(folder):
    first = reopened(folder)
    assert "already open in another window" in refused(folder)
    candidates.add_candidate(first, "Mo Candidate")
    first.close()
    reopened(folder).close()


@pytest.mark.parametrize("name", [".", DATABASE_FILE])
def test_a_read_only_caseload_is_refused_as_such(folder, name):
    path = folder / name
    mode = path.stat().st_mode
    path.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    assert "is read-only" in refused(folder)
    path.chmod(mode)


def test_the_refusals_are_different_sentences(folder, tmp_path):
    messages = [refused(tmp_path / "nowhere"), refused(folder, "another kettle")]
    marked(folder, "user_version", SCHEMA_VERSION + 1)
    messages.append(refused(folder))
    content = (folder / DATABASE_FILE).read_bytes()
    (folder / DATABASE_FILE).write_bytes(content[:5000])
    messages.append(refused(folder))
    (folder / KEY_FILE).write_bytes(b"{}")
    messages.append(refused(folder))
    (folder / KEY_FILE).unlink()
    messages.append(refused(folder))
    (folder / DATABASE_FILE).unlink()
    messages.append(refused(folder))
    assert len(set(messages)) == len(messages)
    assert all("Error" not in sentence and sentence.endswith(".") for sentence in messages)


def test_after_a_refusal_the_caseload_opens_as_before(folder):
    refused(folder, "another kettle")
    marked(folder, "user_version", SCHEMA_VERSION + 1)
    refused(folder)
    marked(folder, "user_version", SCHEMA_VERSION)
    reopened(folder).close()


@pytest.mark.parametrize("left", [("keys.json",), ("keys.json", "caseload.db"), ()])
def test_a_set_up_stopped_midway_is_no_caseload_and_can_be_repeated(folder, tmp_path, left):
    half = tmp_path / "half"
    half.mkdir()
    for name in left:
        shutil.copy(folder / name, half / name)
    (half / "caseload.new").touch()
    assert not is_caseload(half)
    caseloads.set_up(half, cheap_keys(), OWNER).close()
    reopened(half).close()
    assert len(list(half.glob("*.damaged-*"))) == len(left)
