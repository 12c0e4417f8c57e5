"""An erased portfolio has one held copy, on this machine only, and for the centre's period only."""

import os
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal import held_copies
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads, new_lock
from csassess.services.access.caseloads import centre_of
from csassess.services.evidence import drafts
from csassess.services.exchange import sending
from csassess.services.lists import spreadsheets
from csassess.services.progress import portfolio_status
from csassess.services.retention import held, retention
from csassess.services.safekeeping import backups, restoring
from tests.retention.marks import fill_every_entity
from tests.retention.pages import everything_in
from tests.support.builders import SECOND, cheap_keys, contents, reopened, rows
from tests.support.exchanging import FILE_PASSPHRASE, receive_file, state
from tests.support.verifying import become

TABLES = ("events", "apart", "signed", "had", "withheld", "grouped", "drafts")


@pytest.fixture
def erased(caseload, full):
    stub, _ = retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    return stub


def held_files(folder):
    return sorted(path.name for path in folder.glob("erased-*"))


def the_copy(caseload):
    (copy,) = held.held(caseload)
    return copy


def each_day(caseload, clock, days):
    """See one day after the other, as a program that is open at midnight."""
    for _ in range(days):
        clock.move_on(days=1)
        held.look_after_held(caseload)


def test_restoring_a_held_copy_brings_back_every_entry_draft_and_picture(caseload, full, marks):
    aisha, tom = full
    fill_every_entity(caseload, aisha.id, marks)
    before, others = state(caseload, aisha.id), state(caseload, tom.id)
    tables = {name: rows(caseload, name) for name in TABLES}
    words = drafts.unfinished_forms(caseload)
    pictures = {sha256: caseload.attached.content(sha256) for sha256 in caseload.attached.hashes()}
    retention.erase(caseload, aisha.id, "She asked for it", second=SECOND)
    assert held.restore_held(caseload, the_copy(caseload).path) == aisha.id
    assert state(caseload, aisha.id) == before
    assert state(caseload, tom.id) == others
    for name, was in tables.items():
        mine = [row for row in rows(caseload, name) if name != "events" or row in was]
        assert mine == was, name
    assert drafts.unfinished_forms(caseload) == words
    assert {sha256: caseload.attached.content(sha256) for sha256 in pictures} == pictures
    assert retention.erasures(caseload) == []
    assert held.held(caseload) == []
    assert held_files(caseload.folder) == []


def test_a_restored_portfolio_can_be_worked_on_erased_and_restored_again(caseload, full, erased):
    held.restore_held(caseload, the_copy(caseload).path)
    retention.hold(caseload, erased.id, "An appeal")
    (placed,) = load_portfolio(caseload, erased.id).holds[-1:]
    retention.lift(caseload, erased.id, placed)
    again, _ = retention.erase(caseload, erased.id, "Now it goes", second=SECOND)
    assert again.certificate != erased.certificate
    held.restore_held(caseload, the_copy(caseload).path)
    assert load_portfolio(caseload, erased.id).holds[-1].reason == "An appeal"


def test_the_held_copy_is_counted_down_and_deleted_at_the_end_of_the_period(caseload, clock, erased, folder):
    assert erased.held_until == date(2026, 4, 1)
    assert the_copy(caseload).words == "Erased on 2 March 2026; held copy ends on 1 April 2026, in 30 days."
    each_day(caseload, clock, 29)
    assert the_copy(caseload).words.endswith("ends on 1 April 2026, in 1 day.")
    each_day(caseload, clock, 1)
    assert held.held(caseload) == []
    assert held_files(folder) == []
    assert retention.erasures(caseload)[0].copy_deleted == date(2026, 4, 1)
    with pytest.raises(UserError, match="no longer here"):
        held.restore_held(caseload, folder / "erased-0.held")


def test_starting_with_a_clock_far_ahead_once_does_not_end_the_copy(caseload, clock, erased, folder):
    each_day(caseload, clock, 29)
    master = caseload.attached.master
    caseload.close()
    caseloads.open_caseload(folder, master).close()  # by the machine's own clock: a leap
    assert held_files(folder) != []
    again = reopened(folder, clock=clock)
    assert len(held.held(again)) == 1
    again.close()


