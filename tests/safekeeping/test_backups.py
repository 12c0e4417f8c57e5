"""Backups: verified before they count, photographs stored once, thinned out, and restored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.backups import backups_in
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.data.storage.blobs import BlobStore
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.backup_schedule import backups_to_delete
from csassess.services.access import caseloads
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, centre_key
from tests.support.builders import PASSPHRASE, cheap_keys, closed_caseload, contents, reopened
from tests.support.pictures import encoded, scene

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def photograph(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Ticket office")
    return photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((640, 480)))))


def kept_in(place, caseload):
    store = BlobStore(place, caseload.attached.master)
    try:
        return store.hashes()
    finally:
        store.close()


def test_a_backup_holds_the_records_the_photographs_and_the_key_file(caseload, mo, photograph, stick):
    backup = backups.make_backup(caseload, stick)
    assert backups.latest_in(stick) == backup
    assert backups.last_proved(caseload) == backup.at
    assert (stick / "keys.json").read_bytes() == (caseload.folder / "keys.json").read_bytes()
    assert kept_in(stick, caseload) == [photograph.sha256]
    assert retention.backup_places(caseload) == [stick]


def test_photographs_are_stored_once_for_all_backups(caseload, photograph, stick, clock):
    sizes = []
    for _ in range(3):
        backups.make_backup(caseload, stick)
        sizes.append((stick / "photos.db").stat().st_size)
        clock.move_on(hours=1)
    assert len(backups_in(stick)) == 3
    assert len(set(sizes)) == 1


def test_a_covered_photograph_is_deleted_from_the_backups_too(caseload, mo, photograph, stick):
    backups.make_backup(caseload, stick)
    covered = photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 100, 100),))
    backups.make_backup(caseload, stick)
    assert kept_in(stick, caseload) == [covered.sha256]


def spoil(path):
    """Overwrite some bytes in the middle of a file."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)


@pytest.mark.parametrize("file", ["caseload.db", "photos.db"])
def test_a_backup_that_fails_verification_does_not_count(caseload, mo, photograph, stick, file):
    proved = backups.make_backup(caseload, stick)
    caseload.attached.close()
    caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(caseload.folder / file)
    other = stick.with_name("another")
    for place in (stick, other):
        if file == "photos.db" and place == stick:
            continue  # this backup has the photographs already
        with pytest.raises(UserError):
            backups.make_backup(caseload, place)
    assert backups_in(other) == []
    assert backups.latest_in(stick) == proved
    assert backups.last_proved(caseload) == proved.at
    assert retention.backup_places(caseload) == [stick]


class Watched:
    """A store that records which backups a folder shows when its master key is read."""

    def __init__(self, store, folder, seen):
        self._store, self._folder, self._seen = store, folder, seen

    @property
    def master(self):
        self._seen.append([backup.path for backup in backups_in(self._folder)])
        return self._store.master

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_an_unverified_copy_does_not_have_the_name_of_a_backup(caseload, mo, stick):
    seen = []
    caseload.attached = Watched(caseload.attached, stick, seen)
    backup = backups.make_backup(caseload, stick)
    assert seen
    assert all(backup.path not in paths for paths in seen)


