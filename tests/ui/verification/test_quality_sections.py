"""Standardisation and the external verifier's visits, as they are recorded in the window."""

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QDate

from csassess.services.disclosure import external_visits
from csassess.services.verification import standardising
from csassess.services.verification.standardisation_papers import pack
from csassess.ui.base.location import Location, Page
from tests.support.builders import accepted_product
from tests.support.verifying import SCAN
from tests.ui.conftest import buttons_of, dialog_of, fill, rows_as_text

B10 = "ocr-b10"


@pytest.fixture
def meetings(window, caseload, mo):
    """Show an item of Mo's that references a criterion; return the card of standardisations."""
    accepted_product(caseload, mo.id, B10, "1.1", "1.2", description="Mo wrote to the customer")
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="standardisation"))
    section = window.centre.standardisation
    section.unit.setCurrentIndex(section.unit.findData(B10))
    section.unit.activated.emit(section.unit.currentIndex())
    return section.meetings


def judge(window, name, *met):
    window.centre.standardisation.meetings.judge_button.click()
    for criterion in met:
        dialog_of(window).fields["met"].toggled.emit(criterion, True)
    fill(window, name=name)


def test_an_item_is_chosen_packed_judged_blind_and_compared(qtbot, window, caseload, meetings, tmp_path):
    meetings.add_button.click()
    dialog_of(window).fields["chosen"].setCurrentIndex(1)
    fill(window, title="Letters", who="Ann", agreed="A letter is dated.")
    assert meetings.list.rows.rows[0].head == "Letters"
    (entry,) = standardising.standardisations(caseload)
    section = window.centre.standardisation
    path = tmp_path / "pack.pdf"
    section.write(path, pack(caseload, entry))
    qtbot.waitUntil(path.exists, timeout=20_000)
    words = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert "[candidate] wrote to the customer" in words
    judge(window, "Ann", "1.1", "1.2")
    judge(window, "Bob", "1.1")
    assert rows_as_text(meetings.comparison) == "1.1 alike\n1.2 differs"
    assert meetings.comparison.rows.rows[1].body == "Shown: Ann. Not shown: Bob."
    judge(window, "Ann")
    assert dialog_of(window).problem.text() == (
        "The judgement of this person is recorded already. Change that one."
    )


def test_a_visit_of_the_external_verifier_is_recorded_with_report_and_actions(
    qtbot, window, caseload, tmp_path
):
    window.go(Location(Page.CENTRE, form="external"))
    section = window.centre.external
    assert not section.print_button.isVisible()
    section.add_button.click()
    fill(window, name="Eva External", body="OCR", report="Sound.")
    section.action_button.click()
    fill(window, what="Sample more")
    assert rows_as_text(section.list) == "Eva External, OCR 1 to do  ›"
    report = tmp_path / "report.pdf"
    report.write_bytes(SCAN.content)
    section.take_report(str(report))
    qtbot.waitUntil(lambda: bool(external_visits.visits(caseload)[0][0].sha256), timeout=20_000)
    section.asked.chosen.emit(section.asked.rows.rows[0].key)
    dialog = dialog_of(window)
    dialog.fields["done"].setDate(QDate(2026, 3, 2))
    fill(window, how="Two more.")
    assert rows_as_text(section.list) == "Eva External, OCR all done  ›"


def test_the_strategy_is_set_where_a_centre_with_one_assessor_finds_it(window, meetings):
    buttons = [b.text().strip() for b in buttons_of(window.centre)]
    assert "Strategy of sampling …" in buttons
