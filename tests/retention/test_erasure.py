"""Erasing one portfolio for good leaves no byte of it and changes nothing else."""

import shutil

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.progress import portfolio_status
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, restoring
from tests.retention.marks import fill_every_entity
from tests.retention.pages import everything_in
from tests.support.builders import PASSPHRASE, SECOND, cheap_keys, closed_caseload, reopened
from tests.support.exchanging import state
from tests.support.verifying import decided


def test_erasing_leaves_no_byte_of_the_portfolio_anywhere(caseload, full, marks, elsewhere, folder, tmp_path):
    aisha, _ = full
    portfolio_status.portfolio_statuses(caseload)
    fill_every_entity(caseload, aisha.id, marks)
    backups.make_backup(caseload, elsewhere)
    master = caseload.attached.master
    caseload.attached.fold_in()
    count = marks.found_in(everything_in(folder, master))
    assert count == marks.count  # control: the search finds them before
    assert marks.found_in(everything_in(elsewhere, master)) > marks.count * 0.9
    assert retention.erase(caseload, aisha.id, "The period is over", second=SECOND)[1] == []
    for place in (folder, elsewhere):
        assert marks.found_in(everything_in(place, master)) == 0
    caseload.close()
    assert marks.found_in(everything_in(tmp_path, master)) == 0


def test_erasing_leaves_other_portfolios_and_shared_pictures_unchanged(caseload, full):
    aisha, tom = full
    before, statuses = (
        state(caseload, tom.id),
        [status for status in portfolio_status.portfolio_statuses(caseload) if status.candidate == tom.id],
    )
    retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    assert state(caseload, tom.id) == before
    assert portfolio_status.portfolio_statuses(caseload) == statuses
    (photograph,) = load_portfolio(caseload, tom.id).photographs
    assert photographs.content(caseload, photograph)
    assert caseload.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_backups_still_open_and_hold_the_other_portfolios(caseload, full, elsewhere, tmp_path):
    aisha, tom = full
    retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    for number, place in enumerate((caseload.folder / "backups", elsewhere)):
        target = tmp_path / f"restored-{number}"
        backups.restore_caseload(backups.latest_in(place), backups.with_passphrase(PASSPHRASE), target)
        restored = reopened(target)
        assert [candidate.name for candidate in candidates.list_candidates(restored)] == ["Tom Other"]
        (photograph,) = load_portfolio(restored, tom.id).photographs
        assert photographs.content(restored, photograph)
        restored.close()


def test_the_stub_counts_what_was_erased_and_has_no_name(caseload, full):
    aisha, _ = full
    entries = len(caseload.history.of(aisha.id))
    stub, _ = retention.erase(caseload, aisha.id, " The period is over ", second=SECOND)
    assert retention.erasures(caseload) == [stub]
    assert (stub.id, stub.reason, stub.entries, stub.certificate) == (
        aisha.id,
        "The period is over",
        entries,
        "E20260302-1",
    )
    assert stub.files >= 4
    assert aisha.name not in str(stub)


def test_erasing_needs_a_reason_and_is_refused_during_a_hold(caseload, full):
    aisha, _ = full
    before = state(caseload, aisha.id)
    with pytest.raises(UserError, match="the reason"):
        retention.erase(caseload, aisha.id, " ", second=SECOND)
    placed = retention.hold(caseload, aisha.id, "An appeal")
    with pytest.raises(UserError, match="This portfolio is on hold: An appeal"):
        retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    assert retention.erasures(caseload) == []
    retention.lift(caseload, aisha.id, placed)
    assert state(caseload, aisha.id)[3].evidence == before[3].evidence
    retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    with pytest.raises(KeyError):
        load_portfolio(caseload, aisha.id)


def test_every_certificate_has_its_own_number(caseload):
    numbers = []
    for number in range(3):
        candidate = candidates.add_candidate(caseload, f"Candidate {number}")
        stub, _ = retention.erase(caseload, candidate.id, "Entered by mistake", second=SECOND)
        numbers.append(stub.certificate)
        if number == 1:
            retention.allow_again(caseload, stub)
    assert len(set(numbers)) == 3


def test_a_backup_that_is_away_is_named_and_cleaned_when_it_returns(caseload, full, marks, elsewhere):
    aisha, _ = full
    away = elsewhere.with_name("away")
    elsewhere.rename(away)
    assert retention.erase(caseload, aisha.id, "The period is over", second=SECOND)[1] == [elsewhere]
    assert marks.found_in(everything_in(away, caseload.attached.master))
    away.rename(elsewhere)
    retention.finish_erasing(caseload)
    assert marks.found_in(everything_in(elsewhere, caseload.attached.master)) == 0


def test_erasing_also_cleans_a_caseload_set_aside_by_a_restore(
    caseload, full, marks, folder, tmp_path, clock
):
    aisha, _ = full
    master, backup = caseload.attached.master, backups.latest_in(folder / "backups")
    caseload.close()
    aside = restoring.restore_whole(folder, master, backup, clock())
    again = reopened(folder, clock=clock)
    assert marks.found_in(everything_in(aside, master)) > 0
    assert retention.erase(again, aisha.id, "The period is over", second=SECOND)[1] == []
    again.close()
    assert marks.found_in(everything_in(aside, master)) == 0


def test_erasing_deletes_unverified_backup_copies(caseload, full, marks, folder):
    aisha, _ = full
    shutil.copyfile(folder / "caseload.db", folder / "backups" / "records-20260301-101010-abc.db.unproved")
    retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    assert list(folder.glob("backups/*.unproved*")) == []


def test_a_reader_cannot_erase_a_portfolio(tmp_path, clock):
    from csassess.domain.records.roles import Role
    from tests.support.verifying import become

    caseload = reopened(closed_caseload(tmp_path / "caseload", cheap_keys()), clock=clock)
    aisha, _ = decided(caseload)
    become(caseload, "Rita Reader", Role.READER)
    with pytest.raises(UserError, match="which may not make this change"):
        retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    assert load_portfolio(caseload, aisha.id).evidence
    caseload.close()
