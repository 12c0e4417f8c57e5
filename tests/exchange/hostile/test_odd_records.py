"""Pages of a portfolio that holds what a hostile program wrote and nothing set aside."""

import json
import os
from collections import Counter

import pytest
from PySide6.QtWidgets import QApplication

import csassess.forms.paper
import csassess.forms.recording_form  # noqa: F401  # else two threads load it while a camera is looked for
from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates
from csassess.ui.base.location import Location, Page
from tests.exchange.bad_files import Case
from tests.exchange.hostile.test_mutated_events import BATCH, merge, odd_events
from tests.support.exchanging import receive_file
from tests.ui.conftest import open_window

COUNT = int(os.environ.get("CSASSESS_FUZZ", "200")) // BATCH


@pytest.fixture
def victim(tmp_path):
    case = Case(tmp_path)
    other = candidates.add_candidate(case.receiver, "Vera Own", "C-7")
    candidates.enrol(case.receiver, other.id, "ocr-b10")

    receive_file(case.receiver, case.good)
    yield case
    case.close()


def test_every_page_of_a_portfolio_with_odd_entries_is_shown(qtbot, qapp, victim):
    outcome = Counter()
    for number in range(COUNT):
        for event, card, secret in odd_events(victim, number):
            is_removal = any(
                change["field"] == "deleted" and change["entity"] == "candidate"
                for change in json.loads(event["body"]).get("changes", ())
            )
            if not is_removal:
                merge(victim.receiver, event, card, secret, outcome)
    assert outcome["received"] > COUNT
    window = open_window(qtbot, qapp, victim.receiver)
    portfolio = load_portfolio(victim.receiver, victim.mo.id)
    notes = {note.evidence: note.id for note in (*portfolio.photographs, *portfolio.notes)}
    problems = []
    window.session.problem.connect(problems.append)
    for page in Page:
        for item in portfolio.evidence[:6]:
            window.go(Location(page, victim.mo.id, item.id, notes.get(item.id, ""), "ocr-b10"))
            QApplication.processEvents()
    for sample in portfolio.samples[:4]:
        window.go(Location(Page.SAMPLE, victim.mo.id, note=sample.id, unit=sample.unit))
        QApplication.processEvents()
    window.grab()
