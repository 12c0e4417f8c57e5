"""One flipped byte anywhere is found, named and repaired from what is left.

An ordinary run flips some bytes of each file; CSASSESS_FLIPS=500 for many.
"""

import os
import random
import shutil
from dataclasses import replace

import pytest

from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.retention import redaction, retention
from csassess.services.safekeeping import backups
from tests.faults.recorded import copied, mended, recorded, state, wrong
from tests.support.builders import SECOND, contents, reopened

FLIPS = int(os.environ.get("CSASSESS_FLIPS", "3"))
FILES = {
    "database": DATABASE_FILE,
    "photographs": ATTACHED_FILE,
    "keys": KEY_FILE,
    "backup": "backups/records-*.db",
    "backed-up photographs": f"backups/{ATTACHED_FILE}",
    "backed-up keys": f"backups/{KEY_FILE}",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return recorded(tmp_path_factory.mktemp("whole") / "caseload")


def flipped(folder, pattern, place, within=0):
    (path,) = folder.glob(pattern)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place) + within] ^= 0x20
    path.write_bytes(content)
    return path


def test_an_undamaged_caseload_passes_and_repairing_it_changes_nothing(whole, tmp_path):
    """Control: the check raises no false alarm."""
    folder = copied(whole, tmp_path / "c")
    before = contents(folder)
    assert wrong(folder) == mended(folder) == []
    assert {n for n in contents(folder) if not n.endswith((".lock", "-shm", "-wal"))} == set(before)


@pytest.mark.parametrize("which", FILES)
def test_a_flipped_byte_is_found_named_and_repaired(whole, tmp_path, which):
    before, chance = state(copied(whole, tmp_path / "before")), random.Random(which)
    places = [0.0, 0.999, *(chance.random() for _ in range(FLIPS - 2))]
    for number, place in enumerate(places):
        folder = copied(whole, tmp_path / str(number))
        path = flipped(folder, FILES[which], place)
        damaged = path.read_bytes()
        problems = wrong(folder)
        assert any(path.name in each for each in problems), (place, problems)
        assert mended(folder), place
        assert wrong(folder) == [], place
        after = state(folder)
        assert_same(after, before)
        aside = list(path.parent.glob(f"{path.name}.damaged-*"))
        assert [each.read_bytes() for each in aside if not each.name.endswith(("-wal", "-shm"))] == [damaged]
        shutil.rmtree(folder)


def assert_same(after, before):
    """Assert equal photographs, events and rows; the repair may have added a new machine."""
    assert after[1] == before[1]
    for table, rows in before[0].items():
        if table not in ("events", "heads", "device"):
            assert after[0][table] == rows, table
        assert set(rows) <= set(after[0][table]), table


@pytest.mark.parametrize(
    "place", [0.0, 0.2, 0.45, 0.6, 0.8, *(n / FLIPS for n in range(FLIPS if FLIPS > 20 else 0))]
)
def test_a_repair_without_a_backup_loses_only_the_damaged_record(tmp_path, place):
    folder = recorded(tmp_path / "c", backed_up=False)
    before = state(folder)
    for pattern in (DATABASE_FILE, ATTACHED_FILE):
        flipped(
            folder, pattern, place, within=1500 if place else 0
        )  # not in the header of a page that others depend on
    assert mended(folder)
    after = state(folder)
    assert len(after[1]) >= len(before[1]) - 1
    assert len(after[0]["note"]) >= len(before[0]["note"]) - 1
    assert len(after[0]["events"]) >= len(before[0]["events"]) - 1


