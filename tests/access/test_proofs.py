"""The check says when passphrase and recovery code last opened each place; each quarter it asks."""

import pytest

from csassess.data.storage.filenames import KEY_FILE
from csassess.domain.errors import WrongKeyError
from csassess.domain.safekeeping.ways_to_open import RECOVERY
from csassess.services.access import caseloads, credentials, pin, proofs
from csassess.services.safekeeping import backups, checking
from tests.support.builders import CHEAP, PASSPHRASE, cheap_keys, closed_caseload, reopened

NEVER = "not since it was set"


@pytest.fixture
def keys():
    return cheap_keys()


@pytest.fixture
def opened(tmp_path, keys, clock):
    caseload = reopened(closed_caseload(tmp_path / "caseload", keys), clock=clock)
    proofs.begin_counting(caseload)
    backups.make_backup(caseload)
    backups.make_backup(caseload, tmp_path / "stick")
    yield caseload
    caseload.close()


def notes(caseload):
    """Return what the check says of each key file, by its name."""
    return {
        line.what: line.note for line in checking.full_check(caseload).run() if line.what.endswith(KEY_FILE)
    }


def test_the_check_says_when_passphrase_and_code_last_opened_each_place(opened, keys, clock):
    clock.move_on(days=3)
    assert proofs.prove(opened, "", keys.recovery_code) == []
    said = notes(opened)
    assert set(said) == {KEY_FILE, f"backups/{KEY_FILE}", f"stick/{KEY_FILE}"}
    assert all("the recovery code 5 March 2026, 09:30" in note for note in said.values())
    credentials.use_recovery_code(opened, credentials.prepare_recovery_code(opened, PASSPHRASE, CHEAP))
    assert all(f"the recovery code {NEVER}" in note for note in notes(opened).values())


def test_a_place_that_was_away_is_not_said_to_open_with_what_was_proved_since(opened, tmp_path):
    away = (tmp_path / "stick").rename(tmp_path / "away")
    credentials.change_passphrase(opened, PASSPHRASE, "nine herons on the lower weir", CHEAP)
    away.rename(tmp_path / "stick")
    said = notes(opened)
    assert f"the passphrase {NEVER}" in said[f"stick/{KEY_FILE}"]
    assert "the passphrase 2 March 2026" in said[KEY_FILE]
    assert proofs.prove(opened, "nine herons on the lower weir", "") == [tmp_path / "stick"]


@pytest.mark.parametrize(("passphrase", "code"), [("wrong kettle", ""), ("", "WRNG"), (PASSPHRASE, "WRNG")])
def test_a_wrong_passphrase_or_code_proves_nothing(opened, passphrase, code, clock):
    before = notes(opened)
    clock.move_on(days=1)
    with pytest.raises(WrongKeyError):
        proofs.prove(opened, passphrase, code)
    assert notes(opened) == before


def test_opening_and_unlocking_the_screen_prove_what_was_typed(opened, keys, clock):
    master, folder = opened.attached.master, opened.folder
    clock.move_on(days=2)
    assert pin.is_passphrase(opened, PASSPHRASE)
    assert "the passphrase 4 March 2026" in notes(opened)[KEY_FILE]
    opened.close()
    again = caseloads.open_caseload(folder, master, RECOVERY)
    assert NEVER not in notes(again)[KEY_FILE]
    again.close()


def test_a_reminder_is_due_a_quarter_after_the_last_proof_and_can_be_put_off(opened, keys, clock):
    clock.move_on(days=89)
    assert not proofs.is_reminder_due(opened)
    clock.move_on(days=1)
    assert proofs.is_reminder_due(opened)
    proofs.put_off(opened)
    assert not proofs.is_reminder_due(opened)
    clock.move_on(days=90)
    pin.is_passphrase(opened, PASSPHRASE)
    assert proofs.is_reminder_due(opened)  # the recovery code is still not proved
    proofs.prove(opened, PASSPHRASE, keys.recovery_code)
    assert not proofs.is_reminder_due(opened)


def test_a_proof_given_while_the_clock_was_years_ahead_silences_no_reminder(opened, keys, clock):
    right = clock()
    clock.now = right.replace(year=2099)
    proofs.prove(opened, PASSPHRASE, keys.recovery_code)
    clock.now = right
    proofs.begin_counting(opened)  # as the next opening does
    clock.move_on(days=91)
    assert proofs.is_reminder_due(opened)
