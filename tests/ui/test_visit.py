"""A visit through the window: few touches, the right record, what the site allows, finishing, signing, the lock."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import Signer
from csassess.services.access import pin
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import witnesses
from csassess.services.progress import portfolio_view
from csassess.services.visits import visits as visit_services
from csassess.ui.attachments import picture_import
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from tests.support.builders import PASSPHRASE
from tests.support.pictures import encoded, scene
from tests.ui.conftest import dialog_of, drawn, fill
from tests.ui.test_evidence_page import click_row


def record(caseload, candidate):
    return portfolio_view.portfolio_view(caseload, candidate.id).portfolio


@pytest.fixture
def sian(caseload, mo):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, candidate.id, "ocr-b10")
    return candidate


@pytest.fixture
def together(window, caseload, mo, sian):
    """Mo and Siân observed together, Mo's record shown."""
    items = visit_services.start_visit(caseload, [mo.id, sian.id], "Call centre", informed="a notice")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id, unit="ocr-b10"))
    return window.evidence


class Hand:
    """Counts what a hand does: keys and touches, writing aside."""

    def __init__(self) -> None:
        self.actions = 0

    def touch(self, control) -> None:
        self.actions += 1
        control.trigger() if isinstance(control, QAction) else control.click()

    def tick(self, view, key) -> None:
        self.actions += 1
        click_row(view, key)


def test_a_new_note_takes_one_action(observing, caseload, mo):
    hand = Hand()
    hand.touch(observing.capture.add_note)
    assert (hand.actions, len(record(caseload, mo).notes)) == (1, 1)


def test_the_next_customer_classed_takes_three(observing, caseload, mo):
    hand, customer = Hand(), observing.notes.editor.customer
    for control in (observing.capture.next_customer, customer.difficult, customer.new):
        hand.touch(control)
    (met,) = record(caseload, mo).customers
    assert (hand.actions, str(met.demeanour), str(met.relationship)) == (3, "difficult", "new")


def test_a_stored_photograph_takes_two(qtbot, window, observing, caseload, mo):
    hand, camera = Hand(), window.camera
    hand.touch(observing.capture.photograph)
    give_frame(camera)
    with qtbot.waitSignal(camera.kept):
        hand.touch(camera.take)
    (photograph,) = record(caseload, mo).photographs
    assert hand.actions == 2
    assert photographs.content(caseload, photograph)


def test_five_criteria_in_two_units_take_seven_at_most(observing, caseload, mo):
    observing.capture.add_note.trigger()
    hand = Hand()
    hand.touch(observing.criteria.chips[1])
    for label in ("2.1", "2.2", "2.3"):
        hand.tick(observing.criteria.criteria, ("ocr-b10", label))
    hand.tick(observing.criteria.criteria, ("nos-b10", "B10.2.3"))
    hand.tick(observing.criteria.criteria, ("ocr-b10", "2.4"))
    references = record(caseload, mo).references
    assert len(references) == 5
    assert {r.unit for r in references} == {"ocr-b10", "nos-b10"}
    assert hand.actions <= 7


# Several candidates


def test_one_touch_switches_whose_record_is_written(window, together, caseload, mo, sian):
    together.capture.add_note.trigger()
    QTest.keyClicks(together.notes.editor.text, "For Mo.")
    assert together.notes.editor.whose.text() == "●  Mo Candidate"
    together.people.tabBarClicked.emit(1)
    together.capture.add_note.trigger()
    QTest.keyClicks(together.notes.editor.text, "For her.")
    assert together.notes.editor.whose.text() == "■  Siân Ŵyn"
    together.leave()
    assert [n.text for n in record(caseload, mo).notes] == ["For Mo."]
    assert [n.text for n in record(caseload, sian).notes] == ["For her."]


def test_a_note_under_the_wrong_candidate_is_moved(window, together, caseload, mo, sian):
    together.capture.add_note.trigger()
    QTest.keyClicks(together.notes.editor.text, "For her.")
    together.more.give.trigger()
    fill(window)
    assert record(caseload, mo).notes == ()
    assert [n.text for n in record(caseload, sian).notes] == ["For her."]


def test_an_observation_of_one_shows_no_tabs_and_no_edge(observing):
    assert observing.people.isHidden()
    assert observing.notes.editor.whose.isHidden()


