"""A unit brought in works in the window as the program's own do: ticks, marks, findings, confirmations."""

import pytest
from PySide6.QtTest import QTest

from csassess.domain.units.units import Kind
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.centre import centre_dialogs
from tests.support.any_unit import content, criteria, outcome, unit_file
from tests.support.builders import THAT_DAY, accepted_product
from tests.ui.conftest import dialog_of, fill, portfolio_of

REQUIREMENTS = [
    {
        "label": "1",
        "text": "Three of these.",
        "items": [{"label": letter, "text": f"bake the {letter} loaf"} for letter in "abc"],
        "rules": [{"kind": "choice", "at_least": 1}],
    },
    {"label": "2", "text": "As the trade expects."},
    {"label": "3", "text": "Twice.", "rules": [{"kind": "count", "of": "burnt loaf", "at_least": 2}]},
    {
        "label": "4",
        "text": "No simulation.",
        "rules": [{"kind": "no-simulation", "unless": "the oven is cold"}],
    },
]


@pytest.fixture
def baking(qtbot, window, caseload, mo, tmp_path):
    """Show an observation of Mo, enrolled on a unit that was brought in and approved."""
    stated = content(
        "bread", [outcome("", criteria("P1", "P2"), title="")], REQUIREMENTS, identity={"number": "1"}
    )
    del stated["outcomes"][0]["label"]
    caseload_units.add(caseload, unit_file(tmp_path, stated))
    caseload_units.approve(caseload, "bread", "Ann Assessor", "assessor")
    candidates.enrol(caseload, mo.id, "bread")
    item = visits.start_visit(caseload, [mo.id], "Bakery")[mo.id]
    window.go(Location(Page.EVIDENCE, mo.id, item.id, unit="bread"))
    with qtbot.waitActive(window):
        window.activateWindow()
    return window.evidence


def show_again(window):
    """Show the page again after something was done outside the window."""
    place = window.evidence.place
    window.go(Location(Page.TODAY))
    window.go(place)


def row(page, name):
    return next(found for found in page.findings.list.rows.rows if found.head == name)


def finding(caseload, mo, name):
    found = portfolio_view(caseload, mo.id).of("bread").findings
    return next(f for f in found if f.name == name)


def test_notes_have_a_chip_for_each_thing_the_unit_names_and_a_finding_leads_to_it(baking, caseload, mo):
    baking.capture.add_note.trigger()
    QTest.keyClicks(baking.notes.editor.text, "Takes out a black loaf.")
    chips = {c.accessibleName(): c for c in baking.notes.editor.marks.chips}
    assert list(chips) == ["bake the a loaf", "bake the b loaf", "bake the c loaf", "burnt loaf"]
    baking.findings.chosen.emit(row(baking, "3").key)
    assert chips["burnt loaf"].hasFocus()
    chips["burnt loaf"].click()
    assert portfolio_of(caseload, mo).notes[0].shows == ("bread burnt loaf",)
    assert portfolio_of(caseload, mo).notes[0].text == "Takes out a black loaf."
    chips["burnt loaf"].click()
    assert portfolio_of(caseload, mo).notes[0].shows == ()


def test_units_that_name_nothing_to_mark_show_no_chips(observing):
    observing.capture.add_note.trigger()
    assert observing.notes.editor.marks.isHidden()


def test_a_requirement_without_rules_is_confirmed_with_a_reason_from_its_finding(
    window, baking, caseload, mo
):
    baking.findings.chosen.emit(row(baking, "2").key)
    assert "Further evidence is needed" in window.banner.words
    accepted_product(caseload, mo.id, "bread", "P1")
    show_again(window)
    baking.findings.chosen.emit(row(baking, "2").key)
    fill(window, reason="Every baker here does it so")
    assert finding(caseload, mo, "2").state == "met"


def test_an_excluded_item_is_allowed_from_its_finding_with_a_reason(window, baking, caseload, mo):
    item = evidence.add_item(caseload, mo.id, "S", "A cold oven", THAT_DAY)
    references.tick(caseload, mo.id, item.id, "bread", "P2")
    show_again(window)
    assert finding(caseload, mo, "4").state == "not-allowed"
    baking.findings.chosen.emit(row(baking, "4").key)
    assert "unless" not in dialog_of(window).windowTitle()
    fill(window, reason="The oven was being mended that week")
    assert finding(caseload, mo, "4").state == "open"


def test_an_untitled_outcome_is_named_by_its_criteria(baking):
    assert baking.criteria.title.text() == "Criteria P1 to P2"


def test_the_matrix_of_a_unit_with_knowledge_only_shows_its_knowledge(window, caseload, mo, tmp_path):
    stated = content("know", [outcome("1", criteria("1.1", "1.2"), "knowledge")])
    caseload_units.add(caseload, unit_file(tmp_path, stated))
    caseload_units.approve(caseload, "know", "Ann Assessor", "assessor")
    candidates.enrol(caseload, mo.id, "know")
    window.go(Location(Page.MATRIX, mo.id, unit="know"))
    assert window.matrix.model.labels == ("1.1", "1.2")
    assert [kind for kind, chip in window.matrix.kinds.items() if not chip.isHidden()] == [Kind.KNOWLEDGE]


def test_the_question_bank_lists_units_that_were_brought_in(window, caseload, tmp_path):
    stated = content("know", [outcome("1", criteria("1.1"), "knowledge")])
    caseload_units.add(caseload, unit_file(tmp_path, stated))
    window.go(Location(Page.QUESTIONS, unit="know"))
    assert window.questions.unit.currentData() == "know"
    assert [found.head for found in window.questions.list.rows.rows] == ["1.1"]


@pytest.mark.parametrize("brought_in", [False, True])
def test_who_approves_units_is_asked_only_where_a_unit_was_brought_in(window, caseload, tmp_path, brought_in):
    if brought_in:
        caseload_units.add(caseload, unit_file(tmp_path, content("know")))
    dialog = centre_dialogs.change_centre(window, window.session)
    assert ("second_approves_units" in dialog.fields) is brought_in
    dialog.discard()
