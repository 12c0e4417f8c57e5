"""A visit in the window: few actions, several candidates, the site’s rules, search, recordings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from csassess.domain.dates import clock_time
from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.services.attachments import photographs
from csassess.services.visits import visits as visit_services
from csassess.ui.base.location import Location, Page
from csassess.ui.visits import visit_dialogs
from tests.ui.conftest import click_row, dialog_of, fill, give_frame, portfolio_of, rows_as_text


class ActionCounter:
    """Performs touches and ticks, and counts them."""

    def __init__(self) -> None:
        self.actions = 0

    def touch(self, control) -> None:
        self.actions += 1
        control.trigger() if isinstance(control, QAction) else control.click()

    def tick(self, view, key) -> None:
        self.actions += 1
        click_row(view, key)


def test_a_new_note_takes_one_action(observing, caseload, mo):
    counter = ActionCounter()
    counter.touch(observing.capture.add_note)
    assert (counter.actions, len(portfolio_of(caseload, mo).notes)) == (1, 1)


def test_classing_the_next_customer_takes_three_actions(observing, caseload, mo):
    counter, customer = ActionCounter(), observing.notes.editor.customer
    for control in (observing.capture.next_customer, customer.difficult, customer.new):
        counter.touch(control)
    (customer_in_record,) = portfolio_of(caseload, mo).customers
    assert (counter.actions, str(customer_in_record.demeanour), str(customer_in_record.relationship)) == (
        3,
        "difficult",
        "new",
    )


def test_a_photograph_takes_two_actions(qtbot, window, observing, caseload, mo):
    counter, camera = ActionCounter(), window.camera
    counter.touch(observing.capture.photograph)
    give_frame(camera)
    with qtbot.waitSignal(camera.saved):
        counter.touch(camera.take)
    (photograph,) = portfolio_of(caseload, mo).photographs
    assert counter.actions == 2
    assert photographs.content(caseload, photograph)


def test_five_criteria_in_two_units_take_at_most_seven_actions(observing, caseload, mo):
    observing.capture.add_note.trigger()
    counter = ActionCounter()
    counter.touch(observing.criteria.chips[1])
    for label in ("2.1", "2.2", "2.3"):
        counter.tick(observing.criteria.criteria, ("ocr-b10", label))
    counter.touch(observing.criteria.offers[0])
    counter.tick(observing.criteria.criteria, ("ocr-b10", "2.4"))
    references = portfolio_of(caseload, mo).references
    assert len(references) == 5
    assert {r.unit for r in references} == {"ocr-b10", "nos-b10"}
    assert counter.actions <= 7


# Several candidates


def test_one_touch_switches_to_the_other_candidate(window, both_observed, caseload, mo, sian):
    both_observed.capture.add_note.trigger()
    QTest.keyClicks(both_observed.notes.editor.text, "For Mo.")
    assert both_observed.notes.editor.recorded_candidate.text() == "●  Mo Candidate"
    both_observed.people.tabBarClicked.emit(1)
    both_observed.capture.add_note.trigger()
    QTest.keyClicks(both_observed.notes.editor.text, "For her.")
    assert both_observed.notes.editor.recorded_candidate.text() == "■  Siân Ŵyn"
    both_observed.leave()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["For Mo."]
    assert [n.text for n in portfolio_of(caseload, sian).notes] == ["For her."]


def test_a_note_under_the_wrong_candidate_can_be_moved(window, both_observed, caseload, mo, sian):
    both_observed.capture.add_note.trigger()
    QTest.keyClicks(both_observed.notes.editor.text, "For her.")
    both_observed.more.give.trigger()
    fill(window)
    assert portfolio_of(caseload, mo).notes == ()
    assert [n.text for n in portfolio_of(caseload, sian).notes] == ["For her."]


def test_an_observation_of_one_candidate_shows_no_tabs(observing):
    assert observing.people.isHidden()
    assert observing.notes.editor.recorded_candidate.isHidden()


def test_the_dialog_names_who_is_observed_first_and_ticked_and_others_are_chosen(window, caseload, mo, sian):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    assert dialog_of(window).windowTitle() == "Observe Mo Candidate"
    observed = dialog_of(window).fields["observed"]
    assert rows_as_text(observed) == "☑ Mo Candidate\n☐ Siân Ŵyn"
    observed.toggled.emit(sian.id, True)
    fill(window, place="Call centre")
    assert window.evidence.people.count() == 2


def test_an_observation_begins_at_the_place_of_the_last_visit_unless_another_is_typed(window, caseload, mo):
    visit_services.start_visit(caseload, [mo.id], "Harbour, ticket office")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    place = dialog_of(window).fields["place"]
    assert place.text() == place.selectedText() == "Harbour, ticket office"


def test_enter_in_the_place_goes_to_the_next_field_and_starts_nothing(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    dialog = dialog_of(window)
    dialog.fields["place"].setFocus()
    QTest.keyClick(dialog.fields["place"], Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.fields["place"].hasFocus()
    dialog.discard()


# The site's rules


def test_the_camera_control_is_disabled_if_the_site_allows_no_camera(window, caseload, mo):
    from csassess.domain.records.visits import SiteRules

    items = visit_services.start_visit(
        caseload, [mo.id], "Payment floor", SiteRules(camera=False, recording=False)
    )
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id))
    assert not window.evidence.capture.photograph.isEnabled()
    assert window.evidence.capture.photograph.iconText().strip() == "Camera off"
    assert "CAMERA OFF" in window.evidence.header.rules.text()
    assert not window.evidence.more.voice.isEnabled()


def test_capture_is_disabled_during_a_visit_without_devices_and_possible_afterwards(
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


def test_a_note_written_just_after_the_visit_says_so_in_its_title_and_in_the_list(
    window, observing, clock, caseload, mo
):
    observing.capture.mark_moment.trigger()
    item = observing.place.item
    visit_services.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    window.session.notify_changed()
    assert "written up" not in observing.notes.editor.title.text()
    clock.move_on(minutes=1)
    QTest.keyClicks(observing.notes.editor.text, "Greets him.")
    assert observing.leave()
    assert f"written up {clock.now:%H:%M}" in observing.notes.editor.title.text()
    assert f"written up {clock.now:%H:%M}" in observing.notes.list.rows.rows[0].head


def test_one_control_starts_and_ends_a_time_not_observed(observing, clock, caseload, mo):
    observing.capture.not_observing.trigger()
    assert observing.capture.not_observing.iconText().strip() == "Observing again"
    clock.move_on(minutes=10)
    observing.capture.not_observing.trigger()
    assert rows_as_text(observing.notes.list) == "Not observed from 09:30 to 09:40"


# Search


def test_search_as_you_type_covers_every_unit_and_results_can_be_ticked(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.criteria.search, "unusually qui")
    assert rows_as_text(observing.criteria.criteria) == "☐ B10 (nos-b10) 2.1 –\n☐ B10 (ocr-b10) 2.1 –"
    click_row(observing.criteria.criteria, ("ocr-b10", "2.1"))
    assert [r.criterion for r in portfolio_of(caseload, mo).references] == ["2.1"]
    observing.criteria.chips[0].click()
    assert observing.criteria.search.text() == ""


def test_check_suggests_criteria_and_ticks_none(observing, caseload, mo):
    observing.capture.add_note.trigger()
    assert not observing.criteria.check.isVisible()
    QTest.keyClicks(observing.notes.editor.text, "The systems went down and let people down.")
    observing.notes.save()
    observing.criteria.check.click()
    text = rows_as_text(observing.criteria.criteria)
    assert "B10 (ocr-b10) 2.2" in text
    assert "☑" not in text
    assert portfolio_of(caseload, mo).references == ()


# Discussions, voice notes, phrases and the history page


def test_a_tick_during_a_discussion_stores_the_time_as_location(window, caseload, clock, mo):
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


def test_a_voice_note_without_a_microphone_is_refused_with_a_sentence(window, observing):
    observing.more.voice.trigger()
    assert "No microphone was found" in window.banner.words


def test_a_recording_is_attached_as_sound_and_named_by_its_time(observing, caseload, mo):
    from csassess.ui.attachments.voice import as_wav

    observing.more.keep_recording(as_wav(bytes(32_000)))
    (recording,) = portfolio_of(caseload, mo).attachments
    assert recording.media_type.startswith("audio/")
    assert recording.name == "voice note 09.30.wav"


def test_a_phrase_is_inserted_at_the_cursor(observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Caller shouting.")
    observing.notes.editor.put("Let him finish.")
    observing.notes.save()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["Caller shouting. Let him finish."]


def test_a_removed_note_can_be_restored_from_the_history_page(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.notes.editor.remove.click()
    window.go(Location(Page.HISTORY, mo.id))
    rows = window.history.list.rows.rows
    assert rows[0].body == "2 March 2026"
    assert rows[1].body == "Note removed: item 1"
    window.history.list.select(rows[1].key)
    window.history.bring_back.click()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["Greets."]


def test_a_voice_note_belongs_to_the_candidate_it_was_started_with(window, both_observed, caseload, mo, sian):
    from csassess.ui.attachments.voice import as_wav

    menu = both_observed.more
    menu._recording_of = (
        menu._candidate,
        menu._item,
    )  # as when the recording started; tests have no microphone
    both_observed.people.tabBarClicked.emit(1)
    menu.keep_recording(as_wav(bytes(3200)))
    assert len(portfolio_of(caseload, mo).attachments) == 1
    assert portfolio_of(caseload, sian).attachments == ()


def test_the_clock_of_a_discussion_runs_while_another_item_is_shown(window, caseload, clock, mo):
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


def test_capture_ends_a_time_not_observed_and_criteria_cannot_belong_to_it(observing, clock, caseload, mo):
    observing.capture.not_observing.trigger()
    clock.move_on(minutes=5)
    observing.capture.next_customer.trigger()
    gap = next(n for n in portfolio_of(caseload, mo).notes if n.kind is NoteKind.NOT_OBSERVED)
    assert gap.until is not None
    observing.notes.select(gap.id)
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    (reference,) = portfolio_of(caseload, mo).references
    assert reference.note != gap.id


def test_an_open_visit_is_continued_not_started_again(window, observing, caseload, mo):
    window.go(Location())
    names = [b.accessibleName() for b in window.today.findChildren(QPushButton)]
    assert "Continue the visit to Mo Candidate" in names
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.continue_button.click()
    assert window.place.page is Page.EVIDENCE


def test_the_note_field_is_large_enough_at_every_window_size(qtbot, window, both_observed):
    for width, height in ((1024, 768), (1366, 768)):
        window.resize(width, height)
        both_observed.capture.next_customer.trigger()
        QApplication.processEvents()
        assert both_observed.notes.editor.text.height() >= 84
        bar = both_observed.notes.editor.customer
        assert bar.channel.geometry().bottom() <= bar.height()


@pytest.mark.parametrize("size", [(1024, 768), (1100, 600)])
def test_the_unfolded_list_of_what_is_needed_shows_three_lines(window, both_observed, size):
    window.resize(*size)
    panel = both_observed.findings
    for _ in range(5):
        QApplication.processEvents()
    panel.heading.click()
    for _ in range(5):
        QApplication.processEvents()
    assert len(panel.list.rows.rows) > 3
    third = panel.list.visualRect(panel.list.rows.index(2))
    assert panel.list.viewport().visibleRegion().boundingRect().contains(third)
    assert both_observed.notes.editor.text.isHidden() or both_observed.notes.editor.text.height() >= 84


def test_every_button_of_the_item_can_be_reached_by_keyboard(observing):
    from PySide6.QtWidgets import QToolButton

    for bar in (observing.capture, observing.judgement):
        for action in bar.actions():
            button = bar.widgetForAction(action)
            assert isinstance(button, QToolButton)
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_visit_starts_at_the_time_that_was_shown_not_when_the_form_was_saved(window, caseload, clock, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    shown = clock()
    visit_dialogs.start_observation(window, window.session, mo.id, lambda item: None)
    clock.move_on(minutes=3)
    fill(window, place="Counter")
    assert portfolio_of(caseload, mo).visits[0].started == shown


def test_a_note_begun_after_the_visit_says_at_what_time_it_was_entered(
    window, observing, caseload, clock, mo
):
    clock.move_on(minutes=20)
    item = observing.place.item
    visit_services.finish(caseload, mo.id, item, FeedbackToCandidate(item, item))
    window.session.notify_changed()
    clock.move_on(hours=5)
    observing.capture.add_note.trigger()
    (note,) = portfolio_of(caseload, mo).notes
    assert f"entered at {clock_time(note.at)}" in window.banner.words
    window.banner.hide()
    observing.capture.add_note.trigger()  # goes on with the note that is still blank
    assert portfolio_of(caseload, mo).notes == (note,)
    assert f"entered at {clock_time(note.at)}" in window.banner.words
