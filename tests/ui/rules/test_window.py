"""The window fits the screen and is remembered; what is offered can be done."""

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLineEdit, QScrollArea, QWidget

from csassess.domain.errors import UserError
from csassess.services.evidence import evidence
from csassess.services.papers import files
from csassess.services.progress import history
from csassess.ui.access import key_dialogs
from csassess.ui.access.set_up_page import SetUpPage
from csassess.ui.base.location import Location, Page
from csassess.ui.shell import window_place
from csassess.ui.shell.actions import Menu
from csassess.ui.widgets.fields import secret
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import dialog_of, portfolio_of


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize("size", [QSize(300, 200), QSize(760, 760), QSize(3000, 2000)])
def test_a_window_is_shown_within_the_screen(qtbot, settings, size):
    window = QWidget()
    qtbot.addWidget(window)
    window_place.show_fitting(window, size, settings)
    window_place.keep_on_screen(window)
    fits = window.screen().availableGeometry().contains(window.frameGeometry())
    assert fits or window.isMaximized()


def test_a_window_beyond_the_edge_is_moved_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.move(700, 700)
    window.show()
    window_place.keep_on_screen(window)
    assert window.screen().availableGeometry().contains(window.frameGeometry())


@pytest.mark.parametrize("is_maximised", [True, False])
def test_a_window_is_shown_as_it_was_left(qtbot, settings, is_maximised):
    left, next_window = QWidget(), QWidget()
    for window in (left, next_window):
        qtbot.addWidget(window)
    left.resize(410, 310)
    left.showMaximized() if is_maximised else left.show()
    window_place.remember(left, settings)
    window_place.show_fitting(next_window, QSize(300, 200), settings)
    assert next_window.isMaximized() is is_maximised
    assert is_maximised or next_window.size() == QSize(410, 310)


def test_undo_is_enabled_exactly_if_there_is_something_to_undo(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    while True:
        assert window.undo_action.isEnabled() == (not history.reason_against_undoing(caseload, mo.id))
        assert window.undo_button.isEnabled() == window.undo_action.isEnabled()
        if not window.undo_action.isEnabled():
            break
        window.undo_action.trigger()
    with pytest.raises(UserError):
        history.undo(caseload, mo.id)
    item = evidence.start_observation(caseload, mo.id, "Counter")
    window.session.notify_changed()
    assert window.undo_action.isEnabled()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    assert window.evidence.capture.undo.isEnabled()


def test_every_entry_of_the_capture_menu_says_what_it_does(window, observing):
    actions = window.menus[Menu.CAPTURE].actions()
    assert len(actions) > 5
    assert all(action.text() for action in actions)


def test_ctrl_p_prints_the_form(qtbot, window, caseload, mo, monkeypatch):
    asked = []
    monkeypatch.setattr("csassess.ui.papers.printing.ask", lambda *_: asked.append(True) or (QDialog(), None))
    with qtbot.waitSignal(window.forms.previewed, timeout=10_000):
        window.go(Location(Page.FORMS, mo.id))
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]


def test_a_name_proposed_for_a_form_says_form_unit_and_date_but_nobody(window, caseload, mo):
    view = window.session.portfolio_view(mo.id)
    paper = files.paper_choices(caseload, view)[0]
    name = files.suggested_name(paper, caseload.clock().date())
    assert name.startswith("Recording form ")
    assert paper.about in name
    assert "2026-03-02" in name
    assert "Mo" not in name.split(".pdf")[0].split()


def test_a_secret_can_be_shown_and_hidden_again(qtbot):
    field = secret()
    qtbot.addWidget(field)
    show = field.actions()[0]
    assert field.echoMode() is QLineEdit.EchoMode.Password
    show.trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    show.trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_enter_goes_on_in_set_up_and_an_error_leads_to_its_field_and_goes_when_mended(qtbot, tmp_path):
    page = SetUpPage(tmp_path / "new")
    qtbot.addWidget(page)
    page.show()
    QTest.keyClicks(page.name, "Ann Assessor")
    QTest.keyClick(page.name, "\r")
    assert "centre" in page.problem.text()
    assert page.focusWidget() is page.centre
    QTest.keyClicks(page.centre, "Harbour")
    assert not page.problem.isVisible()
    QTest.keyClick(page.centre, "\r")
    assert page.passphrase.isVisible()


def test_an_error_in_set_up_moves_no_field(qtbot, tmp_path):
    page = SetUpPage(tmp_path / "new")
    qtbot.addWidget(page)
    page.resize(1024, 768)
    page.show()
    before = page.name.mapTo(page, page.name.rect().topLeft())
    page.next_button.click()
    QApplication.processEvents()
    assert page.problem.isVisible()
    assert page.name.mapTo(page, page.name.rect().topLeft()) == before


def test_a_recovery_code_closed_unconfirmed_says_that_the_previous_one_still_opens(window):
    dialog = key_dialogs.new_recovery_code(window, window.session)
    dialog.fields["present"].setText(PASSPHRASE)
    dialog.ok.click()
    dialog_of(window).discard()
    assert "was not confirmed" in window.banner.words


def menu_words(view, number):
    """Return the words of the menu of a row."""
    return [
        action.text() for action in view.menu_of(view.rows.rows[number], view.rows.index(number)).actions()
    ]


def test_the_menu_of_a_note_offers_what_its_editor_does_and_of_a_criterion_the_tick(window, observing):
    observing.capture.add_note.trigger()
    assert menu_words(observing.notes.list, 0) == ["Open", "Phrases", "Time", "Remove"]
    assert menu_words(observing.criteria.criteria, 0) == ["Tick"]


def test_the_menu_of_a_row_does_what_it_says(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    notes, criteria = observing.notes.list, observing.criteria.criteria
    criteria.menu_of(criteria.rows.rows[0], criteria.rows.index(0)).actions()[0].trigger()
    assert len(portfolio_of(caseload, mo).references) == 1
    menu = notes.menu_of(notes.rows.rows[0], notes.rows.index(0))
    menu.actions()[-1].trigger()
    assert portfolio_of(caseload, mo).notes == ()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_the_set_up_card_is_as_high_as_its_step(qtbot, tmp_path, size):
    page = SetUpPage(tmp_path / "new")
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    (card,) = (frame for frame in page.findChildren(QFrame) if frame.property("role") == "card")
    heights = []
    for step in range(3):
        page._go(step)
        for _ in range(3):
            QApplication.processEvents()
        shown = page._steps[step]
        assert shown.height() <= shown.sizeHint().height() + 60  # words that wrap
        assert card.height() <= page.height()
        heights.append(card.height())
    assert heights[1] < heights[0]


def test_a_section_of_the_centre_is_no_higher_than_its_content(window):
    window.go(Location(Page.CENTRE, form="keeping"))
    window.go(Location(Page.CENTRE, form="find"))
    for _ in range(3):
        QApplication.processEvents()
    area = window.centre.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