def test_a_backup_to_an_unwritable_place_is_refused_in_plain_words(caseload, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(UserError, match="No backup could be made"):
        backups.make_backup(caseload, in_the_way / "stick")
    assert backups.last_proved(caseload) is None


def test_the_backups_of_another_caseload_are_never_overwritten(caseload, mo, photograph, stick, tmp_path):
    backups.make_backup(caseload, stick)
    before = contents(stick)
    other = reopened(closed_caseload(tmp_path / "other", cheap_keys()))
    with pytest.raises(UserError, match="backups of another caseload"):
        backups.make_backup(other, stick)
    assert contents(stick) == before
    with pytest.raises(UserError, match="” contains a caseload"):
        backups.make_backup(other, caseload.folder)
    other.close()


def test_a_folder_without_a_backup_is_refused_as_such(tmp_path):
    with pytest.raises(UserError, match=r"No backup was found in “.*”"):
        backups.latest_in(tmp_path)


# Thinning


def test_the_last_backup_of_each_day_week_and_month_is_kept():
    every_six_hours = [NOW - timedelta(hours=6 * number) for number in reversed(range(4 * 200))]
    deleted = set(backups_to_delete([(at, at) for at in every_six_hours], NOW))
    kept = [at for at in every_six_hours if at not in deleted]
    assert [at for at in every_six_hours if NOW - at <= timedelta(days=2)] == kept[-9:]
    days = [at.date() for at in kept if timedelta(days=2) < NOW - at <= timedelta(days=14)]
    weeks = [at.isocalendar()[:2] for at in kept if timedelta(days=14) < NOW - at <= timedelta(days=60)]
    months = [(at.year, at.month) for at in kept if NOW - at > timedelta(days=60)]
    for periods in (days, weeks, months):
        assert len(periods) == len(set(periods))
    assert (len(days), len(weeks), len(months)) == (13, 8, 6)


@given(
    st.lists(
        st.integers(0, 24 * 900).map(lambda hours: NOW - timedelta(hours=hours)), min_size=1, unique=True
    )
)
def test_the_backup_made_last_is_always_kept_and_thinning_twice_deletes_nothing_more(times):
    deleted = backups_to_delete([(at, at) for at in times], NOW)
    assert times[-1] not in deleted
    left = [(at, at) for at in times if at not in deleted]
    assert backups_to_delete(left, NOW) == []


@pytest.fixture
def years_ahead(caseload, clock, stick):
    """Make backups and safety copies while the clock is wrong, in the year 2099; then put it right."""
    right = clock()
    clock.now = right.replace(year=2099)
    for _ in range(6):
        candidates.add_candidate(caseload, "Later")
        backups.make_backup(caseload, stick)
        take_snapshot(caseload, "before-receiving")
        clock.move_on(minutes=11)
    clock.now = right


def test_a_backup_made_after_a_clock_was_years_ahead_is_kept_and_is_the_latest(
    caseload, years_ahead, stick, clock
):
    for _ in range(8):
        candidates.add_candidate(caseload, "Now")
        made = backups.make_backup(caseload, stick)
        assert made.path.exists()
        assert backups.latest_in(stick) == made
        clock.move_on(hours=11)
    assert backups.when(backups_in(stick)[0], clock()).endswith("(in the future: the clock was wrong)")
    assert backups.when(made, clock()) == date_and_time(made.at)


def test_a_safety_copy_made_after_a_clock_was_years_ahead_is_kept(caseload, years_ahead):
    copies = [take_snapshot(caseload, "before-receiving") for _ in range(3)]
    assert all(path.exists() for path in copies)


def test_a_backup_of_an_earlier_version_dated_in_the_future_is_not_offered_as_the_latest(
    caseload, years_ahead, stick, clock
):
    for backup in backups_in(stick):
        backup.path.rename(backup.path.with_stem(backup.path.stem.rpartition("-")[0]))
    assert all(backup.number == 0 for backup in backups_in(stick))
    made = backups.make_backup(caseload, stick)
    made.path.rename(made.path.with_stem(made.path.stem.rpartition("-")[0]))
    assert backups.latest_in(stick).at == made.at


@pytest.mark.parametrize("far", ["99991231-235959", "00010101-000000"])
def test_a_date_beyond_what_the_system_knows_does_not_hide_the_other_backups(caseload, stick, far):
    made = backups.make_backup(caseload, stick)
    (stick / f"records-{far}-abc123.db").write_bytes(made.path.read_bytes())
    assert backups.latest_in(stick) == made


def test_an_old_backup_that_cannot_be_deleted_yet_is_deleted_at_the_next_backup(
    caseload, mo, stick, clock, monkeypatch
):
    for _ in range(4):
        backups.make_backup(caseload, stick)
        clock.move_on(hours=1)
    clock.move_on(days=5)
    with monkeypatch.context() as in_use:

        def refuse(path, missing_ok=False):
            raise PermissionError(13, "in use by a virus scanner", str(path))

        in_use.setattr(Path, "unlink", refuse)
        made = backups.make_backup(caseload, stick)
        take_snapshot(caseload, "before-receiving")
        assert len(backups_in(stick)) == 5
    assert backups.last_proved(caseload) == made.at
    backups.make_backup(caseload, stick)
    assert len(backups_in(stick)) == 3  # the last one of that day, and these two


def test_older_backups_in_a_place_are_thinned_out(caseload, mo, stick, clock):
    for _ in range(6):
        backups.make_backup(caseload, stick)
        clock.move_on(hours=6)
    clock.move_on(days=5)
    latest = backups.make_backup(caseload, stick)
    assert len(backups_in(stick)) == 3  # one for each of two days, and this one
    assert backups.latest_in(stick) == latest


# Restoring a caseload from a backup


@pytest.fixture
def ways(tmp_path):
    """Back up a caseload that opens by passphrase, recovery code and centre key.

    Returns the backup, its device, candidate and photograph, and the three ways to open it.
    """
    identity = pyrage.x25519.Identity.generate()
    keys = cheap_keys(centre_recipient=str(identity.to_public()))
    caseload = reopened(closed_caseload(tmp_path / "lost", keys))
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    item = evidence.start_observation(caseload, mo.id, "Ticket office")
    photograph = photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))))
    backup = backups.make_backup(caseload, tmp_path / "stick")
    device = caseload.device
    caseload.close()
    return (
        backup,
        device,
        mo,
        photograph,
        {
            "passphrase": backups.with_passphrase(PASSPHRASE),
            "recovery code": backups.with_recovery_code(keys.recovery_code),
            "centre key": backups.with_centre_key(str(identity)),
        },
    )


