"""Setting up and unlocking a caseload through the pages of the window."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from csassess.application import Application
from csassess.services.access import caseloads
from csassess.services.access.sample import SAMPLE_FILE
from csassess.ui.access.set_up_page import SetUpPage
from csassess.ui.access.unlock_pages import UnlockPage
from csassess.ui.base.location import Page
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import Look
from tests.support.builders import PASSPHRASE, cheap_keys, contents


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def setting_up(qtbot, tmp_path):
    """Show the set-up page, with the cheapest key derivation."""
    page = SetUpPage(tmp_path / "new", prepare=cheap_keys)
    qtbot.addWidget(page)
    page.show()
    return page


def fill_person(page, name="Ann Assessor", centre="Harbour Centre"):
    QTest.keyClicks(page.name, name)
    QTest.keyClicks(page.centre, centre)
    page.next_button.click()


def fill_passphrase(qtbot, page, first=PASSPHRASE, again=PASSPHRASE):
    QTest.keyClicks(page.passphrase, first)
    QTest.keyClicks(page.again, again)
    page.passphrase_button.click()
    qtbot.waitUntil(page.isEnabled)


def test_set_up_asks_for_person_and_passphrase_and_confirms_the_recovery_code(qtbot, setting_up):
    page = setting_up
    fill_person(page)
    fill_passphrase(qtbot, page)
    code = page.code.accessibleName()
    page.printed.setChecked(True)
    QTest.keyClicks(page.typed_code, code[-4:].lower())
    with qtbot.waitSignal(page.opened) as opened:
        page.finish_button.click()
    opened.args[0].close()
    assert caseloads.unlock(page.folder, PASSPHRASE) == caseloads.unlock_by_recovery_code(page.folder, code)


def test_nothing_is_written_before_the_recovery_code_is_confirmed(qtbot, setting_up, tmp_path):
    page = setting_up
    fill_person(page)
    fill_passphrase(qtbot, page)
    page.finish_button.click()
    assert "not confirmed" in page.problem.text()
    page.printed.setChecked(True)
    QTest.keyClicks(page.typed_code, "????")
    page.finish_button.click()
    assert "not the last four" in page.problem.text()
    assert not (tmp_path / "new").exists()


def test_a_missing_name_is_reported_at_once(setting_up):
    fill_person(setting_up, name="")
    assert setting_up.problem.text() == "Please fill in your name."


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [("one two three", "one two four", "differ"), ("short", "short", "at least 8 characters")],
)
def test_an_unsuitable_passphrase_is_refused_with_the_reason(qtbot, setting_up, first, again, said):
    fill_person(setting_up)
    fill_passphrase(qtbot, setting_up, first, again)
    qtbot.waitUntil(lambda: said in setting_up.problem.text())


@pytest.fixture
def locked(qtbot, folder):
    page = UnlockPage(folder)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_correct_passphrase_unlocks(qtbot, locked):
    QTest.keyClicks(locked.secret, PASSPHRASE)
    with qtbot.waitSignal(locked.opened) as opened:
        locked.unlock_button.click()
    opened.args[0].close()


def test_a_wrong_passphrase_is_reported_and_changes_nothing(qtbot, locked, folder):
    before = contents(folder)
    QTest.keyClicks(locked.secret, "a wrong one")
    locked.unlock_button.click()
    qtbot.waitUntil(lambda: "The passphrase is not correct" in locked.problem.text())
    assert locked.isEnabled()
    assert contents(folder) == before


def test_the_recovery_code_unlocks_without_the_passphrase(qtbot, tmp_path):
    keys = cheap_keys()
    caseloads.set_up(tmp_path / "c", keys, caseloads.Owner("Ann", "Centre")).close()
    page = UnlockPage(tmp_path / "c")
    qtbot.addWidget(page)
    page.how.way.setCurrentIndex(1)
    QTest.keyClicks(page.secret, keys.recovery_code.lower().replace("-", " "))
    with qtbot.waitSignal(page.opened) as opened:
        page.unlock_button.click()
    opened.args[0].close()


def test_a_new_folder_opens_on_set_up_and_a_caseload_on_unlock(qtbot, qapp, tmp_path, folder, settings):
    for place, page in ((tmp_path / "nowhere", SetUpPage), (folder, UnlockPage)):
        start_window = Application(qapp, place, settings).start_window
        qtbot.addWidget(start_window)
        assert isinstance(start_window.centralWidget(), page)


def test_a_window_larger_than_its_screen_opens_maximised(qtbot, qapp, folder, settings):
    """The screen of these tests is smaller than both windows like to be."""
    application = Application(qapp, folder, settings)
    qtbot.addWidget(application.start_window)
    application.start()
    assert application.start_window.isMaximized()
    page = application.start_window.centralWidget()
    QTest.keyClicks(page.secret, PASSPHRASE)
    with qtbot.waitSignal(page.opened):
        page.unlock_button.click()
    assert application.window.isMaximized()
    application.window.close()


def test_unlocking_shows_today_and_a_chosen_look_is_stored(qtbot, qapp, folder, settings):
    application = Application(qapp, folder, settings)
    qtbot.addWidget(application.start_window)
    application.start()
    page = application.start_window.centralWidget()
    QTest.keyClicks(page.secret, PASSPHRASE)
    with qtbot.waitSignal(page.opened):
        page.unlock_button.click()
    window = application.window
    assert window.place.page is Page.TODAY
    dark = (
        next(action for action in window.menuBar().actions() if "View" in action.text()).menu().actions()[2]
    )
    dark.trigger()
    assert application.window is not window
    assert settings.value("look") == "dark"
    qtbot.addWidget(application.window)
    application.window.close()


def test_the_recovery_code_can_be_printed(qtbot, setting_up, tmp_path):
    page = setting_up
    fill_person(page)
    fill_passphrase(qtbot, page)
    page._print()
    dialog = page._print_dialog
    dialog.printer().setOutputFileName(str(tmp_path / "code.pdf"))
    dialog.accepted.emit(dialog.printer())
    dialog.hide()
    from tests.support.builders import pdf_text

    assert page.code.text().split()[0] in pdf_text((tmp_path / "code.pdf").read_bytes())


@pytest.mark.parametrize(
    ("scheme", "contrast", "look"),
    [
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, Look.DARK),
        (Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference, Look.LIGHT),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, Look.CONTRAST),
    ],
)
def test_the_look_is_that_of_the_system(scheme, contrast, look):
    accessibility = SimpleNamespace(contrastPreference=lambda: contrast)
    hints = SimpleNamespace(colorScheme=lambda: scheme, accessibility=lambda: accessibility)
    assert theme.look_of_system(SimpleNamespace(styleHints=lambda: hints)) is look


def test_a_sample_says_its_passphrase_and_has_it_filled_in(qtbot, folder):
    (folder / SAMPLE_FILE).write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    page = UnlockPage(folder)
    qtbot.addWidget(page)
    assert PASSPHRASE in page.sample.text()
    with qtbot.waitSignal(page.opened) as opened:
        page.unlock_button.click()
    opened.args[0].close()


@pytest.mark.parametrize("words", ["", "x" * 200, "two\nlines", "\x1b[31m", b"\xff\xfe"])
def test_what_is_no_passphrase_beside_a_caseload_is_not_shown(qtbot, folder, words):
    (folder / SAMPLE_FILE).write_bytes(words if isinstance(words, bytes) else words.encode())
    page = UnlockPage(folder)
    qtbot.addWidget(page)
    assert page.sample.isHidden()
    assert page.secret.text() == ""