def test_a_repair_takes_what_is_newer_than_the_backup_from_the_damaged_file(whole, tmp_path):
    folder = copied(whole, tmp_path / "c")
    caseload = reopened(folder)
    mo = candidates.find_candidate(caseload, "Mo")
    (item,) = caseload.all(evidence.EvidenceItem, mo.id)
    late = evidence.add_note(caseload, mo.id, item.id, "Written after the backup.")
    caseload.close()
    for place in (0.0, 0.35, 0.75):
        copy = copied(folder, tmp_path / str(place))
        flipped(copy, DATABASE_FILE, place)
        assert mended(copy)
        caseload = reopened(copy)
        assert late in caseload.all(evidence.Note, mo.id)
        caseload.close()


def test_a_lost_photograph_file_is_restored_from_the_backup_even_after_another_backup(whole, tmp_path):
    folder = copied(whole, tmp_path / "c")
    before = state(folder)
    (folder / ATTACHED_FILE).unlink()
    caseload = reopened(folder)

    caseload.attached.hashes()  # creates an empty file in its place, as opening a page with pictures does
    backups.make_backup(caseload)
    caseload.close()
    assert any("missing" in each for each in wrong(folder))
    assert mended(folder)
    assert wrong(folder) == []
    assert state(folder)[1] == before[1]


@pytest.mark.parametrize("left", ["with-old", "without-old"])
def test_a_repair_stopped_while_renaming_files_is_finished_when_the_caseload_opens(whole, tmp_path, left):
    folder = copied(whole, tmp_path / "c")
    before = state(folder)
    shutil.copy(folder / DATABASE_FILE, folder / f"{DATABASE_FILE}.mended")
    if left == "with-old":
        (folder / DATABASE_FILE).write_bytes(b"damaged")
    else:
        (folder / DATABASE_FILE).unlink()
        (folder / f"{DATABASE_FILE}-wal").write_bytes(b"of the damaged one")
    assert state(folder) == before
    assert list(folder.glob(f"{DATABASE_FILE}*.damaged-*"))


def test_erasing_deletes_damaged_copies_and_unfinished_files(whole, tmp_path):
    folder = copied(whole, tmp_path / "c")
    flipped(folder, DATABASE_FILE, 0.5)
    assert mended(folder)
    (folder / "backups" / "records-20260101-000000-abcdef.db.unproved").write_bytes(b"half")
    (folder / ".mending").mkdir()
    (folder / ".mending" / DATABASE_FILE).write_bytes(b"half")
    caseload = reopened(folder)
    assert list(folder.glob("*.damaged-*"))
    retention.erase(
        caseload, candidates.find_candidate(caseload, "Bo").id, "Its time is over.", second=SECOND
    )
    caseload.close()
    assert not [n for n in contents(folder) if "damaged" in n or "unproved" in n or "mending" in n]


@pytest.mark.parametrize("lost", [False, True])
def test_redacted_words_do_not_come_back_from_a_backup_that_was_away(whole, tmp_path, lost):
    folder = copied(whole, tmp_path / "c")
    caseload = reopened(folder)
    mo = candidates.find_candidate(caseload, "Mo").id
    note = caseload.all(evidence.Note, mo)[0]
    evidence.change_note(caseload, mo, replace(note, text="Zebedee Quillfeather was cross."))
    stick = tmp_path / "stick"
    backups.make_backup(caseload, stick)
    stick.rename(tmp_path / "away")
    assert redaction.redact(caseload, mo, note, "text", "Zebedee Quillfeather", "A customer's name.") == [
        stick
    ]
    if lost:  # the redacted entry is missing; only the backup has it, with the words
        caseload.db.execute("DELETE FROM events WHERE disclosed LIKE '%\"withheld\":true%'")
    caseload.close()
    (tmp_path / "away").rename(stick)
    if not lost:
        flipped(folder, DATABASE_FILE, 0.5)
    assert mended(folder)
    caseload = reopened(folder)
    assert caseload.one(evidence.Note, mo, note.id).text == "[taken out] was cross."
    assert not caseload.db.execute("SELECT 1 FROM events WHERE disclosed LIKE '%Zebedee%'").fetchall()
    caseload.close()
    assert wrong(folder) == []
