"""Backups, checks, doors and waking through the real window, and the caseload closed and opened again to be mended or restored."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from csassess.application import Application
from csassess.data.record.portfolios import load_portfolio
from csassess.data.removal.erasure import take_stream_out
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence
from csassess.services.safekeeping import backups
from csassess.ui.access import key_dialogs
from csassess.ui.access.unlock_pages import RestorePage, UnlockPage
from csassess.ui.base.location import Location, Page
from csassess.ui.safekeeping.check_dialog import CheckDialog
from tests.support.builders import PASSPHRASE, cheap_keys, closed_caseload, reopened
from tests.ui.conftest import dialog_is_open, dialog_of, drawn, fill


def corner(window):
    return window.maintenance.backing_up.corner


def test_the_corner_says_when_the_last_backup_was_proved_and_leads_to_all_of_them(
    qtbot, window, caseload, mo
):
    assert "No backup yet" in corner(window).text()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        window.maintenance.backing_up.look()
    assert corner(window).text().strip() == "Backup 09:30"
    corner(window).click()
    assert window.place.page is Page.CENTRE
    assert "2 March 2026, 09:30" in drawn(window.centre.machines.kept)


def test_a_backup_is_due_only_once_something_was_written_and_time_has_gone_by(
    qtbot, window, caseload, mo, clock
):
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


def test_a_failed_backup_stays_visible_until_one_is_proved(qtbot, window, caseload, mo):
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


def test_a_portfolio_is_brought_back_from_a_backup_by_touch(window, caseload, mo):
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


def test_everything_is_checked_line_by_line_while_the_window_goes_on(qtbot, window, caseload, mo):
    with qtbot.waitSignal(window.maintenance.check.done, timeout=30_000):
        window.maintenance.check_everything()
        assert window.isEnabled()
    dialog = next(d for d in window.findChildren(CheckDialog) if d.isVisible())
    assert dialog.words.text() == "Everything is in order."
    assert "caseload.db in order" in drawn(dialog.rows)
    assert not dialog.mend.isVisible()


def test_a_check_can_be_stopped_and_says_that_nothing_was_changed(qtbot, window, caseload, mo):
    with qtbot.waitSignal(window.maintenance.check.done, timeout=30_000):
        window.maintenance.check_everything()
        dialog = next(d for d in window.findChildren(CheckDialog) if d.isVisible())
        dialog.stop.click()
    assert "Stopped" in dialog.words.text()


def test_a_machine_that_slept_comes_back_locked(window):
    window.maintenance.woke(window.maintenance.looked + 20)
    assert not window.screen_lock.is_engaged
    window.maintenance.woke(window.maintenance.looked + 3_600)
    assert window.screen_lock.is_engaged


def test_the_passphrase_is_changed_in_a_dialog_that_says_how_strong_it_is(window, caseload):
    key_dialogs.change_passphrase(window, window.session)
    fill(
        window,
        present="wrong kettle",
        new="nine herons on the lower weir",
        again="nine herons on the lower weir",
    )
    dialog = dialog_of(window)
    assert "not right" in dialog.problem.text()
    assert any("Strength: strong" in label.text() for label in dialog.findChildren(type(dialog.problem)))
    dialog.fields["present"].clear()
    fill(window, present=PASSPHRASE)
    assert caseloads.unlock(caseload.folder, "nine herons on the lower weir") == caseload.attached.master


def test_a_new_recovery_code_is_used_only_once_its_end_was_typed(window, caseload):
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


def test_a_name_written_by_mistake_is_taken_out_for_good_from_the_items_menu(
    qtbot, window, observing, caseload, mo
):
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "Mrs Abernathy asked twice")
    window.evidence.more.take_out.trigger()
    fill(window, words="Somebody else", reason="A customer by name")
    qtbot.waitUntil(lambda: "does not stand there" in dialog_of(window).problem.text(), timeout=10_000)
    dialog_of(window).fields["words"].clear()
    fill(window, words="mrs abernathy")
    qtbot.waitUntil(lambda: not dialog_is_open(window), timeout=20_000)
    assert [note.text for note in load_portfolio(caseload, mo.id).notes] == ["[taken out] asked twice"]
    assert "Abernathy" not in "".join(
        str(c.value) for event in caseload.history.of(mo.id) for c in event.changes
    )
    assert "Taken out for good" in window.banner.words


def test_diagnostic_details_are_copied_and_hold_no_name(qapp, window, mo):
    window.maintenance.copy_details()
    assert "csassess " in qapp.clipboard().text()
    assert "Mo Candidate" not in qapp.clipboard().text()


def test_a_dialog_is_as_high_as_its_words_and_fields_need(window):
    dialog = key_dialogs.centre_key(window, window.session)
    (shown,) = dialog.findChildren(QScrollArea)
    assert shown.verticalScrollBar().maximum() == 0


# The door


@pytest.fixture
def application(qtbot, qapp, tmp_path):
    """Makes the program on a folder, as `csassess` does."""
    made = []

    def make(folder):
        application = Application(
            qapp, folder, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        )
        application.start()
        made.append(application)
        return application

    yield make
    for each in made:
        if each.window is not None:
            each.window.close()
        else:
            each.start_window.close()


def unlocked(qtbot, application, secret=PASSPHRASE):
    page = application.start_window.centralWidget()
    page.secret.setText(secret)
    with qtbot.waitSignal(page.opened, timeout=20_000):
        page.unlock_button.click()
    return application.window


def test_wrong_tries_make_the_next_one_wait_and_say_so(qtbot, application, folder):
    page = application(folder).start_window.centralWidget()
    for _ in range(3):
        page.secret.setText("wrong kettle")
        page.problem.setText("")
        page.unlock_button.click()
        qtbot.waitUntil(lambda: "not right" in page.problem.text() and page.isEnabled(), timeout=10_000)
    assert not page.unlock_button.isEnabled()
    assert "Wait 2 seconds before the next try." in page.problem.text()
    page.waiting.count_down()
    page.waiting.count_down()
    assert page.unlock_button.isEnabled()
    assert "Wait" not in page.problem.text()


def test_after_an_unclean_end_everything_is_checked_and_said_and_so_is_what_was_recovered(
    qtbot, application, folder
):
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    drafts.keep_draft(caseload, evidence.add_note(caseload, mo.id, item.id).id, {"text": "Half a sent"})
    caseload.close()
    (folder / "caseload.open").touch()
    window = unlocked(qtbot, application(folder))
    checked = qtbot.waitSignal(window.maintenance.check.done, timeout=30_000)
    qtbot.waitUntil(lambda: "not closed properly" in window.banner.words, timeout=10_000)
    assert "recovered and saved" in window.banner.words
    checked.wait()
    assert not window.maintenance.check.busy


def test_a_damaged_database_is_put_right_at_the_door(qtbot, application, tmp_path):
    folder = closed_caseload(tmp_path / "c")
    caseload = reopened(folder)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    backups.make_backup(caseload)
    caseload.close()
    content = bytearray((folder / "caseload.db").read_bytes())
    content[4096 * 3 : 4096 * 3 + 64] = bytes(64)
    (folder / "caseload.db").write_bytes(content)
    made = application(folder)
    page = made.start_window.centralWidget()
    page.secret.setText(PASSPHRASE)
    page.unlock_button.click()
    qtbot.waitUntil(page.mend_button.isVisible, timeout=20_000)
    assert "damaged" in page.problem.text()
    with qtbot.waitSignal(page.opened, timeout=60_000):
        page.mend_button.click()
    assert load_portfolio(made.window.session._caseload, mo.id).candidate.name == "Mo Candidate"
    assert list(folder.glob("caseload.db.damaged-*"))


def test_the_whole_is_restored_from_the_window_and_the_one_before_lies_aside(qtbot, application, tmp_path):
    folder = closed_caseload(tmp_path / "c")
    made = application(folder)
    window = unlocked(qtbot, made)
    backup = backups.make_backup(window.session._caseload)
    candidates.add_candidate(window.session._caseload, "Came Later")
    window.go(Location(Page.CENTRE, form="machines"))
    window.centre.machines._ask_whole(backup, "")
    dialog_of(window).ok.click()
    qtbot.waitUntil(lambda: made.window is not None and made.window is not window, timeout=60_000)
    assert candidates.list_candidates(made.window.session._caseload) == []
    assert [path for path in tmp_path.iterdir() if path.name.startswith("c.before-restoring-")]
    assert "was restored" in made.window.banner.words


@pytest.mark.parametrize("way", ["passphrase", "code"])
def test_a_clean_machine_restores_from_a_stick(qtbot, application, tmp_path, way):
    keys = cheap_keys()
    caseload = reopened(closed_caseload(tmp_path / "c", keys))
    candidates.add_candidate(caseload, "Mo Candidate")
    backups.make_backup(caseload, tmp_path / "stick")
    caseload.close()
    made = application(tmp_path / "new")
    made.start_window.centralWidget().restoring.emit()
    page = made.start_window.centralWidget()
    assert isinstance(page, RestorePage)
    page.choose_place(str(tmp_path))
    assert "no backup in that folder" in page.problem.text()
    page.choose_place(str(tmp_path / "stick"))
    if way == "code":
        page.how.way.setCurrentIndex(1)
    page.how.field.setText(PASSPHRASE if way == "passphrase" else keys.recovery_code)
    with qtbot.waitSignal(page.opened, timeout=20_000):
        page.restore_button.click()
    assert [c.name for c in candidates.list_candidates(made.window.session._caseload)] == ["Mo Candidate"]


def test_the_door_of_a_present_caseload_is_the_lock(application, folder):
    assert isinstance(application(folder).start_window.centralWidget(), UnlockPage)