def test_others_observed_are_ticked_when_the_visit_starts(window, caseload, mo, sian):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    others = dialog_of(window).fields["others"]
    assert "☑" not in drawn(others)
    others.toggled.emit(sian.id, True)
    fill(window, place="Call centre")
    assert window.evidence.people.count() == 2


# The site's rules


def test_where_the_site_allows_no_camera_the_control_says_so_and_is_off(window, caseload, mo):
    from csassess.domain.records.visits import SiteRules

    items = visit_services.start_visit(
        caseload, [mo.id], "Payment floor", SiteRules(camera=False, recording=False)
    )
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id))
    assert not window.evidence.capture.photograph.isEnabled()
    assert window.evidence.capture.photograph.iconText().strip() == "Camera off"
    assert "CAMERA OFF (site rule)" in window.evidence.header.subtitle.text()
    assert not window.evidence.more.voice.isEnabled()


def test_where_no_device_is_allowed_capture_is_off_until_the_visit_is_finished_then_it_is_typed_up(
    window, caseload, clock, mo
):
    from csassess.domain.records.signatures import FeedbackToCandidate
    from csassess.domain.records.visits import SiteRules

    items = visit_services.start_visit(caseload, [mo.id], "Payment floor", SiteRules(devices=False))
    item = items[mo.id].id
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item))
    assert not window.evidence.capture.next_customer.isEnabled()
    assert "printed visit sheet" in window.banner.words
    clock.move_on(hours=8)
    visit_services.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    window.session.read_again()
    window.evidence.refresh()
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "From the sheet.")
    window.evidence.notes.editor.time.click()
    dialog_of(window).fields["at"].setTime(dialog_of(window).fields["at"].time().addSecs(-7 * 3600))
    fill(window)
    (note,) = record(caseload, mo).notes
    assert (note.written - note.at).total_seconds() == 7 * 3600
    assert "written up" in window.evidence.notes.editor.title.text()


def test_a_time_not_observed_is_begun_and_ended_by_one_control(observing, clock, caseload, mo):
    observing.capture.not_observing.trigger()
    assert observing.capture.not_observing.iconText().strip() == "Observing again"
    clock.move_on(minutes=10)
    observing.capture.not_observing.trigger()
    assert drawn(observing.notes.list) == "Did not observe from 09:30 to 09:40"


# Photographs


def give_frame(camera):
    """A frame as a camera would send it."""
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    form = QVideoFrameFormat(picture.size(), QVideoFrameFormat.PixelFormat.Format_BGRX8888)
    frame = QVideoFrame(form)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    frame.bits(0)[:] = bytes(picture.constBits())
    frame.unmap()
    camera.sink.setVideoFrame(frame)


def test_the_camera_page_says_plainly_that_there_is_no_camera(window, observing):
    observing.capture.photograph.trigger()
    assert window.place.page is Page.CAMERA
    assert window.camera.state.text().startswith("There is no camera here.")
    assert not window.camera.take.isEnabled()


def test_the_camera_page_says_that_it_may_not_use_the_camera(window, observing, monkeypatch):
    from PySide6.QtMultimedia import QCameraDevice

    monkeypatch.setattr("PySide6.QtMultimedia.QMediaDevices.videoInputs", lambda: [QCameraDevice()])
    monkeypatch.setattr(QApplication, "checkPermission", lambda *_: Qt.PermissionStatus.Denied)
    observing.capture.photograph.trigger()
    assert "may not use the camera" in window.camera.state.text()


def test_a_photograph_is_taken_again(qtbot, window, observing, caseload, mo):
    observing.capture.photograph.trigger()
    give_frame(window.camera)
    with qtbot.waitSignal(window.camera.kept):
        window.camera.take.click()
    window.camera.retake.click()
    assert record(caseload, mo).photographs == ()
    with qtbot.waitSignal(window.camera.kept):
        window.camera.take.click()
    window.camera.back.click()
    assert window.place.page is Page.EVIDENCE
    assert window.evidence.notes.photo.isVisible()


