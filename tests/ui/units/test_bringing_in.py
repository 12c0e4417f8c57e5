"""A unit is brought in from its document: read, compared row by row, approved, enrolled on."""

from dataclasses import replace

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.domain.units.review import Part
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.papers import files
from csassess.services.units import caseload_units, reviews
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.units import units_page
from tests.support.builders import reopened
from tests.ui.conftest import dialog_is_open, dialog_of, fill
from tests.ui.units.conftest import approve, settle_all, wait_for_review
from tests.units.reading.documents.content import CHOIR, WALL
from tests.units.reading.documents.pdf import handbook

# Reading


def test_a_document_is_read_and_its_review_begins_beside_its_pages(qtbot, reviewing):
    review = reviewing.review
    assert len(review.of(Part.CRITERION)) == sum(len(outcome.criteria) for outcome in WALL.outcomes)
    assert review.fact("title") == WALL.title
    pages = reviewing.document.pages
    qtbot.waitUntil(lambda: not pages.canvas.picture.isNull(), timeout=10_000)
    criterion = review.of(Part.CRITERION)[-1]
    reviewing.work.choose(criterion.id)
    assert pages.page == criterion.page
    assert len(pages.canvas.lit) == len([place for place in criterion.places if place.page == pages.page])
    assert pages.canvas.rect().contains(pages.canvas.lit[0].center().toPoint())


def test_a_dropped_file_is_read(qtbot, window, document):
    window.go(Location(Page.UNITS))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(document))])
    place, copies = QPointF(10, 10), Qt.DropAction.CopyAction
    window.units.dropEvent(
        QDropEvent(place, copies, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    assert wait_for_review(qtbot, window).review.file == "wall.pdf"


def test_what_is_typed_to_find_a_unit_counts_no_review_again(window, pasted, monkeypatch):
    counted = []
    monkeypatch.setattr(units_page, "left_in_words", lambda review: (counted.append(review.id), "some")[1])
    window.go(Location(Page.UNITS))
    begun = len(counted)
    assert begun
    QTest.keyClicks(window.units.search, "bake bread")
    assert [row.key for row in window.units.list.rows.rows] == [("review", counted[0])]
    assert len(counted) == begun


def test_of_several_units_those_chosen_are_reviewed(qtbot, window, tmp_path, caseload):
    path = tmp_path / "handbook.pdf"
    path.write_bytes(handbook([WALL, CHOIR]))
    window.go(Location(Page.UNITS))
    window.units.bringing_in.read_file(path)
    qtbot.waitUntil(lambda: dialog_is_open(window), timeout=20_000)
    units = dialog_of(window).fields["units"]
    assert WALL.title in units.rows.rows[0].head
    assert "page 3" in units.rows.rows[1].foot
    units.toggled.emit(units.rows.rows[1].key, True)
    dialog_of(window).ok.click()
    assert wait_for_review(qtbot, window).review.fact("title") == CHOIR.title
    assert len(reviews.reviews(caseload)) == 1


def test_a_file_without_a_unit_is_a_plain_sentence_and_begins_nothing(qtbot, window, tmp_path, caseload):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann, thank you for the bread.")
    window.go(Location(Page.UNITS))
    window.units.bringing_in.read_file(path)
    qtbot.waitUntil(lambda: not window.units.bringing_in.busy, timeout=10_000)
    assert "No unit was found in this document" in window.banner.words
    assert reviews.reviews(caseload) == []


def test_reading_is_cancelled_and_nothing_was_changed(qtbot, window, tmp_path, caseload):
    path = tmp_path / "handbook.pdf"
    path.write_bytes(handbook([WALL, CHOIR]))
    window.go(Location(Page.UNITS))
    page = window.units
    page.bringing_in.read_file(path)
    assert page.reading.isVisible()
    page.cancel.click()
    qtbot.waitUntil(lambda: not page.bringing_in.busy, timeout=10_000)
    assert page.reading.isHidden()
    assert "cancelled" in window.banner.words
    assert window.place.page is Page.UNITS
    assert reviews.reviews(caseload) == []


def test_a_document_with_a_password_is_read_once_it_is_given(qtbot, window, tmp_path, document):
    import pikepdf

    locked = tmp_path / "locked.pdf"
    with pikepdf.open(document) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="oak", user="elm"))
    window.go(Location(Page.UNITS))
    window.units.bringing_in.read_file(locked)
    qtbot.waitUntil(lambda: dialog_is_open(window), timeout=10_000)
    fill(window, password="ash")
    qtbot.waitUntil(lambda: dialog_is_open(window) and not window.units.bringing_in.busy, timeout=10_000)
    fill(window, password="elm")
    page = wait_for_review(qtbot, window)
    assert page.review.fact("title") == WALL.title
    assert page.document.pages.document.pageCount() >= 1


