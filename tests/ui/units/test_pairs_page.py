"""The page on which criteria of two units are paired by hand."""

from csassess.services.units import pairs
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import dialog_is_open, dialog_of

B10, OTHER = "ocr-b10", "ocr-429"


def rows_of(window):
    return "\n".join(row.spoken for row in window.pairs.list.rows.rows)


def test_a_criterion_is_paired_shown_and_removed_and_the_removal_undone(window, caseload):
    window.go(Location(Page.PAIRS, unit=B10))
    window.pairs.list.chosen.emit("1.2")
    dialog = dialog_of(window)
    dialog.fields["unit"].setCurrentIndex(dialog.fields["unit"].findData(OTHER))
    dialog.fields["criterion"].setCurrentIndex(dialog.fields["criterion"].findData("1.3"))
    dialog.ok.click()
    assert not dialog_is_open(window)
    (pair,) = pairs.pairs_by_hand(caseload)
    assert (pair.first, pair.second) == ((B10, "1.2"), (OTHER, "1.3"))
    assert "also 1.3 of 429" in rows_of(window)
    window.go(Location(Page.PAIRS, unit=OTHER))
    assert "also 1.2 of B10" in rows_of(window)
    window.pairs.list.chosen.emit(pair)
    buttons = {button.text(): button for button in dialog_of(window).buttons.buttons()}
    buttons["Remove the pair"].click()
    assert pairs.pairs_by_hand(caseload) == []
    assert "The pair of criteria was removed." in window.banner.words


def test_only_criteria_of_the_same_kind_are_offered(window):
    window.go(Location(Page.PAIRS, unit=B10))
    window.pairs.list.chosen.emit("4.1")
    dialog = dialog_of(window)
    dialog.fields["unit"].setCurrentIndex(dialog.fields["unit"].findData(OTHER))
    field = dialog.fields["criterion"]
    assert {field.itemData(place).split(".")[0] for place in range(field.count())} == {"4"}
    dialog.discard()


def test_a_pair_that_is_refused_keeps_the_dialog_open(window, caseload):
    pairs.pair(caseload, (B10, "1.2"), (OTHER, "1.1"))
    window.go(Location(Page.PAIRS, unit=B10))
    window.pairs.list.chosen.emit("1.2")
    dialog = dialog_of(window)
    dialog.fields["unit"].setCurrentIndex(dialog.fields["unit"].findData(OTHER))
    dialog.fields["criterion"].setCurrentIndex(dialog.fields["criterion"].findData("1.1"))
    dialog.ok.click()
    assert "paired already" in dialog.problem.text()
    dialog.discard()