def test_a_clock_set_forward_does_not_end_the_copy_and_the_leap_is_said(caseload, clock, erased):
    clock.move_on(days=400)
    assert held.look_after_held(caseload) is False
    assert "The clock moved on by 400 days" in the_copy(caseload).words
    clock.move_on(days=-399)
    held.look_after_held(caseload)
    assert "moved on" not in the_copy(caseload).words
    assert the_copy(caseload).words.endswith("in 30 days.")
    held.restore_held(caseload, the_copy(caseload).path)
    assert load_portfolio(caseload, erased.id)


def test_a_clock_set_back_does_not_keep_the_copy(caseload, clock, erased, folder):
    each_day(caseload, clock, 20)
    clock.move_on(days=-3000)
    held.look_after_held(caseload)
    each_day(caseload, clock, 10)
    assert held_files(folder) == []


@pytest.mark.parametrize("days", [1, 90])
def test_the_centre_sets_how_long_a_copy_is_held(caseload, full, clock, days):
    caseloads.change_centre(caseload, replace(centre_of(caseload), held_days=days))
    stub, _ = retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    assert stub.held_until == clock().date() + timedelta(days=days)
    caseloads.change_centre(caseload, replace(centre_of(caseload), held_days=5))
    assert the_copy(caseload).countdown.days == days  # what was promised stands


def test_no_copy_is_held_if_the_centre_wants_none_and_the_reason_is_recorded(caseload, full, folder):
    centre = replace(centre_of(caseload), held_days=0, no_copy_because="The council asks")
    caseloads.change_centre(caseload, centre)
    stub, _ = retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    assert (stub.held_until, stub.no_copy_because) == (None, "The council asks")
    assert held_files(folder) == []


def test_a_person_may_delete_the_held_copy_early(caseload, erased, folder, clock):
    clock.move_on(days=1)
    held.delete_held(caseload, the_copy(caseload).path)
    assert held_files(folder) == []
    assert retention.erasures(caseload)[0].copy_deleted == date(2026, 3, 3)


def test_a_held_copy_is_in_no_backup_and_in_no_file(caseload, erased, elsewhere, tmp_path, full):
    names = set(held_files(caseload.folder))
    sealed = [(caseload.folder / name).read_bytes()[:64] for name in names]
    key = held_copies.held_copies(caseload)[0].key
    backups.make_backup(caseload)
    backups.make_backup(caseload, elsewhere)
    sent = tmp_path / "tom.csbundle"
    sending.send(caseload, [full[1].id], sent, passphrase=FILE_PASSPHRASE, with_forms=False)
    master = caseload.attached.master
    for place in (caseload.folder / "backups", elsewhere):
        assert names.isdisjoint(path.name for path in place.rglob("*"))
        content = everything_in(place, master)
        assert not any(piece in content for piece in (*sealed, key, key.hex().encode()))
    caseload.attached.fold_in()
    in_record = everything_in(caseload.folder, master)
    assert key not in in_record
    assert key.hex().encode() not in in_record


def test_a_held_copy_is_read_by_no_search_list_workbook_or_report(caseload, full, marks, tmp_path):
    name = load_portfolio(caseload, full[0].id).candidate.name
    assert portfolio_status.find(caseload, name)
    retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    assert portfolio_status.find(caseload, name) == []
    assert [s.name for s in portfolio_status.portfolio_statuses(caseload)] == ["Tom Other"]
    spreadsheets.write_workbook(caseload, tmp_path / "all.csv")
    assert not any(name.encode() in content for content in contents(tmp_path).values())


def test_nothing_on_the_disk_can_be_read_with_the_caseloads_own_key(caseload, erased, marks, folder):
    assert marks.found_in(everything_in(folder, caseload.attached.master)) == 0
    with pytest.raises(Exception, match=r"not a database|decrypt"):
        held_copies.connect_to_read(
            next(folder.glob("erased-*.held")), caseload.attached.master, at_rest=True
        )


