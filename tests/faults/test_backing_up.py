"""Backup and restore: a backup counts once verified, a restored caseload is a new machine."""

import os
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from csassess.data.safekeeping import backups as kept_backups
from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.passphrase_files import locked_with_passphrase
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.safekeeping import backups, checking
from tests.faults.recorded import recorded, state
from tests.support.builders import OWNER, PASSPHRASE, cheap_keys, contents, reopened


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return recorded(tmp_path_factory.mktemp("whole") / "caseload")


def restored(whole, folder):
    backups.restore_caseload(
        backups.latest_in(whole / "backups"), backups.with_passphrase(PASSPHRASE), folder
    )
    return folder


def test_a_restored_caseload_has_the_same_content_and_is_a_new_machine(whole, tmp_path):
    original, copy = state(whole), state(restored(whole, tmp_path / "c"))
    assert copy[1] == original[1]
    assert {row[:2] for row in original[0]["events"]} <= {row[:2] for row in copy[0]["events"]}
    assert copy[0]["note"] == original[0]["note"]
    first, second = reopened(whole), reopened(tmp_path / "c")
    assert first.device != second.device
    assert not checking.ended_uncleanly(second)
    for caseload in (first, second):
        caseload.close()
    assert {name for name in contents(tmp_path / "c") if not name.endswith(".lock")} == {
        DATABASE_FILE,
        KEY_FILE,
        ATTACHED_FILE,
    }


def test_a_damaged_backup_is_named_and_leaves_nothing(whole, tmp_path):
    backup = backups.latest_in(whole / "backups")
    copy = tmp_path / "place" / backup.path.name
    copy.parent.mkdir()
    content = bytearray(backup.path.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    (copy.parent / KEY_FILE).write_bytes((backup.path.parent / KEY_FILE).read_bytes())
    with pytest.raises(UserError, match=f"“{copy.name}” is damaged"):
        backups.restore_caseload(backups.backup_at(copy), backups.with_passphrase(PASSPHRASE), tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_restore_stopped_midway_opens_as_no_caseload_and_can_be_repeated(whole, tmp_path):
    folder = restored(whole, tmp_path / "c")
    (folder / KEY_FILE).unlink()
    (folder / ".restoring").mkdir()
    with pytest.raises(UserError):
        reopened(folder)
    restored(whole, folder)
    reopened(folder).close()
    assert not (folder / ".restoring").exists()


def test_a_restore_over_an_existing_caseload_is_refused_even_after_a_stopped_restore(whole, tmp_path):
    folder = restored(whole, tmp_path / "c")
    (folder / ".restoring").mkdir()
    before = contents(folder)
    with pytest.raises(UserError, match="already a caseload"):
        restored(whole, folder)
    assert contents(folder) == before


def test_a_backup_stopped_before_verification_does_not_count(whole, tmp_path):
    caseload = reopened(restored(whole, tmp_path / "c"))
    backups.make_backup(caseload)
    place = caseload.folder / "backups"
    (backup,) = kept_backups.backups_in(place)
    (place / f"{backup.path.name.replace('records-2', 'records-9')}.unproved").write_bytes(b"half")
    assert kept_backups.backups_in(place) == [backup]
    backups.make_backup(caseload)
    assert not list(place.glob("*.unproved*"))
    caseload.close()


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "csassess", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "CSASSESS_PASSPHRASE": PASSPHRASE, **environment},
        check=False,
    )


def test_the_commands_back_up_and_restore_by_passphrase_recovery_code_or_centre_key(
    tmp_path,
):
    identity = pyrage.x25519.Identity.generate()
    keys = cheap_keys(centre_recipient=str(identity.to_public()))
    folder, stick = tmp_path / "c", tmp_path / "stick"
    caseloads.set_up(folder, keys, OWNER).close()
    (tmp_path / "centre.txt").write_text(f"{identity}\n")
    backed_up = command("--caseload", folder, "backup", "--to", stick)
    assert "was written, reopened and compared" in backed_up.stdout, backed_up.stderr
    options = [[], ["--recovery-code"], ["--centre-key", tmp_path / "centre.txt"]]
    for number, option in enumerate(options):
        target = tmp_path / f"restored-{number}"
        completed = command(
            "restore", stick, "--to", target, *option, CSASSESS_RECOVERY_CODE=keys.recovery_code
        )
        assert "was restored to" in completed.stdout, completed.stderr
        reopened(target).close()
    locked = tmp_path / "locked.age"
    locked.write_bytes(locked_with_passphrase(f"{identity}\n".encode(), "two kittiwakes above"))
    completed = command(
        "--caseload",
        tmp_path / "by-locked-key",
        "restore",
        stick,
        "--centre-key",
        locked,
        CSASSESS_CENTRE_KEY_PASSPHRASE="two kittiwakes above",
    )
    assert "was restored to" in completed.stdout, completed.stderr
    reopened(tmp_path / "by-locked-key").close()
    refused = command("restore", stick, "--to", tmp_path / "restored-0")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    wrong = command("restore", stick, "--to", tmp_path / "no", CSASSESS_PASSPHRASE="another kettle")
    assert wrong.returncode == 1
    assert "The passphrase is not correct" in wrong.stderr
    assert not (tmp_path / "no").exists()
    assert command("restore", Path("nowhere"), "--to", tmp_path / "no").returncode == 1
