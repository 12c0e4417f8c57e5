"""Packs in a folder in step: what lies there complete is taken in, and nothing there stops the rest."""

import os
from datetime import timedelta

import pytest

from csassess.domain.records.questions import UnitPack
from csassess.domain.records.roles import Role
from csassess.services.exchange import folder_sync
from csassess.services.packs import folder as packs_in_folder
from csassess.services.packs import packs
from tests.support.syncing import carry, put_in_step
from tests.support.verifying import become


@pytest.fixture
def in_step(desk, tmp_path):
    """The desk, with the office's and the assessor's machine syncing; the office has a pack of one unit."""
    both = (desk.office, desk.ann)
    put_in_step(tmp_path, *both)
    desk.approved(desk.office, "bread")
    desk.pack("bread")
    folder_sync.sync_folder(desk.office)
    return desk


def part(of, seen_by):
    """Return the part of a machine in the folder of another, or in its own."""
    return folder_sync.folder_of(seen_by) / "csassess" / of.device[:12]


def given(caseload):
    """Return the packs that a machine has in its own part of its folder."""
    return sorted(part(caseload, caseload).glob("*.cspack"))


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["pipe", "link to a pipe", "link to a pack", "folder"])
@pytest.mark.timeout(30)
def test_only_what_is_a_file_itself_is_taken_in(in_step, tmp_path, what):
    (pack,) = given(in_step.office)
    path = part(in_step.office, in_step.ann) / pack.name
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / "pipe")
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "pipe" if what == "link to a pipe" else pack)
    received, _, sentences = folder_sync.sync_folder(in_step.ann)
    assert (received, sentences, in_step.states()) == (0, [], [])


@pytest.mark.parametrize("damage", ["cut", "foreign", "link", "gone"])
def test_a_pack_that_was_damaged_in_the_own_part_is_written_again(in_step, tmp_path, damage):
    (pack,) = given(in_step.office)
    whole = pack.read_bytes()
    if damage == "cut":
        pack.write_bytes(whole[:100])
    elif damage == "foreign":
        pack.write_bytes(b"something else")
    else:
        pack.unlink()
        if damage == "link":
            (tmp_path / "elsewhere").write_bytes(whole)
            pack.symlink_to(tmp_path / "elsewhere")
    folder_sync.sync_folder(in_step.office)
    assert pack.read_bytes() == whole
    assert not pack.is_symlink()


def test_a_pack_whose_bytes_are_missing_stops_no_other(in_step):
    (pack,) = given(in_step.office)
    (record,) = in_step.office.all(UnitPack, "caseload")
    in_step.office.attached.forget({record.content})
    pack.unlink()
    in_step.approved(in_step.office, "cake")
    in_step.pack("cake")
    folder_sync.sync_folder(in_step.office)
    (other,) = given(in_step.office)
    assert other.name != pack.name


def test_the_newest_packs_lie_in_the_own_part_and_no_others(in_step, monkeypatch, clock):
    monkeypatch.setattr(packs_in_folder, "_MOST_OF_ONE", 2)
    for _ in range(2):
        clock.now += timedelta(days=1)
        in_step.pack("bread")
        folder_sync.sync_folder(in_step.office)
    (part(in_step.office, in_step.office) / "foreign.cspack").write_bytes(b"{}")
    folder_sync.sync_folder(in_step.office)
    newest = sorted(in_step.office.all(UnitPack, "caseload"), key=lambda pack: pack.on)[-2:]
    assert [path.name for path in given(in_step.office)] == sorted(f"{p.id[:16]}.cspack" for p in newest)


def test_a_reader_reads_no_pack(in_step, monkeypatch):
    carry(in_step.office, in_step.ann)
    become(in_step.ann, "Ann Assessor", Role.READER)
    read = []
    monkeypatch.setattr(packs, "open_pack", read.append)
    assert packs_in_folder.take_packs(
        in_step.ann,
        folder_sync.folder_of(in_step.ann),
        [partner.card for partner in folder_sync.partners(in_step.ann)],
        lambda: None,
    ) == (0, [])
    assert read == []