# Nothing is lost


def test_a_review_is_found_again_after_the_program_was_killed(qtbot, window, pasted, folder, caseload, clock):
    pasted.editor.words.setFocus()
    QTest.keyClicks(pasted.editor.words, "!")
    with qtbot.waitSignal(window.session.draft_kept, timeout=5_000):
        pass
    kept = pasted.review
    window._is_retired = True
    caseload.db.execute("PRAGMA wal_checkpoint")
    caseload.close()
    again = reopened(folder, clock=clock)
    other = MainWindow(Session(again))
    qtbot.addWidget(other, before_close_func=lambda w: setattr(w, "_is_retired", True))
    other.show()
    assert other.place.page is Page.REVIEW
    assert other.review.review == kept
    other._is_retired = True
    again.close()


def test_leaving_the_page_keeps_what_was_just_typed(window, pasted, caseload):
    QTest.keyClicks(pasted.editor.words, "!")
    window.go(Location(Page.TODAY))
    assert reviews.review(caseload, pasted.place.form) == pasted.review


def test_a_review_that_cannot_be_kept_stays_on_the_page(window, pasted, monkeypatch):
    from csassess.domain.errors import UserError

    def full(*_):
        raise UserError("The disk is full.")

    monkeypatch.setattr(reviews, "keep", full)
    QTest.keyClicks(pasted.editor.words, "!")
    window.go(Location(Page.TODAY))
    assert window.place.page is Page.REVIEW
    assert "disk is full" in window.banner.words


# Approving


def test_a_unit_goes_from_pasted_text_to_an_enrolment_and_its_recording_form(window, pasted, caseload, mo):
    assert "still to be looked at" in pasted.bar.approve.toolTip()
    approve(window, pasted)
    assert window.place.page is Page.UNITS
    (brought,) = caseload_units.caseload_units(caseload)
    assert (brought.state, brought.version.approved_by) == ("approved", "Ann Assessor")
    assert "Approved on" in window.units.details.about.text()
    window.units.details.buttons["Enrol a candidate…"].click()
    dialog_of(window).ok.click()
    QApplication.processEvents()
    assert (window.place.page, window.place.candidate) == (Page.PORTFOLIO, mo.id)
    assert brought.unit.id in candidates.enrolled_on(caseload, mo.id)
    forms = files.paper_choices(caseload, window.session.portfolio_view(mo.id))
    assert any(form.form == "recording" and form.about == brought.unit.id for form in forms)
    assert reviews.reviews(caseload) == []


def test_where_a_second_person_approves_it_waits_for_another_name(window, pasted, caseload):
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), second_approves_units=True))
    settle_all(pasted)
    pasted.bar.approve.click()
    assert list(dialog_of(window).fields) == []
    dialog_of(window).ok.click()
    QApplication.processEvents()
    assert "waits for the approval of a second person" in window.units.details.about.text()
    window.units.details.buttons["Approve…"].click()
    fill(window, name="Ann Assessor", role="assessor")
    assert "second person approves units" in dialog_of(window).problem.text()
    dialog_of(window).fields["name"].clear()
    fill(window, name="Vera Verifier")
    assert [str(each.state) for each in caseload_units.caseload_units(caseload)] == ["approved"]


def test_a_review_is_given_up_after_a_question(window, pasted, caseload):
    pasted.bar._menu.actions()[-1].trigger()
    assert len(reviews.reviews(caseload)) == 1
    dialog_of(window).ok.click()
    assert window.place.page is Page.UNITS
    assert reviews.reviews(caseload) == []


def test_enrolling_leads_to_where_another_unit_is_brought_in(window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.enrol_button.click()
    buttons = dialog_of(window).buttons.buttons()
    next(button for button in buttons if button.text() == "Bring in another unit…").click()
    assert window.place.page is Page.UNITS


def test_the_centre_leads_to_the_units(window):
    window.go(Location(Page.CENTRE))
    window.centre.units.click()
    assert window.place.page is Page.UNITS
