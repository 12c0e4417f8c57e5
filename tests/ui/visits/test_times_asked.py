"""Notes of what happened earlier: the time is asked, never taken for the time of typing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from csassess.domain.records.evidence import Method, NoteKind
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.services.evidence import evidence
from csassess.services.visits import visits
from csassess.services.visits.visit_changes import change_visit
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import dialog_is_open, dialog_of, portfolio_of


def test_when_a_finished_visit_was_not_observed_is_asked(window, observing, caseload, mo, clock):
    (item,) = portfolio_of(caseload, mo).evidence
    clock.move_on(minutes=30)
    visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))
    window.session.notify_changed()
    observing.capture.not_observing.trigger()
    assert portfolio_of(caseload, mo).notes == ()
    dialog = dialog_of(window)
    dialog.reject()
    assert portfolio_of(caseload, mo).notes == ()


@pytest.mark.parametrize("days", [0, 3])
def test_a_note_of_a_discussion_is_of_its_day(window, caseload, mo, days):
    now = caseload.clock()
    on = now.date() - timedelta(days)
    item = evidence.add_item(caseload, mo.id, Method.PROFESSIONAL_DISCUSSION, "Why refunds take long", on)
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.capture.ask.trigger()
    assert dialog_is_open(window) is (days > 0)
    if days:
        dialog_of(window).ok.click()
    (note,) = portfolio_of(caseload, mo).notes
    assert (note.kind, note.at.date(), note.written) == (NoteKind.QUESTION, on, now)


def test_the_check_of_how_people_were_informed_leads_to_that_field(window, observing, caseload, mo):
    (visit,) = portfolio_of(caseload, mo).visits
    change_visit(caseload, mo.id, replace(visit, informed=""))
    window.session.notify_changed()
    observing.judgement.finish.trigger()
    key = next(r.key for r in window.finish.checks.rows.rows if "informed is not stated" in r.body)
    window.finish.checks.chosen.emit(key)
    dialog = dialog_of(window)
    assert dialog.focusWidget() is dialog.fields["informed"]
    QApplication.processEvents()
    assert not dialog.fields["informed"].visibleRegion().isEmpty()


def test_coming_back_to_the_same_visit_leaves_the_finish_page_where_it_was(window, observing):
    window.resize(1024, 500)
    observing.judgement.finish.trigger()
    bar = window.finish.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    window.go(window.finish.place)
    assert bar.value() == bar.maximum()
