"""A new version of a unit: brought in beside the old one, compared, and candidates moved to it."""

import pytest
from PySide6.QtWidgets import QApplication

from csassess.domain.units.review import Part
from csassess.services.candidates import candidates
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from tests.support.builders import accepted_product
from tests.ui.conftest import buttons_of, click_row, dialog_of
from tests.ui.units.conftest import PASTED, approve, paste, row_of

LATER = PASTED.replace("salt", "sugar").replace("and\n\n", "and\n1.3 Sieve the flour into a bowl\n\n")


@pytest.fixture
def first(qtbot, window, caseload, mo):
    """Approve the first wording and enrol Mo, with accepted evidence of each criterion."""
    approve(window, paste(qtbot, window))
    candidates.enrol(caseload, mo.id, "br4")
    accepted_product(caseload, mo.id, "br4", "1.1", "1.2", "2.1")
    window.session.read_again()


@pytest.fixture
def second(qtbot, window, first):
    """Approve the second wording as a new version."""
    page = paste(qtbot, window, LATER)
    page.work.choose(page.review.of(Part.FACT)[0].id)
    version = page.editor.version
    version.setCurrentIndex(version.findData("br4"))
    version.activated.emit(version.currentIndex())
    approve(window, page)


def table(page):
    return [
        [page.table.item(row, column).text().split("  ")[0] for column in range(3)]
        for row in range(page.table.rowCount())
    ]


def test_a_unit_that_is_here_is_asked_about_before_it_can_be_approved(qtbot, window, first):
    page = paste(qtbot, window, LATER)
    assert page.review.replaces is None
    assert page.bar.approve.isEnabled() is False
    assert row_of(page, "title", Part.FACT).id in [
        row.key for row in page.rows.rows.rows if row.state == "to do"
    ]


def test_one_count_says_how_many_rows_are_left_wherever_it_stands(qtbot, window, first):
    page = paste(qtbot, window, LATER)
    page.bar.doubtful.click()
    count = len(page.rows.rows.rows)
    assert count == len(page.review.to_look_at) + 1  # the title asks whether it is a new version
    assert page.bar.doubtful.text() == f"To look at ({count})"
    assert page.bar.left.text() == f"{count} to look at"
    window.go(Location(Page.UNITS))
    (row,) = [row for row in window.units.list.rows.rows if row.state == "under review"]
    assert f"{count} rows to look at" in row.foot


def test_a_version_under_review_is_compared_with_the_wording_in_force(qtbot, window, first):
    page = paste(qtbot, window, LATER)
    page.work.choose(page.review.of(Part.FACT)[0].id)
    page.editor.version_said.emit("br4")
    page.bar.compare.trigger()
    assert window.place.page is Page.VERSIONS
    assert window.versions.after.currentText() == "under review"
    assert ["reworded", "1.1", "1.1"] in table(window.versions)
    window.versions.differing.click()
    assert ["same", "2.1", "2.1"] in table(window.versions)
    window.versions.to_review.click()
    assert (window.place.page, window.place.form) == (Page.REVIEW, page.review.id)


def test_only_a_version_under_review_has_a_way_back_to_its_review(window, second):
    window.go(Location(Page.VERSIONS, unit="br4"))
    assert window.versions.isVisible()
    assert window.versions.to_review.isVisible() is False


def test_what_is_renumbered_or_has_other_rules_differs_and_the_rules_are_told(qtbot, window, first):
    page = paste(qtbot, window, PASTED.replace("1.2 Knead", "1.3 Knead"))
    page.work.choose(page.review.of(Part.FACT)[0].id)
    page.editor.version_said.emit("br4")
    page.work.choose(row_of(page, "1", Part.REQUIREMENT).id)
    page.editor.rules.proposal_buttons[0].click()
    page.bar.compare.trigger()
    versions = window.versions
    assert table(versions) == [
        ["renumbered", "1.2", "1.3"],
        ["other rules", "Evidence 1", "Evidence 1"],
    ]
    assert versions.counts.text() == "1 with other rules, 1 renumbered, 2 the same"
    told = [versions.table.item(1, column).text() for column in (1, 2)]
    assert "No rule" in told[0]
    assert "at least 3 different days" in told[1]


