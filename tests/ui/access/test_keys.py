"""Keys through the real window: the reminder to prove them, and places that open with old ones."""

from csassess.services.access import credentials, proofs
from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups
from csassess.ui.base.location import Location, Page
from tests.support.builders import CHEAP, PASSPHRASE
from tests.ui.conftest import dialog_is_open, dialog_of, fill


def today(window):
    window.go(Location(Page.TODAY))
    window.today.refresh()
    return window.today


def test_the_reminder_to_prove_the_keys_is_dismissed_or_followed(window, caseload, mo, clock):
    proofs.begin_counting(caseload)
    assert today(window).keys.isHidden()
    clock.move_on(days=91)
    assert not today(window).keys.isHidden()
    window.today.later_button.click()
    assert window.today.keys.isHidden()
    clock.move_on(days=91)
    assert not today(window).keys.isHidden()
    window.today.prove_button.click()
    fill(window, passphrase="wrong kettle")
    assert "not correct" in dialog_of(window).problem.text()
    dialog_of(window).fields["passphrase"].clear()
    fill(window, passphrase=PASSPHRASE)
    assert not dialog_is_open(window)
    assert window.today.keys.isHidden()


def test_the_reminder_never_shows_during_a_visit(window, caseload, mo, clock):
    proofs.begin_counting(caseload)
    clock.move_on(days=91)
    evidence.start_observation(caseload, mo.id, "Counter")
    window.session.notify_changed()
    assert proofs.is_reminder_due(caseload)
    assert today(window).keys.isHidden()


def test_places_that_still_open_with_the_old_passphrase_are_listed(window, caseload, mo, tmp_path):
    stick = tmp_path / "stick"
    backups.make_backup(caseload, stick)
    stick.rename(tmp_path / "away")
    credentials.change_passphrase(caseload, PASSPHRASE, "nine herons on the lower weir", CHEAP)
    window.go(Location(Page.CENTRE, form="machines"))
    section = window.centre.machines
    section.refresh()
    assert str(stick) in section.old_keys.text()
    assert not section.old_keys.isHidden()
