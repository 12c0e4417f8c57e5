"""Backups, checks, keys, locking after sleep, repair and restore through the real window."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from csassess.application import Application
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import take_stream_out
from csassess.data.storage.keys import unlock_with_passphrase, unlock_with_recovery_code
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence
from csassess.services.safekeeping import backups
from csassess.ui.access import key_dialogs, lock_dialog
from csassess.ui.access.unlock_pages import RestorePage, UnlockPage
from csassess.ui.base.location import Location, Page
from csassess.ui.safekeeping.check_dialog import CheckDialog
from tests.support.builders import PASSPHRASE, cheap_keys, closed_caseload, reopened
from tests.ui.conftest import dialog_is_open, dialog_of, fill, rows_as_text


def corner(window):
    return window.maintenance.backing_up.corner


def test_the_corner_shows_the_time_of_the_last_verified_backup_and_leads_to_all_backups(
    qtbot, window, caseload, mo
):
    assert "No backup yet" in corner(window).text()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        window.maintenance.backing_up.look()
    assert corner(window).text().strip() == "Backup 09:30"
    corner(window).click()
    assert window.place.page is Page.CENTRE
    assert "2 March 2026, 09:30" in rows_as_text(window.centre.machines.backups)


def test_a_backup_is_due_only_after_a_change_and_some_time(qtbot, window, caseload, mo, clock):
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        window.maintenance.backing_up.look()
    clock.move_on(hours=1)
    assert not backups.is_due(caseload)
    evidence.start_observation(caseload, mo.id, "Counter")
    assert backups.is_due(caseload)
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        window.maintenance.backing_up.look()
    evidence.start_observation(caseload, mo.id, "Counter")
    assert not backups.is_due(caseload)  # minutes ago


def test_a_failed_backup_stays_visible_until_one_is_verified(qtbot, window, caseload, mo):
    blocked = caseload.folder / "backups"
    blocked.write_bytes(b"")
    with qtbot.waitSignal(window.session.problem, timeout=20_000):
        window.maintenance.backing_up.make()
    assert "Backup failed" in corner(window).text()
    window.go(Location(Page.CANDIDATES))
    assert "Backup failed" in corner(window).text()
    blocked.unlink()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        window.maintenance.backing_up.make()
    assert "failed" not in corner(window).text()


def test_a_portfolio_can_be_restored_from_a_backup(window, caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, item.id, "Greets")
    backup = backups.make_backup(caseload)
    with caseload.together():
        take_stream_out(caseload.db, mo.id)
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="machines"))
    dialog = window.centre.machines.open_backup(backup)
    assert "entries that are not here" in dialog.fields["candidates"].rows.rows[0].foot
    dialog.ok.click()
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["Greets"]
    assert "brought back" in window.banner.words


def test_a_full_check_runs_while_the_window_stays_usable(qtbot, window, caseload, mo):
    with qtbot.waitSignal(window.maintenance.check.done, timeout=30_000):
        window.maintenance.check_everything()
        assert window.isEnabled()
    dialog = next(d for d in window.findChildren(CheckDialog) if d.isVisible())
    assert dialog.words.text() == "Everything is in order."
    assert "caseload.db in order" in rows_as_text(dialog.rows)
    assert not dialog.repair.isVisible()


def test_a_check_can_be_stopped(qtbot, window, caseload, mo):
    with qtbot.waitSignal(window.maintenance.check.done, timeout=30_000):
        window.maintenance.check_everything()
        dialog = next(d for d in window.findChildren(CheckDialog) if d.isVisible())
        dialog.stop.click()
    assert "Stopped" in dialog.words.text()


def test_the_screen_locks_after_the_machine_slept(window):
    window.maintenance.woke(window.maintenance.looked + 20)
    assert not window.screen_lock.is_engaged
    window.maintenance.woke(window.maintenance.looked + 3_600)
    assert window.screen_lock.is_engaged


def test_the_dialog_for_a_new_passphrase_shows_its_strength(window, caseload):
    key_dialogs.change_passphrase(window, window.session)
    fill(
        window,
        present="wrong kettle",
        new="nine herons on the lower weir",
        again="nine herons on the lower weir",
    )
    dialog = dialog_of(window)
    assert "not correct" in dialog.problem.text()
    assert any("Strength: strong" in label.text() for label in dialog.findChildren(type(dialog.problem)))
    dialog.fields["present"].clear()
    fill(window, present=PASSPHRASE)
    assert caseloads.unlock(caseload.folder, "nine herons on the lower weir") == caseload.attached.master


def test_a_new_recovery_code_is_used_only_after_its_end_was_typed(window, caseload):
    before = (caseload.folder / "keys.json").read_bytes()
    key_dialogs.new_recovery_code(window, window.session)
    fill(window, present=PASSPHRASE)
    dialog = dialog_of(window)
    code = dialog.fields["code"].text()
    fill(window, typed="0000")
    assert (caseload.folder / "keys.json").read_bytes() == before
    dialog.fields["typed"].clear()
    fill(window, typed=code[-4:].lower())
    assert caseloads.unlock_by_recovery_code(caseload.folder, code) == caseload.attached.master


def test_a_name_can_be_redacted_from_the_menu_of_the_item(qtbot, window, observing, caseload, mo):
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "Mrs Abernathy asked twice")
    window.evidence.more.take_out.trigger()
    fill(window, words="Somebody else", reason="A customer by name")
    qtbot.waitUntil(lambda: "” was not found in the text" in dialog_of(window).problem.text(), timeout=10_000)
    dialog_of(window).fields["words"].clear()
    fill(window, words="mrs abernathy")
    qtbot.waitUntil(lambda: not dialog_is_open(window), timeout=20_000)
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["[taken out] asked twice"]
    assert "Abernathy" not in "".join(
        str(c.value) for event in caseload.history.of(mo.id) for c in event.changes
    )
    assert "The words were redacted here, in the history and in the backups" in window.banner.words


def test_copied_diagnostic_details_contain_no_name(qapp, window, mo):
    window.maintenance.copy_details()
    assert "csassess " in qapp.clipboard().text()
    assert "Mo Candidate" not in qapp.clipboard().text()


def test_a_dialog_is_high_enough_for_its_words_and_fields(window):
    dialog = key_dialogs.centre_key(window, window.session)
    (scroll_area,) = dialog.findChildren(QScrollArea)
    assert scroll_area.verticalScrollBar().maximum() == 0


# Opening the program


@pytest.fixture
def application(qtbot, qapp, tmp_path):
    """Return a function that starts the program on a folder, as `csassess` does."""
    applications = []

    def make(folder):
        application = Application(
            qapp, folder, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        )
        application.start()
        applications.append(application)
        return application

    yield make
    for opened in applications:
        if opened.window is not None:
            opened.window.close()
        else:
            opened.start_window.close()


def unlock(qtbot, application, secret=PASSPHRASE):
    page = application.start_window.centralWidget()
    page.secret.setText(secret)
    with qtbot.waitSignal(page.opened, timeout=20_000):
        page.unlock_button.click()
    return application.window


def test_wrong_attempts_delay_the_next_one_with_a_message(qtbot, application, folder):
    page = application(folder).start_window.centralWidget()
    for _ in range(3):
        page.secret.setText("wrong kettle")
        page.problem.setText("")
        page.unlock_button.click()
        qtbot.waitUntil(lambda: "not correct" in page.problem.text() and page.isEnabled(), timeout=10_000)
    assert not page.unlock_button.isEnabled()
    assert "Wait 2 seconds before the next try." in page.problem.text()
    page.waiting.count_down()
    page.waiting.count_down()
    assert page.unlock_button.isEnabled()
    assert "Wait" not in page.problem.text()


def test_after_an_unclean_end_a_check_runs_and_recovered_drafts_are_reported(qtbot, application, folder):
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    drafts.keep_draft(caseload, evidence.add_note(caseload, mo.id, item.id).id, {"text": "Half a sent"})
    caseload.close()
    (folder / "caseload.open").touch()
    window = unlock(qtbot, application(folder))
    checked = qtbot.waitSignal(window.maintenance.check.done, timeout=30_000)
    qtbot.waitUntil(
        lambda: "csassess did not close properly last time" in window.banner.words, timeout=10_000
    )
    assert "recovered and saved" in window.banner.words
    checked.wait()
    assert not window.maintenance.check.busy


def test_a_damaged_database_can_be_repaired_when_opening(qtbot, application, tmp_path):
    folder = closed_caseload(tmp_path / "c")
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    backups.make_backup(caseload)
    caseload.close()
    content = bytearray((folder / "caseload.db").read_bytes())
    content[4096 * 3 : 4096 * 3 + 64] = bytes(64)
    (folder / "caseload.db").write_bytes(content)
    started = application(folder)
    page = started.start_window.centralWidget()
    page.secret.setText(PASSPHRASE)
    page.unlock_button.click()
    qtbot.waitUntil(page.mend_button.isVisible, timeout=20_000)
    assert "damaged" in page.problem.text()
    with qtbot.waitSignal(page.opened, timeout=60_000):
        page.mend_button.click()
    assert load_portfolio(started.window.session._caseload, mo.id).candidate.name == "Mo Candidate"
    assert list(folder.glob("caseload.db.damaged-*"))


def test_restoring_the_whole_caseload_keeps_the_previous_one_aside(qtbot, application, tmp_path):
    folder = closed_caseload(tmp_path / "c")
    started = application(folder)
    window = unlock(qtbot, started)
    backup = backups.make_backup(window.session._caseload)
    candidates.add_candidate(window.session._caseload, "Came Later")
    window.go(Location(Page.CENTRE, form="machines"))
    window.centre.machines._ask_whole(backup, "")
    dialog_of(window).ok.click()
    qtbot.waitUntil(lambda: started.window is not None and started.window is not window, timeout=60_000)
    assert candidates.list_candidates(started.window.session._caseload) == []
    assert [path for path in tmp_path.iterdir() if path.name.startswith("c.before-restoring-")]
    assert "was restored" in started.window.banner.words


@pytest.mark.parametrize("way", ["passphrase", "code"])
def test_a_new_machine_can_restore_from_a_memory_stick(qtbot, application, tmp_path, way):
    keys = cheap_keys()
    caseload = reopened(closed_caseload(tmp_path / "c", keys))
    candidates.add_candidate(caseload, "Mo Candidate")
    backups.make_backup(caseload, tmp_path / "stick")
    caseload.close()
    started = application(tmp_path / "new")
    started.start_window.centralWidget().restoring.emit()
    page = started.start_window.centralWidget()
    assert isinstance(page, RestorePage)
    page.choose_place(str(tmp_path))
    assert "No backup was found in that folder" in page.problem.text()
    page.choose_place(str(tmp_path / "stick"))
    if way == "code":
        page.how.way.setCurrentIndex(1)
    page.how.field.setText(PASSPHRASE if way == "passphrase" else keys.recovery_code)
    with qtbot.waitSignal(page.opened, timeout=20_000):
        page.restore_button.click()
    assert [c.name for c in candidates.list_candidates(started.window.session._caseload)] == ["Mo Candidate"]


def test_an_existing_caseload_opens_on_the_unlock_page(application, folder):
    assert isinstance(application(folder).start_window.centralWidget(), UnlockPage)


def test_the_lock_is_changed_after_the_new_recovery_code_was_confirmed(qtbot, application, tmp_path):
    started = application(closed_caseload(tmp_path / "c"))
    window = unlock(qtbot, started)
    old = window.session._caseload.attached.master
    backups.make_backup(window.session._caseload, tmp_path / "stick")
    candidates.add_candidate(window.session._caseload, "Mo Candidate")
    lock_dialog.change_lock(window, window.session, window.relocking.emit)
    new = "nine herons on the lower weir"
    fill(window, present=PASSPHRASE, new=new, again=new)
    code = dialog_of(window).fields["code"].text()
    fill(window, typed=code[-4:])
    qtbot.waitUntil(lambda: started.window is not None and started.window is not window, timeout=60_000)
    again = started.window.session._caseload
    assert again.attached.master != old
    assert [candidate.name for candidate in candidates.list_candidates(again)] == ["Mo Candidate"]
    assert "The lock was changed" in started.window.banner.words
    for place in (tmp_path / "c", tmp_path / "stick"):
        assert unlock_with_passphrase(place, new) == again.attached.master
        assert unlock_with_recovery_code(place, code) == again.attached.master