@pytest.mark.parametrize("way", ["passphrase", "recovery code", "centre key"])
def test_a_caseload_is_restored_to_an_empty_folder_as_a_new_machine(ways, tmp_path, way):
    backup, device, mo, photograph, keys = ways
    backups.restore_caseload(backup, keys[way], tmp_path / "new")
    restored = reopened(tmp_path / "new")
    assert photographs.content(restored, load_portfolio(restored, mo.id).photographs[0])
    assert load_portfolio(restored, mo.id).photographs == (photograph,)
    assert restored.device != device
    before = restored.history.of(mo.id)
    evidence.start_observation(restored, mo.id, "Counter")
    assert {event.device for event in restored.history.of(mo.id)[len(before) :]} == {restored.device}
    restored.close()


@pytest.mark.parametrize("way", ["passphrase", "recovery code", "centre key"])
def test_a_wrong_key_restores_nothing(ways, tmp_path, way):
    backup = ways[0]
    wrong = {
        "passphrase": backups.with_passphrase("not the passphrase"),
        "recovery code": backups.with_recovery_code("AAAA-" * 7 + "AAAA"),
        "centre key": backups.with_centre_key(str(pyrage.x25519.Identity.generate())),
    }
    with pytest.raises(UserError):
        backups.restore_caseload(backup, wrong[way], tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("there", ["caseload.db", "keys.json", "photos.db", "letter.txt"])
def test_a_restore_never_overwrites_existing_files(ways, tmp_path, there):
    backup, *_, keys = ways
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / there).write_text("mine")
    with pytest.raises(UserError, match=r"already a caseload|not empty"):
        backups.restore_caseload(backup, keys["passphrase"], folder)
    assert contents(folder) == {there: b"mine"}


@pytest.mark.parametrize("existed", [True, False])
def test_a_damaged_backup_is_refused_and_leaves_nothing(ways, tmp_path, existed):
    backup, *_, keys = ways
    spoil(backup.path)
    folder = tmp_path / "new"
    if existed:
        folder.mkdir()
    with pytest.raises(UserError, match="damaged"):
        backups.restore_caseload(backup, keys["passphrase"], folder)
    assert folder.exists() == existed
    assert contents(folder) == {}


# The centre key


def test_the_centre_key_opens_a_caseload_by_its_file_and_passphrase(tmp_path, files_locked_at_full_cost):
    recipient = centre_key.make_centre_key(tmp_path / "centre.key", "the centre's own words")
    closed_caseload(tmp_path / "lost", cheap_keys(centre_recipient=recipient))
    master = centre_key.unlock_by_centre_key(
        tmp_path / "lost", tmp_path / "centre.key", "the centre's own words"
    )
    caseloads.open_caseload(tmp_path / "lost", master).close()


@pytest.mark.parametrize("wrong", ["the passphrase", "no key", "too short", "there already"])
def test_an_unusable_centre_key_is_refused_in_plain_words(tmp_path, wrong):
    path = tmp_path / "centre.key"
    if wrong == "too short":
        with pytest.raises(UserError, match="at least 12 characters"):
            centre_key.make_centre_key(path, "short")
        assert not path.exists()
        return
    centre_key.make_centre_key(path, "the centre's own words")
    if wrong == "there already":
        before = path.read_bytes()
        with pytest.raises(UserError, match=r"A file called “.*” already exists"):
            centre_key.make_centre_key(path, "the centre's own words")
        assert path.read_bytes() == before
        return
    if wrong == "no key":
        path.write_text("a letter")
    with pytest.raises(UserError, match="The passphrase does not open “"):
        centre_key.read_centre_key(path, "not these words at all")