@pytest.fixture
def dropped(tmp_path):
    """What is dragged from a folder: a picture and a file that is none."""
    (tmp_path / "shop.png").write_bytes(encoded(scene((320, 240)), "PNG"))
    (tmp_path / "notes.txt").write_text("no picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("shop.png", "notes.txt")])
    return data


def test_dropped_files_are_taken_in_and_what_is_no_picture_is_said(
    qtbot, window, observing, caseload, mo, dropped
):
    kept = []
    with qtbot.waitSignal(window.session.problem):
        for read in picture_import.readers(dropped):
            observing.intake.take(read, mo.id, observing.place.item, kept.append)
        qtbot.waitUntil(lambda: len(kept) == 1)
    assert "not a picture" in window.banner.words
    assert len(record(caseload, mo).photographs) == 1


def test_a_copied_picture_is_taken_in():
    data = QMimeData()
    data.setImageData(QImage(64, 48, QImage.Format.Format_RGB32))
    (read,) = picture_import.readers(data)
    assert photographs.prepare(read()).width == 64
    assert picture_import.readers(QMimeData()) == []


@pytest.fixture
def photograph(window, observing, caseload, mo):
    made = photographs.add(caseload, mo.id, observing.place.item, photographs.prepare(encoded(scene())))
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, observing.place.item, made.id))
    return made


def test_a_caption_is_saved_on_leaving_the_field_and_a_tick_hangs_on_the_picture(
    window, observing, caseload, mo, photograph
):
    assert "no caption" in drawn(observing.notes.list)
    QTest.keyClicks(observing.notes.photo.caption, "Mo at the counter")
    observing.notes.photo.informed.setFocus()
    observing.notes.save()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    portfolio = record(caseload, mo)
    assert portfolio.photographs[0].caption == "Mo at the counter"
    assert portfolio.references[0].note == photograph.id


def test_covering_asks_once_more_and_then_there_is_no_way_back(window, observing, caseload, mo, photograph):
    observing.notes.photo.cover.click()
    page = window.picture
    assert window.place.page is Page.PICTURE
    middle = page.canvas.rect().center()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(page.canvas, middle + QPoint(60, 40))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 40))
    assert not page.sure.isVisible()
    page.cover.click()
    assert record(caseload, mo).photographs == (photograph,)
    page.sure.click()
    (covered,) = record(caseload, mo).photographs
    assert covered.covered
    assert not caseload.attached.has(photograph.sha256)
    assert window.place.page is Page.EVIDENCE


# Search


def test_wording_is_found_as_it_is_typed_over_every_unit_and_can_be_ticked_there(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.criteria.search, "unusually qui")
    assert drawn(observing.criteria.criteria) == "☐ B10 2.1 –\n☐ B10 2.1 –"
    click_row(observing.criteria.criteria, ("ocr-b10", "2.1"))
    assert [r.criterion for r in record(caseload, mo).references] == ["2.1"]
    observing.criteria.chips[0].click()
    assert observing.criteria.search.text() == ""


def test_check_suggests_and_ticks_nothing(observing, caseload, mo):
    observing.capture.add_note.trigger()
    assert not observing.criteria.check.isVisible()
    QTest.keyClicks(observing.notes.editor.text, "The systems went down and let people down.")
    observing.notes.save()
    observing.criteria.check.click()
    shown = drawn(observing.criteria.criteria)
    assert "B10 2.2" in shown
    assert "☑" not in shown
    assert record(caseload, mo).references == ()


# Finishing and signing


