"""The other pages: Today, candidates, portfolio, forms; sizes, text and names for a screen reader."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from csassess.domain.records.milestones import MilestoneKind
from csassess.services.candidates import candidates, milestones
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from csassess.ui.base.location import Location, Page, location_from
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import COLOURS, Look, Theme
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import dialog_of, drawn, fill


def test_today_begins_with_adding_the_first_candidate(window):
    assert "Add your first candidate" in " ".join(
        label.text() for label in window.today.findChildren(type(window.saved))
    )


def test_today_lists_what_is_left_to_finish_and_leads_to_it(window, observing, mo):
    window.go(Location())
    assert drawn(window.today.to_finish) == "Mo Candidate, item 1 ›"
    window.today.to_finish.chosen.emit(window.today.to_finish.rows.rows[0].key)
    assert window.place.page is Page.EVIDENCE


def test_a_candidate_is_found_by_a_part_of_the_name(window, caseload, mo):
    candidates.add_candidate(caseload, "Siân Ŵyn")
    window.go(Location(Page.CANDIDATES))
    QTest.keyClicks(window.candidates.search, "mo")
    assert drawn(window.candidates.list) == "Mo Candidate C-001"
    window.candidates.search.setText("nobody")
    assert window.candidates._nobody.text() == "Nobody matches."


def test_a_dialog_says_what_is_wrong_and_keeps_what_was_typed(window, mo):
    window.go(Location(Page.CANDIDATES))
    window.candidates.add_button.click()
    fill(window, name="Another", number="C-001")
    dialog = dialog_of(window)
    assert "Another candidate has the number" in dialog.problem.text()
    assert dialog.fields["name"].text() == "Another"
    dialog.reject()


def test_a_place_that_is_gone_comes_back_as_today(qtbot, caseload, mo):
    from csassess.services.evidence import drafts

    drafts.remember_place(caseload, {"page": "portfolio", "candidate": "gone"})
    made = MainWindow(Session(caseload))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert made.place.page is Page.TODAY
    assert location_from({"page": "nonsense"}) == Location()


@pytest.mark.parametrize("page", list(Page))
def test_every_control_has_a_name_for_a_screen_reader(window, observing, mo, page):
    item = window.place.item
    window.go(Location(page, mo.id, item, unit="ocr-b10"))
    shown = window.page(page)
    controls = [
        c
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
        for c in shown.findChildren(kind)
    ]
    nameless = [
        c
        for c in controls
        if c.isVisible()
        and not (c.accessibleName() or getattr(c, "text", str)())
        and not c.objectName().startswith("qt_")
    ]
    assert nameless == []


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize(("width", "height", "size"), [(1024, 768, 100), (1366, 768, 100), (1024, 768, 200)])
def test_every_page_fits_the_window_at_every_size_and_look(
    qtbot, qapp, caseload, mo, look, width, height, size
):
    theme.apply(qapp, Theme(look, size))
    made = MainWindow(Session(caseload))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_is_retired", True))
    made.show()
    item = evidence.start_observation(
        caseload, mo.id, "A place with a rather long name, second floor, desk nine"
    )
    made.session.read_again()
    for page in Page:
        made.resize(width, height)
        made.go(Location(page, mo.id, item.id, unit="ocr-b10"))
        QApplication.processEvents()
        assert (made.width(), made.height()) == (width, height), page


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", list(Look))
def test_every_ink_stands_out_from_every_ground_by_four_and_a_half_to_one(look):
    c = COLOURS[look]
    pairs = [
        (ink, ground)
        for ink in (c.ink, c.quiet, c.good, c.warn, c.bad, c.accent)
        for ground in (c.ground, c.surface)
    ]
    pairs += [(c.on_accent, c.accent), (c.ink, c.tint)]
    for ink, ground in pairs:
        high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_a_dialog_asks_before_it_throws_away_what_was_typed(window, mo):
    window.go(Location(Page.CANDIDATES))
    window.candidates.add_button.click()
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["name"], "Someone")
    dialog.reject()
    assert dialog.isVisible()
    assert "not saved yet" in dialog.problem.text()
    dialog.reject()
    assert not dialog.isVisible()


def test_undo_of_an_enrolment_leads_from_the_matrix_back_to_the_portfolio(window, caseload):
    lone = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, lone.id, "ocr-61")
    window.session.read_again()
    window.go(Location(Page.MATRIX, lone.id, unit="ocr-61"))
    window.undo_action.trigger()
    assert window.place.page is Page.PORTFOLIO


def test_items_of_candidates_with_and_without_units_are_shown_in_turn(window, observing, caseload, mo):
    item = window.place.item
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    bare = evidence.add_item(caseload, other.id, "WP", "Letter", caseload.clock().date())
    window.session.read_again()
    for candidate, shown in ((mo.id, item), (other.id, bare.id), (mo.id, item)):
        window.go(Location(Page.EVIDENCE, candidate, shown))
    assert len(window.evidence.criteria.chips) == 4


def test_an_open_cell_of_the_matrix_is_saved_when_the_window_closes(qtbot, window, caseload, mo):

    from csassess.ui.matrix.matrix_model import FIXED

    evidence.add_item(caseload, mo.id, "WP", "Log", caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.MATRIX, mo.id, unit="ocr-b10"))
    table = window.matrix.table
    table.setCurrentIndex(window.matrix.model.index(0, FIXED))
    QTest.keyClick(table, Qt.Key.Key_F2)
    QTest.keyClicks(table.findChild(QLineEdit), "p. 4")
    window.leave()
    assert [r.location for r in window.session.portfolio_view(mo.id).portfolio.references] == ["p. 4"]


def test_a_unit_is_decided_from_its_card_and_refused_with_the_list_while_anything_is_missing(
    window, caseload, mo
):
    from PySide6.QtWidgets import QLabel

    window.go(Location(Page.PORTFOLIO, mo.id))
    decide = next(
        b for b in window.portfolio.findChildren(QPushButton) if b.accessibleName().startswith("Decide B10")
    )
    decide.click()
    assert "B10 cannot be decided yet. No evidence yet: " in window.banner.words
    states = [label.text() for label in window.portfolio.findChildren(QLabel)]
    assert "Not ready to decide" in states


def test_a_visit_is_planned_and_agreed_from_the_portfolio(window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.plan_card.plan_button.click()
    fill(window, place="Ticket office")
    assert window.portfolio.plan_card.planned.text().endswith(
        "Ticket office, not agreed with the candidate yet"
    )
    window.portfolio.plan_card.agree_button.click()
    assert (
        window.portfolio.plan_card.planned.text()
        == "Visit planned for 2 March 2026, Ticket office, agreed on 2 March 2026"
    )


def test_the_question_bank_takes_a_question_on_a_knowledge_criterion(window, caseload):
    from csassess.services.units import question_bank

    window.go(Location(Page.QUESTIONS, unit="ocr-b10"))
    window.questions.list.chosen.emit("4.1")
    fill(window, words="Why plan?")
    assert [(q.criterion, q.words) for q in question_bank.bank(caseload)] == [("4.1", "Why plan?")]
    assert [r.body for r in window.questions.list.rows.rows][1] == "“Why plan?”"


def test_a_plan_stands_line_by_line_on_the_portfolio_and_leads_to_its_paper(qtbot, window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.plan_card.plan_button.click()
    fill(window, place="Desk")
    rows = window.portfolio.plan_card.planned_lines.rows.rows
    assert rows[0].head == "A new customer who is difficult to deal with"
    assert rows[0].state == "0 of 4"
    with qtbot.waitSignal(window.forms.previewed):
        window.portfolio.plan_card.form_button.click()
    assert window.forms.form.currentText().startswith("Visit plan")


def test_coverage_stands_on_today_and_portfolio_in_words(window, caseload, mo):
    from tests.support.builders import accepted_product

    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    window.session.read_again()
    window.go(Location())
    words = " ".join(label.text() for label in window.today.findChildren(type(window.saved)))
    assert "1 accepted, 1 of them on one occasion  ·  22 no evidence yet  ·  by WP" in words


def test_a_decided_unit_is_signed_from_its_card_by_whoever_is_next(qtbot, window, caseload, mo):
    from PySide6.QtWidgets import QPushButton

    from csassess.services.evidence import decisions
    from csassess.services.units import units
    from tests.support.builders import accepted_product

    candidates.enrol(caseload, mo.id, "ocr-61")
    accepted_product(caseload, mo.id, "ocr-61", *units.unit("ocr-61").labels())
    decisions.decide(caseload, mo.id, "ocr-61")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    next(
        b for b in window.portfolio.findChildren(QPushButton) if b.accessibleName() == "Sign: candidate"
    ).click()
    dialog = next(d for d in window.findChildren(SignDialog) if d.isVisible())
    assert "record code" in dialog.account.toPlainText()
    QTest.mouseClick(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    dialog.sign.click()
    assert (
        window.screen_lock.is_engaged
    )  # the candidate has the screen; the assessor's comes back by PIN or passphrase
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    QApplication.processEvents()
    names = [b.accessibleName() for b in window.portfolio.findChildren(QPushButton) if b.isVisible()]
    assert "Sign: assessor" in names


@pytest.mark.parametrize("page", list(Page))
def test_a_screen_reader_is_told_name_and_role_of_every_control(window, caseload, mo, page):
    from PySide6.QtGui import QAccessible

    item = evidence.start_observation(caseload, mo.id, "Desk").id
    evidence.next_customer(caseload, mo.id, item)
    window.session.read_again()
    window.go(Location(page, mo.id, item, unit="ocr-b10"))
    shown = window.page(page)
    kinds = {
        QAbstractButton: (QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ButtonMenu),
        QLineEdit: (QAccessible.Role.EditableText,),
        QPlainTextEdit: (QAccessible.Role.EditableText,),
        QComboBox: (QAccessible.Role.ComboBox,),
    }
    for kind, roles in kinds.items():
        for control in shown.findChildren(kind):
            if not control.isVisible() or control.objectName().startswith("qt_"):
                continue
            told = QAccessible.queryAccessibleInterface(control)
            assert told.text(QAccessible.Text.Name).strip(), control
            assert told.role() in roles, (control.accessibleName(), told.role())


def test_a_page_is_made_when_it_is_first_wanted(window, mo):
    assert [page for page in Page if window.is_made(page)] == [Page.TODAY]
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert [page for page in Page if window.is_made(page)] == [Page.TODAY, Page.PORTFOLIO]


def test_machines_are_kept_in_step_though_their_page_was_never_shown(qtbot, caseload, tmp_path):
    folder_sync.choose_folder(caseload, tmp_path)
    made = MainWindow(Session(caseload))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert made.place.page is Page.TODAY
    assert made.is_made(Page.EXCHANGE)


def test_dates_out_of_order_are_pointed_out_on_the_portfolio(window, caseload, mo, clock):
    candidates.register(caseload, mo.id, "NVQ", "", "77", clock().date())
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.portfolio._out_of_order.isVisible()
    milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, clock().date() - timedelta(days=3))
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert "earlier than the registration" in window.portfolio._out_of_order.text()
    assert "claim" in window.portfolio._facts.text()
