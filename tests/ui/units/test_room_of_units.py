"""The pages of units in every size of window and text: nothing is cut, every field has a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QScrollArea

from csassess.domain.units import review as edits
from csassess.domain.units.review import Part
from csassess.domain.units.rule_drafts import KINDS, new_rule
from csassess.services.units import caseload_units, reading, reviews
from csassess.ui.base.location import Location, Page
from tests.support.any_unit import content, criteria, outcome, unit_file
from tests.ui.rules.test_fields import DOWN, UP, takes_focus_by_wheel, turn_wheel, value
from tests.ui.rules.test_labels import fields_of
from tests.ui.rules.test_room import ROOMS, is_wider, settle, widest, window_in_room
from tests.units.reading.documents.content import WALL
from tests.units.reading.documents.pdf import three_columns_landscape


@pytest.fixture
def begun(caseload, tmp_path):
    """Begin a review with every kind of rule, and bring in two wordings of a unit; return the review's id."""
    path = tmp_path / "wall.pdf"
    path.write_bytes(three_columns_landscape(WALL))
    source = reading.read_source(path)
    (review_id,) = reviews.begin(caseload, source, source.reading.units)
    review, new = edits.add_below(reviews.review(caseload, review_id), "", Part.REQUIREMENT, "As follows:")
    review, _ = edits.add_below(review, new, Part.ITEM, "on a slope, with a word of no end: " + "x" * 60)
    rules = tuple(new_rule(kind) for kind in KINDS)
    review = edits.changed(edits.label_the_rest(review), new, rules=rules, doubts=("look",))
    reviews.keep(caseload, review)
    for number in (1, 2):
        place = tmp_path / str(number)
        place.mkdir()
        stated = content("bread", [outcome("1", criteria(*(f"1.{n}" for n in range(number, 8))))])
        caseload_units.add(caseload, unit_file(place, stated), new_version=number > 1)
        caseload_units.approve(caseload, "bread", "Ann Assessor", "assessor")
    return review_id, new


@pytest.fixture(params=ROOMS, ids=lambda room: f"{room[0].width()} x {room[0].height()}, {room[1]} %")
def roomy(request, qtbot, qapp, caseload, begun):
    """Open the window in a size and with a size of text."""
    with window_in_room(qtbot, qapp, caseload, *request.param) as window:
        yield window


def places(review_id):
    return (
        Location(Page.REVIEW, form=review_id),
        Location(Page.UNITS, unit="bread"),
        Location(Page.VERSIONS, unit="bread"),
    )


def test_nothing_of_a_unit_is_wider_than_its_place(roomy, begun):
    review_id, requirement = begun
    wider = {}
    for place in places(review_id):
        roomy.go(place)
        if place.page is Page.REVIEW:
            roomy.review.work.choose(requirement)
            roomy.review.panes.tabs.setCurrentIndex(1)
        settle()
        areas = [area for area in roomy.page(place.page).findChildren(QScrollArea) if area.isVisible()]
        for area in filter(is_wider, areas):
            wider[place.page] = widest(area.widget())
        assert roomy.page(place.page).width() <= roomy.width(), place
    assert wider == {}


def test_every_part_of_a_review_can_be_brought_up_in_every_room(roomy, begun):
    review_id, requirement = begun
    roomy.go(Location(Page.REVIEW, form=review_id))
    page = roomy.review
    page.work.choose(requirement)
    for part in (page.rows, page._editing, page.document):
        page.panes.bring_up(part)
        settle()
        assert part.isVisible()
        assert part.height() > 60
    assert page.bar.approve.isVisible()


def test_every_field_of_a_review_has_a_name_and_the_wheel_changes_none(window, begun):
    review_id, requirement = begun
    for place in places(review_id):
        window.go(place)
        if place.page is Page.REVIEW:
            window.review.work.choose(requirement)
        page = window.page(place.page)
        assert [field for field in fields_of(page) if not field.accessibleName()] == []
        boxes = [box for box in page.findChildren(QComboBox) if box.isVisible()]
        before = [value(box) for box in boxes]
        for box in boxes:
            for steps in (UP, DOWN):
                turn_wheel(box, steps)
        assert [value(box) for box in boxes] == before
        assert takes_focus_by_wheel(window) == []


def test_the_wheel_turns_no_tab_of_a_narrow_page(window, begun):
    window.resize(700, 600)
    for place in (Location(Page.REVIEW, form=begun[0]), Location(Page.UNITS, unit="bread")):
        window.go(place)
        settle()
        tabs = window.page(place.page).panes.tabs
        assert tabs.isVisible()
        before = tabs.currentIndex()
        for steps in (UP, DOWN):
            turn_wheel(tabs.tabBar(), steps)
            assert tabs.currentIndex() == before


def test_each_button_of_a_review_is_reached_by_tab(window, begun):
    review_id, requirement = begun
    window.go(Location(Page.REVIEW, form=review_id))
    window.review.work.choose(requirement)
    skipped = [
        button.accessibleName() or button.text()
        for button in window.review.findChildren(QAbstractButton)
        if button.isVisible() and not button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert skipped == []
