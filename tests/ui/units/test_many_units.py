"""Three hundred units in a caseload cost a page no more than five do."""

import pytest

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.portfolios import offered_units
from csassess.domain.assessment.unit_versions import in_force
from csassess.domain.records.questions import UnitVersion
from csassess.services.candidates import candidates
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.widgets import fields
from tests.support.any_unit import content, criteria, outcome, unit_file
from tests.ui.conftest import click_row, dialog_of


def bring_in(caseload, folder, count):
    for number in range(count):
        stated = content(f"unit-{number}", identity={"title": f"Unit {number} of many"})
        caseload_units.add(caseload, unit_file(folder, stated))
        caseload_units.approve(caseload, f"unit-{number}", "Ann", "assessor")


@pytest.fixture
def asked(monkeypatch):
    """Count how often the words of a choice are asked for."""
    counts = [0]
    data = fields._ChoiceWords.data

    def counting(words, index, role=0):
        counts[0] += 1
        return data(words, index, role)

    monkeypatch.setattr(fields._ChoiceWords, "data", counting)
    return counts


def test_the_dialog_to_enrol_asks_for_no_more_words_with_many_units(window, caseload, mo, tmp_path, asked):
    counts = []
    for more in (0, 30):
        bring_in(caseload, tmp_path, more)
        asked[0] = 0
        people_dialogs.enrol(window, window.session, mo.id, window.go)
        dialog = dialog_of(window)
        dialog.grab()
        assert dialog.fields["unit"].count() == 4 + more  # with “choose a unit”
        counts.append(asked[0])
        dialog.discard()
    assert counts[0] == counts[1]


def test_a_click_shows_a_unit_once_however_many_candidates_there_are(window, caseload, mo, monkeypatch):
    window.go(Location(Page.UNITS))
    page, reads, shown = window.units, [], []
    read, show = page._session.read, page.details.show_built_in
    monkeypatch.setattr(page._session, "read", lambda *what: (reads.append(what), read(*what))[1])
    monkeypatch.setattr(page.details, "show_built_in", lambda unit: (shown.append(unit.id), show(unit)))
    counts = []
    for more, unit_id in ((0, "ocr-61"), (9, "ocr-b10")):
        for number in range(more):
            candidates.add_candidate(caseload, f"Candidate {number}")
        reads.clear()
        click_row(page.list, ("built-in", unit_id))
        assert shown.pop() == unit_id
        assert shown == []
        counts.append(len(reads))
    assert counts[0] == counts[1]


def test_a_choice_is_found_by_its_value_and_says_its_words_in_the_list(qtbot):
    field = fields.choice([("one", 1), ("two", None), ("three", "x")], "x")
    qtbot.addWidget(field)
    assert (field.currentText(), field.currentData()) == ("three", "x")
    assert [field.itemData(place) for place in range(4)] == [1, None, "x", None]
    assert [field.findData(value) for value in (1, None, "y")] == [0, 1, -1]
    field.offer([("four", 4)])
    assert (field.currentText(), field.currentData()) == ("four", 4)


def test_the_units_offered_are_those_in_force(caseload, tmp_path, clock):
    for version in range(3):
        stated = content(
            "bread", [outcome("1", criteria(f"1.{version + 1}"))], identity={"title": f"V {version}"}
        )
        path = unit_file(tmp_path, stated)
        caseload_units.add(caseload, path, new_version=True)
        if version < 2:
            caseload_units.approve(caseload, "bread", "Ann", "assessor")
        versions = in_force(caseload.all(UnitVersion, CASELOAD_STREAM))
        assert offered_units(caseload)["bread"] == versions["bread"].name
    caseload_units.withdraw_approval(caseload, "bread")
    versions = in_force(caseload.all(UnitVersion, CASELOAD_STREAM))
    assert offered_units(caseload)["bread"] == versions["bread"].name == "V 0"
