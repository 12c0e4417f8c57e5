"""A visit through the window: few touches, the right record, what the site allows, finishing, signing, the lock."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from csassess.domain.records.evidence import NoteKind
from csassess.services.attachments import photographs
from csassess.services.visits import visits as visit_services
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import click_row, dialog_of, drawn, fill, give_frame, portfolio_of


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
    assert (hand.actions, len(portfolio_of(caseload, mo).notes)) == (1, 1)


def test_the_next_customer_classed_takes_three(observing, caseload, mo):
    hand, customer = Hand(), observing.notes.editor.customer
    for control in (observing.capture.next_customer, customer.difficult, customer.new):
        hand.touch(control)
    (met,) = portfolio_of(caseload, mo).customers
    assert (hand.actions, str(met.demeanour), str(met.relationship)) == (3, "difficult", "new")


def test_a_stored_photograph_takes_two(qtbot, window, observing, caseload, mo):
    hand, camera = Hand(), window.camera
    hand.touch(observing.capture.photograph)
    give_frame(camera)
    with qtbot.waitSignal(camera.kept):
        hand.touch(camera.take)
    (photograph,) = portfolio_of(caseload, mo).photographs
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
    references = portfolio_of(caseload, mo).references
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
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["For Mo."]
    assert [n.text for n in portfolio_of(caseload, sian).notes] == ["For her."]


def test_a_note_under_the_wrong_candidate_is_moved(window, together, caseload, mo, sian):
    together.capture.add_note.trigger()
    QTest.keyClicks(together.notes.editor.text, "For her.")
    together.more.give.trigger()
    fill(window)
    assert portfolio_of(caseload, mo).notes == ()
    assert [n.text for n in portfolio_of(caseload, sian).notes] == ["For her."]


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
    (note,) = portfolio_of(caseload, mo).notes
    assert (note.written - note.at).total_seconds() == 7 * 3600
    assert "written up" in window.evidence.notes.editor.title.text()


def test_a_time_not_observed_is_begun_and_ended_by_one_control(observing, clock, caseload, mo):
    observing.capture.not_observing.trigger()
    assert observing.capture.not_observing.iconText().strip() == "Observing again"
    clock.move_on(minutes=10)
    observing.capture.not_observing.trigger()
    assert drawn(observing.notes.list) == "Did not observe from 09:30 to 09:40"


# Search


def test_wording_is_found_as_it_is_typed_over_every_unit_and_can_be_ticked_there(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.criteria.search, "unusually qui")
    assert drawn(observing.criteria.criteria) == "☐ B10 2.1 –\n☐ B10 2.1 –"
    click_row(observing.criteria.criteria, ("ocr-b10", "2.1"))
    assert [r.criterion for r in portfolio_of(caseload, mo).references] == ["2.1"]
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
    assert portfolio_of(caseload, mo).references == ()


# Discussions, voice notes, phrases and the history page


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
    assert [(r.criterion, r.location) for r in portfolio_of(caseload, mo).references] == [("4.1", "12:40")]


def test_without_a_microphone_a_voice_note_is_refused_with_a_sentence(window, observing):
    observing.more.voice.trigger()
    assert "no microphone" in window.banner.words


def test_a_recording_is_attached_as_sound_named_by_its_time(observing, caseload, mo):
    from csassess.ui.attachments.voice import as_wav

    observing.more.keep_recording(as_wav(bytes(32_000)))
    (attached,) = portfolio_of(caseload, mo).attachments
    assert attached.media_type.startswith("audio/")
    assert attached.name == "voice note 09.30.wav"


def test_a_phrase_is_put_where_the_cursor_is(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Caller shouting.")
    observing.notes.editor._put("Let him finish.")
    observing.notes.save()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["Caller shouting. Let him finish."]


def test_what_was_removed_is_brought_back_from_the_history_page(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.notes.editor.remove.click()
    window.go(Location(Page.HISTORY, mo.id))
    rows = window.history.list.rows.rows
    assert rows[0].body == "Note removed"
    window.history.list.select(rows[0].key)
    window.history.bring_back.click()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["Greets."]


def test_a_voice_note_belongs_to_whom_it_was_begun_with(window, together, caseload, mo, sian):
    from csassess.ui.attachments.voice import as_wav

    menu = together.more
    menu._recording_of = (menu._candidate, menu._item)  # as when recording began; there is no microphone here
    together.people.tabBarClicked.emit(1)
    menu.keep_recording(as_wav(bytes(3200)))
    assert len(portfolio_of(caseload, mo).attachments) == 1
    assert portfolio_of(caseload, sian).attachments == ()


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
    gap = next(n for n in portfolio_of(caseload, mo).notes if n.kind is NoteKind.NOT_OBSERVED)
    assert gap.until is not None
    observing.notes.select(gap.id)
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    (reference,) = portfolio_of(caseload, mo).references
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