def test_finishing_leads_from_check_to_signature_and_ends_the_visit(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.capture.mark_moment.trigger()
    observing.judgement.finish.trigger()
    page = window.finish
    assert any("moment not written up" in row.body for row in page.checks.rows.rows)
    QTest.keyClicks(page.done_well, "Calm throughout")
    QTest.keyClicks(page.comments, "It was busy")
    next(b for b in page.findChildren(QPushButton) if b.text().strip() == "Sign: Mo Candidate").click()
    dialog = next(d for d in window.findChildren(SignDialog) if d.isVisible())
    assert "Greets." in dialog.account.toPlainText()
    assert "Calm throughout" in dialog.account.toPlainText()
    for x in (20, 60, 100):
        (QTest.mousePress if x == 20 else QTest.mouseMove)(
            dialog.pad, *([Qt.MouseButton.LeftButton] if x == 20 else []), pos=QPoint(x, 40 + x // 3)
        )
    QTest.mouseRelease(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 70))
    dialog.sign.click()
    (signature,) = record(caseload, mo).signatures
    assert (signature.signer, signature.name) == (Signer.CANDIDATE, "Mo Candidate")
    assert len(signature.strokes[0]) >= 4
    page.done.click()
    portfolio = record(caseload, mo)
    assert portfolio.visits[0].ended is not None
    assert portfolio.to_candidate[0].comments == "It was busy"
    assert not window.evidence.judgement.finish.isVisible()
    assert window.evidence.judgement.accept.isVisible()


def test_what_is_typed_on_the_finish_page_is_kept_when_it_is_left(window, observing, caseload, mo):
    observing.judgement.finish.trigger()
    QTest.keyClicks(window.finish.to_develop, "Speed")
    window.go(Location())
    assert record(caseload, mo).to_candidate[0].to_develop == "Speed"


def test_finishing_goes_on_to_the_next_candidate_of_the_visit(window, together, caseload, mo, sian):
    together.judgement.finish.trigger()
    window.finish.done.click()
    assert window.place == Location(Page.FINISH, sian.id, record(caseload, sian).evidence[0].id)


# The lock


def test_a_short_pin_brings_a_locked_screen_back_and_capture_goes_on_add_only(
    window, observing, caseload, mo
):
    pin.set_pin(caseload, "4711")
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Half a sen")
    window.lock()
    assert window.screen_lock.is_engaged
    assert [n.text for n in record(caseload, mo).notes] == ["Half a sen"]
    assert not window.evidence.isVisible()
    assert not window.undo_action.isEnabled()
    window.screen_lock.lock_page.moment.click()
    window.screen_lock.lock_page.customer.click()
    assert [n.kind for n in record(caseload, mo).notes].count(NoteKind.MOMENT) == 1
    assert len(record(caseload, mo).customers) == 1
    QTest.keyClicks(window.screen_lock.lock_page.field, "4711")
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged
    assert window.evidence.isVisible()
    assert window.undo_action.isEnabled()


def test_after_three_wrong_pins_the_passphrase_is_asked_for(window, observing, caseload):
    pin.set_pin(caseload, "4711")
    window.lock()
    for _ in range(3):
        window.screen_lock.lock_page.field.setText("0000")
        window.screen_lock.lock_page.unlock.click()
    window.screen_lock.lock_page.field.setText("4711")
    window.screen_lock.lock_page.unlock.click()
    assert window.screen_lock.is_engaged
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged


def test_without_a_pin_the_passphrase_unlocks(window, caseload, mo):
    window.lock()
    assert window.screen_lock.lock_page.words.text() == "Passphrase"
    assert window.screen_lock.lock_page._on_site.isHidden()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged


@pytest.mark.parametrize("digits", ["", "123", "123456789", "abcd", "12 34", "٤٧١١"])
def test_a_pin_is_four_to_eight_digits(caseload, digits):
    from csassess.domain.errors import UserError

    with pytest.raises(UserError, match="four to eight digits"):
        pin.set_pin(caseload, digits)
    assert not pin.has_pin(caseload)


# Other methods


def test_a_witness_writes_and_signs_under_hand_over_and_the_screen_comes_back_locked(window, caseload, mo):
    pin.set_pin(caseload, "4711")
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    page = window.screen_lock.witness_page
    assert window.screen_lock.is_engaged
    QTest.keyClicks(page.words, "I saw Mo calm a caller.")
    page.sign.click()
    assert "Sign in the field" in page.problem.text()
    QTest.mousePress(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    QTest.mouseRelease(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    page.sign.click()
    portfolio = record(caseload, mo)
    assert [n.text for n in portfolio.notes] == ["I saw Mo calm a caller."]
    assert [(s.signer, s.name) for s in portfolio.signatures] == [(Signer.WITNESS, "Jo Obi")]
    assert window.screen_lock.currentWidget() is window.screen_lock.lock_page


def test_while_the_clock_of_a_discussion_runs_one_touch_keeps_criterion_and_time_point(
    window, caseload, clock, mo
):
    from csassess.services.evidence import evidence

    item = evidence.add_item(caseload, mo.id, "PD", "Discussion", caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id, unit="ocr-b10"))
    window.evidence.capture.ask.trigger()
    window.evidence.capture.discussion.trigger()
    clock.move_on(minutes=12, seconds=40)
    window.evidence.criteria.show_outcome(3)
    click_row(window.evidence.criteria.criteria, ("ocr-b10", "4.1"))
    assert [(r.criterion, r.location) for r in record(caseload, mo).references] == [("4.1", "12:40")]


def test_without_a_microphone_a_voice_note_is_refused_with_a_sentence(window, observing):
    observing.more.voice.trigger()
    assert "no microphone" in window.banner.words


def test_a_recording_is_attached_as_sound_named_by_its_time(observing, caseload, mo):
    from csassess.ui.attachments.voice import as_wav

    observing.more.keep_recording(as_wav(bytes(32_000)))
    (attached,) = record(caseload, mo).attachments
    assert attached.media_type.startswith("audio/")
    assert attached.name == "voice note 09.30.wav"


def test_a_phrase_is_put_where_the_cursor_is(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Caller shouting.")
    observing.notes.editor._put("Let him finish.")
    observing.notes.save()
    assert [n.text for n in record(caseload, mo).notes] == ["Caller shouting. Let him finish."]


def test_what_was_removed_is_brought_back_from_the_history_page(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.notes.editor.remove.click()
    window.go(Location(Page.HISTORY, mo.id))
    rows = window.history.list.rows.rows
    assert rows[0].body == "Note removed"
    window.history.list.select(rows[0].key)
    window.history.bring_back.click()
    assert [n.text for n in record(caseload, mo).notes] == ["Greets."]


# What was once lost, or went to the wrong place


def test_a_witness_s_words_outlast_an_idle_lock_and_closing(window, caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    QTest.keyClicks(window.screen_lock.witness_page.words, "I saw Mo calm a caller.")
    window.lock()
    assert [n.text for n in record(caseload, mo).notes] == ["I saw Mo calm a caller."]


def test_nothing_written_is_not_signed_by_a_witness(window, caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    QTest.mouseClick(window.screen_lock.witness_page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    window.screen_lock.witness_page.sign.click()
    assert "Write what you saw" in window.screen_lock.witness_page.problem.text()
    assert record(caseload, mo).signatures == ()


def test_a_voice_note_belongs_to_whom_it_was_begun_with(window, together, caseload, mo, sian):
    from csassess.ui.attachments.voice import as_wav

    menu = together.more
    menu._recording_of = (menu._candidate, menu._item)  # as when recording began; there is no microphone here
    together.people.tabBarClicked.emit(1)
    menu.keep_recording(as_wav(bytes(3200)))
    assert len(record(caseload, mo).attachments) == 1
    assert record(caseload, sian).attachments == ()


def test_an_undo_on_the_finish_page_is_shown_and_stays_undone(window, observing, caseload, mo):
    observing.judgement.finish.trigger()
    QTest.keyClicks(window.finish.done_well, "Wrong words")
    window.finish.leave()
    window.undo_action.trigger()
    assert window.finish.done_well.toPlainText() == ""
    window.go(Location())
    assert record(caseload, mo).to_candidate == ()


@pytest.mark.parametrize("words", ["cafe\u0301", "  spaced  "])
def test_the_finish_page_lets_go_whatever_is_typed(window, observing, caseload, mo, words):
    observing.judgement.finish.trigger()
    window.finish.done_well.setPlainText(words)
    window.go(Location())
    assert window.place == Location()


def test_the_finish_page_of_an_accepted_item_takes_no_words_and_lets_go(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    fill(window)
    window.go(Location(Page.FINISH, mo.id, observing.place.item))
    assert window.finish.done_well.isReadOnly()
    window.lock()
    assert window.screen_lock.is_engaged


def test_the_screen_locks_even_where_words_cannot_be_saved_and_keeps_them(
    window, observing, caseload, monkeypatch
):
    from csassess.domain.errors import UserError

    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Half a sentence")

    def full(*_, **__):
        raise UserError("The disk is full.")

    monkeypatch.setattr(caseload, "save", full)
    window.lock()
    assert window.screen_lock.is_engaged
    monkeypatch.undo()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert observing.notes.editor.text.toPlainText() == "Half a sentence"
    assert observing.leave()


def test_on_the_locked_screen_whose_record_is_written_is_chosen_by_shape(
    window, together, caseload, mo, sian
):
    window.lock()
    assert [chip.text() for chip in window.screen_lock.lock_page.shapes] == ["●", "■"]
    window.screen_lock.lock_page.shapes[1].click()
    window.screen_lock.lock_page.moment.click()
    assert record(caseload, mo).notes == ()
    assert [n.kind for n in record(caseload, sian).notes] == [NoteKind.MOMENT]
    shown = " ".join(label.text() for label in window.screen_lock.lock_page.findChildren(type(window.saved)))
    assert "Siân" not in shown
    assert "■" in window.screen_lock.lock_page.captured.text()


def test_where_no_device_is_allowed_the_locked_screen_captures_nothing(window, caseload, mo):
    from csassess.domain.records.visits import SiteRules

    items = visit_services.start_visit(caseload, [mo.id], "Floor", SiteRules(devices=False))
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id))
    window.lock()
    assert window.screen_lock.lock_page._on_site.isHidden()


def test_a_dialog_comes_back_after_unlocking_with_what_was_typed(window, observing):
    observing.judgement.details.trigger()
    dialog_of(window).fields["location"].setText("Room 4")
    window.lock()
    window.close()
    assert window.isVisible()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert dialog_of(window).fields["location"].text() == "Room 4"
    dialog_of(window).discard()


def test_the_menu_of_an_accepted_item_still_prints_and_signs(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    fill(window)
    assert observing.capture.more.isEnabled()
    assert observing.more.record.isEnabled()
    observing.more.sign.trigger()
    assert window.place.page is Page.FINISH


def test_a_change_of_a_signed_account_is_refused_with_the_words_kept_and_opened_with_a_reason(
    window, observing, caseload, mo
):
    from csassess.domain.signing.accounts import account_code
    from csassess.services.signing import signing

    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.leave()
    portfolio = record(caseload, mo)
    code = account_code(portfolio.evidence[0], portfolio, caseload.clock())
    signing.sign_account(
        caseload, mo.id, portfolio.evidence[0].id, Signer.ASSESSOR, "Ann", code, on_paper=True
    )
    window.session.read_again()
    observing.refresh()
    assert "account signed" in observing.header.state.text()
    QTest.keyClicks(observing.notes.editor.text, " Twice.")
    assert not observing.leave()
    assert "is signed" in window.banner.words
    observing.more.open_account.trigger()
    fill(window, reason="A wrong word")
    assert observing.leave()
    assert "no longer apply" in observing.header.state.text()


def test_the_clock_of_a_discussion_goes_on_while_another_item_is_shown(window, caseload, clock, mo):
    from csassess.services.evidence import evidence

    item = evidence.add_item(caseload, mo.id, "PD", "Discussion", caseload.clock().date())
    other = evidence.add_item(caseload, mo.id, "WP", "Log", caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.capture.discussion.trigger()
    clock.move_on(minutes=3)
    window.go(Location(Page.EVIDENCE, mo.id, other.id))
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    assert window.evidence.capture.discussion.iconText().strip() == "Stop the clock  03:00"


def test_what_is_captured_ends_a_time_not_observed_and_nothing_hangs_on_one(observing, clock, caseload, mo):
    observing.capture.not_observing.trigger()
    clock.move_on(minutes=5)
    observing.capture.next_customer.trigger()
    gap = next(n for n in record(caseload, mo).notes if n.kind is NoteKind.NOT_OBSERVED)
    assert gap.until is not None
    observing.notes.select(gap.id)
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    (reference,) = record(caseload, mo).references
    assert reference.note != gap.id


def test_an_open_visit_is_continued_not_begun_again(window, observing, caseload, mo):
    window.go(Location())
    names = [b.accessibleName() for b in window.today.findChildren(QPushButton)]
    assert "Continue the visit to Mo Candidate" in names
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.continue_button.click()
    assert window.place.page is Page.EVIDENCE


def test_the_note_s_field_keeps_room_to_write_at_every_size(qtbot, window, together):
    for width, height in ((1024, 768), (1366, 768)):
        window.resize(width, height)
        together.capture.next_customer.trigger()
        QApplication.processEvents()
        assert together.notes.editor.text.height() >= 84
        bar = together.notes.editor.customer
        assert bar.channel.geometry().bottom() <= bar.height()


def test_every_button_of_the_item_is_reached_by_the_keyboard(observing):
    from PySide6.QtWidgets import QToolButton

    for bar in (observing.capture, observing.judgement):
        for action in bar.actions():
            button = bar.widgetForAction(action)
            assert isinstance(button, QToolButton)
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
