"""A screen reader is told what a sighted person sees happen: messages, ticks and pages."""

import pytest
from PySide6.QtGui import QAccessible

from csassess.ui.base.location import Location, Page
from tests.ui.conftest import click_row


@pytest.fixture
def said(monkeypatch):
    """Collect what would be announced, and the states that changed."""
    events = []

    def collect(event):
        is_announcement = event.type() is QAccessible.Event.Announcement
        events.append((event.message(), event.politeness().name) if is_announcement else event.type().name)

    monkeypatch.setattr(QAccessible, "updateAccessibility", collect)
    return events


def test_a_problem_interrupts_and_a_message_waits_its_turn(window, said):
    window.session.problem.emit("The file is damaged.")
    window.session.message.emit("Saved.")
    assert ("The file is damaged.", "Assertive") in said
    assert ("Saved.", "Polite") in said


def test_a_tick_says_the_criterion_its_state_and_that_the_box_changed(window, observing, said):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    assert ("1.1: draft, on 1 occasion, by OB", "Polite") in said
    assert "StateChanged" in said


@pytest.mark.parametrize("page", [Page.FORMS, Page.HISTORY, Page.SAMPLE])
def test_a_page_says_its_name_when_it_is_shown(window, mo, said, page):
    window.go(Location(page, mo.id))
    names = {Page.FORMS: "Forms", Page.HISTORY: "History"}
    assert (names.get(page, "Verification"), "Polite") in said
