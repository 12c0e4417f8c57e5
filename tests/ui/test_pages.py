"""Today, candidates, portfolio and question pages; window sizes, contrast and screen reader names."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from csassess.domain.records.milestones import MilestoneKind
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from csassess.services.progress import milestones
from csassess.ui.base.location import Location, Page, location_from
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import COLOURS, Look, Theme
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import dialog_of, fill, rows_as_text


def test_today_of_an_empty_caseload_offers_adding_a_candidate(window):
    assert "Add your first candidate" in " ".join(
        label.text() for label in window.today.findChildren(type(window.saved))
    )


def test_today_lists_unfinished_items_and_leads_to_them(window, observing, mo):
    window.go(Location())
    assert rows_as_text(window.today.to_finish) == "Mo Candidate, item 1 D  being observed  ›"
    window.today.to_finish.chosen.emit(window.today.to_finish.rows.rows[0].key)
    assert window.place.page is Page.EVIDENCE


def test_a_candidate_is_found_by_part_of_the_name(window, caseload, mo):
    candidates.add_candidate(caseload, "Siân Ŵyn")
    window.go(Location(Page.CANDIDATES))
    QTest.keyClicks(window.candidates.search, "mo")
    assert rows_as_text(window.candidates.list) == "Mo Candidate C-001"
    window.candidates.search.setText("nobody")
    assert window.candidates._no_match.text() == "Nobody matches. Check the spelling."


def test_a_dialog_explains_the_error_and_keeps_the_typed_words(window, mo):
    window.go(Location(Page.CANDIDATES))
    window.candidates.add_button.click()
    fill(window, name="Another", number="C-001")
    dialog = dialog_of(window)
    assert "Another candidate already has the number “C-001”" in dialog.problem.text()
    assert dialog.fields["name"].text() == "Another"
    dialog.reject()


def test_an_unknown_stored_location_opens_today(qtbot, caseload, mo):
    from csassess.services.evidence import drafts

    drafts.remember_place(caseload, {"page": "portfolio", "candidate": "gone"})
    main_window = MainWindow(Session(caseload))
    qtbot.addWidget(main_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert main_window.place.page is Page.TODAY
    assert location_from({"page": "nonsense"}) == Location()


@pytest.mark.parametrize("page", list(Page))
def test_every_control_has_a_name_for_a_screen_reader(window, observing, mo, page):
    item = window.place.item
    window.go(Location(page, mo.id, item, unit="ocr-b10"))
    page_widget = window.page(page)
    controls = [
        c
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)
        for c in page_widget.findChildren(kind)
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
@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1024, 768, 100),
        (1366, 768, 100),
        (1024, 768, 200),
        (1022, 742, 200),  # what the frame of a window leaves of a screen of 1024 x 768
        (798, 574, 100),  # and of 800 x 600
    ],
)
def test_every_page_fits_the_window_at_every_size_and_look(
    qtbot, qapp, caseload, mo, look, width, height, size
):
    theme.apply(qapp, Theme(look, size))
    main_window = MainWindow(Session(caseload))
    qtbot.addWidget(main_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    main_window.show()
    item = evidence.start_observation(
        caseload, mo.id, "A place with a rather long name, second floor, desk nine"
    )
    main_window.session.read_again()
    for page in Page:
        main_window.resize(width, height)
        main_window.go(Location(page, mo.id, item.id, unit="ocr-b10"))
        QApplication.processEvents()
        assert (main_window.width(), main_window.height()) == (width, height), page


def luminance(colour: str) -> float:
    """Return the relative luminance as defined by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", list(Look))
def test_text_has_a_contrast_of_at_least_4_5_to_1_on_every_background(look):
    palette = COLOURS[look]
    pairs = [
        (ink, ground)
        for ink in (palette.ink, palette.quiet, palette.good, palette.warn, palette.bad, palette.accent)
        for ground in (palette.ground, palette.surface)
    ]
    pairs += [(palette.on_accent, palette.accent), (palette.ink, palette.tint)]
    for ink, ground in pairs:
        lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)


def test_a_dialog_asks_before_discarding_typed_words(window, mo):
    window.go(Location(Page.CANDIDATES))
    window.candidates.add_button.click()
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["name"], "Someone")
    dialog.reject()
    assert dialog.isVisible()
    assert "not saved yet" in dialog.problem.text()
    dialog.reject()
    assert not dialog.isVisible()


def test_undo_of_an_enrolment_returns_from_the_matrix_to_the_portfolio(window, caseload):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, candidate.id, "ocr-61")
    window.session.read_again()
    window.go(Location(Page.MATRIX, candidate.id, unit="ocr-61"))
    window.undo_action.trigger()
    assert window.place.page is Page.PORTFOLIO


