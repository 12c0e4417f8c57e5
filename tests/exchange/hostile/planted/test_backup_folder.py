"""Somebody who had the stick with the backups plants links, pipes and folders there."""

import os
import shutil
from contextlib import suppress

import pytest

from csassess.data.removal import erasure, redaction
from csassess.domain.errors import UserError
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups, checking
from tests.support.builders import PASSPHRASE, contents
from tests.support.pictures import encoded, scene

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes")
LATER = "records-20990101-000000-abcdef-00099.db"


@pytest.fixture
def stick(caseload, tmp_path):
    """Back up a caseload with a photograph to a stick; return the stick's folder."""
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    candidates.enrol(caseload, mo.id, "ocr-b10")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "Counter")
    folder = tmp_path / "stick"
    backups.make_backup(caseload, folder)
    return folder


@pytest.mark.parametrize("name", ["photos.db", LATER])
def test_no_backup_counts_while_a_file_of_it_is_a_link(caseload, stick, name):
    """The photographs that a link leads to are the caseload's own: they exist once."""
    own = caseload.folder / (name if name == "photos.db" else "caseload.db")
    (stick / name).unlink(missing_ok=True)
    (stick / name).symlink_to(own)
    before = own.read_bytes()
    candidates.add_candidate(caseload, "Jo Candidate")
    last = backups.last_proved(caseload)
    with pytest.raises(UserError, match="is a link"):
        backups.make_backup(caseload, stick)
    assert backups.last_proved(caseload) == last
    assert len(own.read_bytes()) >= len(before)


@pytest.mark.parametrize("name", ["keys.json.part", "keys-1.json.part"])
def test_a_link_on_the_stick_lets_no_backup_write_over_a_file_outside_it(caseload, stick, tmp_path, name):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (stick / name.removesuffix(".part")).write_bytes(b"damaged")
    (stick / name).symlink_to(precious)
    with suppress(UserError):
        backups.make_backup(caseload, stick)
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("name", ["keys.json", "keys-1.json", "photos.db", LATER])
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
@pytest.mark.timeout(30)
def test_what_is_no_file_among_the_backups_is_refused_at_once(caseload, stick, name, what):
    (stick / name).unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(stick / name)
    elif what == "device":
        (stick / name).symlink_to("/dev/zero")
    else:
        (stick / name).mkdir()
    candidates.add_candidate(caseload, "Jo Candidate")
    with pytest.raises(UserError, match="no ordinary file"):
        backups.make_backup(caseload, stick)
    list(checking.check_folder(caseload.folder, PASSPHRASE, [stick]))


def test_a_link_in_place_of_files_under_a_new_key_moves_nobody_s_files(caseload, stick, tmp_path):
    """Files that are complete under a new key are moved into the folder of backups, whatever they are."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "thesis.txt").write_text("precious")
    (stick / ".relocked").symlink_to(documents)
    for act in (
        lambda: backups.make_backup(caseload, stick),
        lambda: backups.with_passphrase("not the passphrase")(stick),
    ):
        with pytest.raises(UserError):
            act()
        assert contents(documents) == {"thesis.txt": b"precious"}


def test_a_link_among_the_files_under_a_new_key_is_not_moved_into_place(caseload, stick, tmp_path):
    (stick / ".relocked").mkdir()
    (stick / ".relocked" / "photos.db").symlink_to(caseload.folder / "photos.db")
    with pytest.raises(UserError):
        backups.make_backup(caseload, stick)
    assert not (stick / "photos.db").is_symlink()


@pytest.mark.parametrize("name", ["photos.db", LATER])
@pytest.mark.timeout(30)
def test_a_link_among_the_backups_is_not_restored(caseload, stick, tmp_path, name):
    backup = backups.latest_in(stick)
    (stick / name).unlink(missing_ok=True)
    (stick / name).symlink_to(os.devnull if name == LATER else "/dev/zero")
    assert backups.latest_in(stick).path == backup.path
    master = caseload.attached.master
    try:
        backups.restore_caseload(backup, lambda _: master, tmp_path / "restored")
    except UserError:
        assert name == "photos.db"


def test_nothing_is_erased_or_covered_through_a_link_among_the_backups(caseload, stick):
    shutil.copy(caseload.folder / "photos.db", stick / "other")
    (stick / "photos.db").unlink()
    (stick / "photos.db").symlink_to(stick / "other")
    for act in (
        lambda: erasure.clean_backups(stick, caseload.attached.master, (), ["00"]),
        lambda: redaction.clean(caseload, stick),
    ):
        with pytest.raises(UserError, match="is a link"):
            act()
