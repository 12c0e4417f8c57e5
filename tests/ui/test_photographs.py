"""Photographs in the window: the camera page, dropped and copied pictures, captions, covering."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.attachments import photographs
from csassess.ui.base.location import Location, Page
from tests.support.pictures import encoded, scene
from tests.ui.conftest import click_row, give_frame, portfolio_of, rows_as_text


def test_the_camera_page_says_that_there_is_no_camera(window, observing):
    observing.capture.photograph.trigger()
    assert window.place.page is Page.CAMERA
    assert window.camera.state.text().startswith("No camera was found")
    assert not window.camera.take.isEnabled()


def test_the_camera_page_says_that_camera_access_is_denied(window, observing, monkeypatch):
    from PySide6.QtMultimedia import QCameraDevice

    monkeypatch.setattr("PySide6.QtMultimedia.QMediaDevices.videoInputs", lambda: [QCameraDevice()])
    monkeypatch.setattr(QApplication, "checkPermission", lambda *_: Qt.PermissionStatus.Denied)
    observing.capture.photograph.trigger()
    assert "csassess is not allowed to use the camera" in window.camera.state.text()


def test_a_photograph_can_be_retaken(qtbot, window, observing, caseload, mo):
    observing.capture.photograph.trigger()
    give_frame(window.camera)
    with qtbot.waitSignal(window.camera.saved):
        window.camera.take.click()
    window.camera.retake.click()
    assert portfolio_of(caseload, mo).photographs == ()
    with qtbot.waitSignal(window.camera.saved):
        window.camera.take.click()
    window.camera.back.click()
    assert window.place.page is Page.EVIDENCE
    assert window.evidence.notes.photo.isVisible()


@pytest.fixture
def photograph(window, observing, caseload, mo):
    added = photographs.add(caseload, mo.id, observing.place.item, photographs.prepare(encoded(scene())))
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, observing.place.item, added.id))
    return added


def test_a_caption_is_saved_on_leaving_the_field_and_a_tick_belongs_to_the_photograph(
    window, observing, caseload, mo, photograph
):
    assert "no caption" in rows_as_text(observing.notes.list)
    QTest.keyClicks(observing.notes.photo.caption, "Mo at the counter")
    observing.notes.photo.informed.setFocus()
    observing.notes.save()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    portfolio = portfolio_of(caseload, mo)
    assert portfolio.photographs[0].caption == "Mo at the counter"
    assert portfolio.references[0].note == photograph.id


def test_covering_asks_for_confirmation_and_is_final(window, observing, caseload, mo, photograph):
    observing.notes.photo.cover.click()
    page = window.picture
    assert window.place.page is Page.PICTURE
    middle = page.canvas.rect().center()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(page.canvas, middle + QPoint(60, 40))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 40))
    assert not page.sure.isVisible()
    page.cover.click()
    assert portfolio_of(caseload, mo).photographs == (photograph,)
    assert "Covering cannot be undone" in page.words.text()
    page.sure.click()
    assert window.place.page is Page.EVIDENCE
    assert (
        window.banner.words
        == "The marked parts of the photograph were covered for good. This cannot be undone."
    )
    why = "Covered and redacted content cannot be restored. Earlier actions can be undone from the history."
    assert not observing.capture.undo.isEnabled()
    assert observing.capture.undo.toolTip() == why
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.undo_button.isEnabled()
    assert window.undo_button.toolTip() == why
    (covered,) = portfolio_of(caseload, mo).photographs
    assert covered.covered
    assert not caseload.attached.has(photograph.sha256)


def test_new_rectangles_take_the_question_about_covering_back(window, observing, photograph):
    observing.notes.photo.cover.click()
    page, middle = window.picture, window.picture.canvas.rect().center()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(page.canvas, middle + QPoint(60, 40))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 40))
    page.cover.click()
    page.clear.click()
    assert page.words.text().startswith("Draw rectangles")
    assert not page.sure.isVisible()