def test_items_of_candidates_with_and_without_units_can_be_shown_in_turn(window, observing, caseload, mo):
    item = window.place.item
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    bare = evidence.add_item(caseload, other.id, "WP", "Letter", caseload.clock().date())
    window.session.read_again()
    for candidate, item_id in ((mo.id, item), (other.id, bare.id), (mo.id, item)):
        window.go(Location(Page.EVIDENCE, candidate, item_id))
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


def test_the_card_of_a_unit_that_cannot_be_decided_yet_lists_what_is_missing(window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    why = next(b for b in window.portfolio.findChildren(QPushButton) if b.text().startswith("Why not ready?"))
    why.click()
    assert "No evidence yet: B10.1.1, B10.1.2" in dialog_of(window).explanation.text()
    dialog_of(window).ok.click()
    assert not [b for b in window.portfolio.findChildren(QPushButton) if b.text().strip() == "Decide unit"]


def test_a_visit_can_be_planned_and_agreed_from_the_portfolio(window, mo):
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


def test_a_question_on_a_knowledge_criterion_is_added_to_the_bank(window, caseload):
    from csassess.services.units import question_bank

    window.go(Location(Page.QUESTIONS, unit="ocr-b10"))
    window.questions.list.chosen.emit("4.1")
    fill(window, words="Why plan?")
    assert [(q.criterion, q.words) for q in question_bank.bank(caseload)] == [("4.1", "Why plan?")]
    assert [r.body for r in window.questions.list.rows.rows][1] == "“Why plan?”"


def test_the_portfolio_lists_the_lines_of_the_plan_and_leads_to_its_paper(qtbot, window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.plan_card.plan_button.click()
    fill(window, place="Desk")
    rows = window.portfolio.plan_card.planned_lines.rows.rows
    assert rows[0].body == "A new customer who is difficult to deal with"
    assert rows[0].state == "0 of 4"
    with qtbot.waitSignal(window.forms.previewed):
        window.portfolio.plan_card.form_button.click()
    assert window.forms.form.currentText().startswith("Visit plan")


def test_a_portfolio_shows_coverage_in_words(window, caseload, mo):
    from tests.support.builders import accepted_product

    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    words = " ".join(label.text() for label in window.portfolio.findChildren(type(window.saved)))
    assert "1 accepted, 1 of them on one occasion  ·  22 with no evidence yet  ·  by WP" in words


def test_a_decided_unit_is_signed_from_its_card_by_the_next_signer(qtbot, window, caseload, mo):
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
    )  # the candidate has the device; the assessor unlocks with PIN or passphrase
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    QApplication.processEvents()
    names = [b.accessibleName() for b in window.portfolio.findChildren(QPushButton) if b.isVisible()]
    assert "Sign: assessor" in names


@pytest.mark.parametrize("page", list(Page))
def test_a_screen_reader_gets_name_and_role_of_every_control(window, caseload, mo, page):
    from PySide6.QtGui import QAccessible

    item = evidence.start_observation(caseload, mo.id, "Desk").id
    evidence.next_customer(caseload, mo.id, item)
    window.session.read_again()
    window.go(Location(page, mo.id, item, unit="ocr-b10"))
    page_widget = window.page(page)
    kinds = {
        QAbstractButton: (QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ButtonMenu),
        QLineEdit: (QAccessible.Role.EditableText,),
        QPlainTextEdit: (QAccessible.Role.EditableText,),
        QComboBox: (QAccessible.Role.ComboBox,),
    }
    for kind, roles in kinds.items():
        for control in page_widget.findChildren(kind):
            if not control.isVisible() or control.objectName().startswith("qt_"):
                continue
            accessible = QAccessible.queryAccessibleInterface(control)
            assert accessible.text(QAccessible.Text.Name).strip(), control
            assert accessible.role() in roles, (control.accessibleName(), accessible.role())


def test_a_page_is_created_when_first_shown(window, mo):
    assert [page for page in Page if window.is_made(page)] == [Page.TODAY]
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert [page for page in Page if window.is_made(page)] == [Page.TODAY, Page.PORTFOLIO]


def test_folder_sync_runs_even_if_its_page_was_never_shown(qtbot, caseload, tmp_path):
    folder_sync.choose_folder(caseload, tmp_path)
    main_window = MainWindow(Session(caseload))
    qtbot.addWidget(main_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert main_window.place.page is Page.TODAY
    assert main_window.is_made(Page.EXCHANGE)


def test_the_portfolio_reports_dates_out_of_order(window, caseload, mo, clock):
    candidates.register(caseload, mo.id, "NVQ", "", "77", clock().date())
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.portfolio._out_of_order.isVisible()
    milestones.record(
        caseload, mo.id, MilestoneKind.CLAIMED, clock().date() - timedelta(days=3), reason="Known"
    )
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert "earlier than the registration" in window.portfolio._out_of_order.text()
    assert "claim" in window.portfolio._facts.text()