def test_the_names_of_its_files_say_nothing(caseload, erased, folder, full):
    for name in held_files(folder):
        assert name.startswith("erased-")
        for word in (erased.id, erased.certificate, erased.id[:8]):
            assert word not in name
    assert {path.suffix for path in folder.glob("erased-*")} == {".held", ".heldkey"}
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["copy", "key", "copy missing"])
def test_a_damaged_held_copy_is_said_in_words_and_cannot_be_restored(caseload, erased, folder, part):
    path = next(folder.glob("erased-*.heldkey" if part == "key" else "erased-*.held"))
    if part == "copy missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    copy = the_copy(caseload)
    assert "damaged" in copy.words
    assert (erased.certificate in copy.words) == (part != "key")
    with pytest.raises(UserError, match="damaged"):
        held.restore_held(caseload, copy.path)
    assert retention.erasures(caseload) == [erased]
    held.look_after_held(caseload)
    assert len(held.held(caseload)) == 1  # it is not hidden
    held.delete_held(caseload, copy.path)
    assert held_files(folder) == []


def test_a_held_copy_whose_key_is_damaged_goes_when_no_certificate_promises_it(
    caseload, erased, folder, clock
):
    next(folder.glob("erased-*.heldkey")).write_bytes(b"nothing")
    clock.move_on(days=29)
    held.look_after_held(caseload)
    assert len(held.held(caseload)) == 1
    clock.move_on(days=1)
    held.look_after_held(caseload)
    assert held_files(folder) == []


def test_a_second_erasure_waits_until_the_earlier_copy_is_restored_or_deleted(caseload, full, tmp_path):
    old = tmp_path / "old.csbundle"
    sending.send(caseload, [full[0].id], old, passphrase=FILE_PASSPHRASE, with_forms=False)
    retention.hold(caseload, full[0].id, "An appeal")
    retention.lift(caseload, full[0].id, load_portfolio(caseload, full[0].id).holds[-1])
    stub, _ = retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    retention.allow_again(caseload, stub)
    receive_file(caseload, old, FILE_PASSPHRASE)
    with pytest.raises(UserError, match="held copy of this portfolio is still here"):
        retention.erase(caseload, full[0].id, "Again", second=SECOND)
    held.restore_held(caseload, the_copy(caseload).path)
    assert load_portfolio(caseload, full[0].id).holds[-1].reason == "An appeal"


def test_a_reader_can_neither_erase_nor_restore_but_the_copy_still_ends(caseload, erased, clock, folder):
    become(caseload, "Rita Reader", Role.READER)
    with pytest.raises(UserError, match="may not make this change"):
        held.restore_held(caseload, the_copy(caseload).path)
    with pytest.raises(KeyError):
        load_portfolio(caseload, erased.id)
    each_day(caseload, clock, 30)
    assert held_files(folder) == []


def test_restoring_the_whole_caseload_keeps_the_held_copies(caseload, erased, folder, clock):
    backup = backups.make_backup(caseload)
    master = caseload.attached.master
    caseload.close()
    aside = restoring.restore_whole(folder, master, backup, clock())
    assert held_files(aside) == []
    again = reopened(folder, clock=clock)
    assert held.restore_held(again, the_copy(again).path) == erased.id
    assert load_portfolio(again, erased.id).evidence
    again.close()


def test_a_changed_lock_still_opens_the_held_copy(caseload, erased, folder, clock):
    master, keys = caseload.attached.master, cheap_keys()
    caseload.close()
    new_lock.change_lock(folder, master, keys)
    again = reopened(folder, clock=clock)
    assert again.attached.master == keys.master != master
    held.restore_held(again, the_copy(again).path)
    assert load_portfolio(again, erased.id).evidence
    again.close()


def test_a_disk_without_room_for_the_copy_erases_nothing(caseload, full, folder, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(held_copies, "write_atomically", no_room)
    before = state(caseload, full[0].id)
    with pytest.raises(UserError, match=r"No copy of the portfolio could be held.*No space left"):
        retention.erase(caseload, full[0].id, "She asked for it", second=SECOND)
    assert state(caseload, full[0].id) == before
    assert held_files(folder) == []


def test_a_copied_caseload_opens_its_copy_with_the_same_passphrase_and_period(caseload, erased, tmp_path):
    """Limit: whoever copies the folder copies the held copy; it ends there too."""
    caseload.close()
    copied = shutil.copytree(caseload.folder, tmp_path / "copied", ignore=shutil.ignore_patterns("*.lock"))
    other = reopened(copied)
    assert the_copy(other).certificate == erased.certificate
    other.close()