def test_saying_that_it_is_a_new_version_proposes_the_rules_in_force(qtbot, window):
    page = paste(qtbot, window)
    page.work.choose(row_of(page, "1", Part.REQUIREMENT).id)
    page.editor.rules.kinds["count"].trigger()
    page.work.edit({"rules": ({"kind": "count", "of": "loaf", "at_least": 3},)})
    approve(window, page)
    page = paste(qtbot, window, LATER)
    row = row_of(page, "1", Part.REQUIREMENT)
    assert [rule["kind"] for rule in row.proposed] == ["occasions"]
    version = page.editor.version
    version.setCurrentIndex(version.findData("br4"))
    version.activated.emit(version.currentIndex())
    assert [rule["kind"] for rule in page.review.row(row.id).proposed] == ["count"]
    page.bar.undo.click()
    assert [rule["kind"] for rule in page.review.row(row.id).proposed] == ["occasions"]


def test_existing_enrolments_stay_and_a_move_shows_what_it_does_first(window, second, caseload, mo):
    assert "salt" in portfolio_view(caseload, mo.id).of("br4").unit.wording("1.1")
    window.units.details.buttons["Compare wordings, move candidates"].click()
    page = window.versions
    assert page.counts.text() == "1 reworded, 1 new, 3 the same"
    click_row(page.candidates, mo.id)
    dialog = dialog_of(window)
    assert "2 references stay" in dialog.explanation.text()
    assert "1 reference does not follow" in dialog.explanation.text()
    assert "1 accepted item is reopened" in dialog.explanation.text()
    dialog.discard()
    assert portfolio_view(caseload, mo.id).of("br4").unit.labels() == ("1.1", "1.2", "2.1")


def test_a_moved_candidate_is_on_the_wording_in_force_and_the_rest_is_kept(window, second, caseload, mo):
    window.go(Location(Page.VERSIONS, unit="br4"))
    click_row(window.versions.candidates, mo.id)
    dialog_of(window).ok.click()
    QApplication.processEvents()
    view = portfolio_view(caseload, mo.id)
    assert "sugar" in view.of("br4").unit.wording("1.1")
    assert sorted(r.criterion for r in view.portfolio.references if r.unit == "br4") == [
        "1.1 (earlier wording)",
        "1.2",
        "2.1",
    ]
    assert window.versions.candidates.isHidden() or window.versions._moving.isHidden()


@pytest.mark.parametrize(
    "page", [Page.PORTFOLIO, Page.MATRIX, Page.FORMS, Page.EVIDENCE, Page.TODAY, Page.ASKED]
)
def test_every_page_shows_a_candidate_with_references_of_an_earlier_wording(
    window, second, caseload, mo, page
):
    window.go(Location(Page.VERSIONS, unit="br4"))
    click_row(window.versions.candidates, mo.id)
    dialog_of(window).ok.click()
    QApplication.processEvents()
    item = portfolio_view(caseload, mo.id).portfolio.evidence[0]
    window.go(Location(page, mo.id, item.id if page is Page.EVIDENCE else "", unit="br4"))
    assert window.place.page is page


def test_an_approval_is_withdrawn_and_a_draft_removed_from_the_card(window, first, caseload, qtbot):
    page = window.units
    window.go(Location(Page.UNITS, unit="br4"))
    caseload_units_before = caseload_units.caseload_units(caseload)
    assert [str(each.state) for each in caseload_units_before] == ["approved"]
    page.details.buttons["Withdraw the approval"].click()
    assert [str(each.state) for each in caseload_units.caseload_units(caseload)] == ["draft"]
    page.details.buttons["Remove the draft"].click()
    assert "enrolled on this wording" in window.banner.words


def test_a_wording_is_corrected_as_a_new_version(window, first, caseload):
    window.go(Location(Page.UNITS, unit="br4"))
    window.units.details.buttons["Correct, as a new version…"].click()
    assert window.place.page is Page.REVIEW
    page = window.review
    page.work.choose(row_of(page, "1.2").id)
    page.editor.words.setPlainText("Knead the dough until it is smooth")
    approve(window, page)
    assert caseload_units.wording_of(caseload, "br4").unit.wording("1.2").endswith("smooth")


def test_units_are_found_by_their_words(window, first):
    window.go(Location(Page.UNITS))
    window.units.search.setText("village")
    assert [row.head for row in window.units.list.rows.rows] == ["BR4  Bake bread for a village shop"]


def test_the_card_of_a_unit_leads_to_a_later_wording_until_the_candidate_is_moved(window, second, mo):
    words = "A later wording is in force: compare, move"
    window.go(Location(Page.PORTFOLIO, mo.id))
    next(button for button in buttons_of(window.portfolio) if button.text() == words).click()
    assert (window.place.page, window.place.unit) == (Page.VERSIONS, "br4")
    click_row(window.versions.candidates, mo.id)
    dialog_of(window).ok.click()
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert words not in [button.text() for button in buttons_of(window.portfolio)]
