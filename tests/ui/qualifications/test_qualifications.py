"""Qualifications in the window: registered for, chosen from, composed, approved, and met by nobody else."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.qualifications.composition import Composition, Most, Need, composition_of
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.retention import BodyPeriod
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.qualifications import caseload_qualifications, choosing, composing
from csassess.services.retention import periods
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.fields import content_of
from csassess.ui.widgets.row_list import RowList
from tests.support.qualifications import approved, content, qualification_file, register
from tests.support.verifying import become, decided
from tests.ui.conftest import MenuEntry, dialog_is_open, dialog_of


@pytest.fixture
def una(caseload):
    """Add a candidate who is registered for the certificate, and enrolled on nothing."""
    candidate = candidates.add_candidate(caseload, "Una", "U-1")
    register(caseload, candidate.id, approved(caseload))
    return candidate


def choose(field, value):
    """Choose a value in a menu."""
    field.setCurrentIndex([field.itemText(n) for n in range(field.count())].index(value))


def pressed(page, words):
    """Press a button of a page or dialog."""
    buttons = page.findChildren(QPushButton)
    entries = [MenuEntry(action) for b in buttons if b.menu() for action in b.menu().actions()]
    next(b for b in (*buttons, *entries) if words in (b.accessibleName(), b.text())).click()


def row(rows, head):
    return next(each for each in rows.rows.rows if head in each.head)


# Who registers nobody, or by title only


def test_without_a_qualification_nobody_meets_anything_of_it(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert window.portfolio.qualification.isHidden()
    pressed(window.portfolio, "Registration")
    assert "digest" not in dialog_of(window).fields
    dialog_of(window).discard()
    window.go(Location(Page.CENTRE))
    assert window.centre.chips["qualifications"].isHidden()
    window.go(Location(Page.CENTRE, form="keeping"))
    assert window.centre.keeping.body_periods.isHidden()
    window.go(Location(Page.CANDIDATES))
    assert "achieved" not in window.candidates.list.rows.rows[0].foot


def test_a_centre_switches_qualifications_on_before_anybody_is_registered(window, caseload, mo):
    centre = caseloads.centre_of(caseload)
    caseloads.change_centre(caseload, replace(centre, keeps=(Keeping.QUALIFICATIONS,)))
    window.session.read_again()
    window.go(Location(Page.CENTRE))
    assert not window.centre.chips["qualifications"].isHidden()


def test_a_candidate_registered_by_title_has_a_page_that_says_so(window, caseload, mo):
    candidates.register(caseload, mo.id, "NVQ", "", "1", None)
    window.go(Location(Page.QUALIFICATION, mo.id))
    assert "not known here" in window.qualification.note.text()
    assert not window.qualification.units.isVisible()
    window.go(Location(Page.CENTRE))
    assert not window.centre.chips["qualifications"].isHidden()  # to say what it asks for


# Registering


def test_the_registration_chooses_a_qualification_and_asks_for_no_title(window, caseload, mo):
    version = approved(caseload)
    window.go(Location(Page.PORTFOLIO, mo.id))
    pressed(window.portfolio, "Registration")
    dialog = dialog_of(window)
    assert content_of(dialog.fields["digest"]) == version.digest
    assert dialog.fields["title"].isHidden()
    dialog.fields["number"].setText("R-9")
    dialog.ok.click()
    assert load_portfolio(caseload, mo.id).latest_registration.digest == version.digest
    assert window.portfolio.qualification.isVisible()
    pressed(window.portfolio, "Registration")
    again = dialog_of(window)
    choose(again.fields["digest"], "another one, by its title")
    assert not again.fields["title"].isHidden()
    assert again.fields["title"].text() == "Certificate in Service"
    again.fields["title"].setText("NVQ")
    again.ok.click()
    registration = load_portfolio(caseload, mo.id).latest_registration
    assert (registration.digest, registration.number) == ("", "R-9")


def test_a_registration_that_is_only_looked_at_keeps_a_superseded_wording(window, caseload, mo, clock):
    first = approved(caseload)
    register(caseload, mo.id, first)
    clock.move_on(days=1)
    approved(caseload, note="Second")
    window.go(Location(Page.PORTFOLIO, mo.id))
    pressed(window.portfolio, "Registration")
    dialog_of(window).fields["number"].setText("R-2")
    dialog_of(window).ok.click()
    registration = load_portfolio(caseload, mo.id).latest_registration
    assert (registration.digest, registration.number) == (first.digest, "R-2")


# Choosing units


def test_a_tick_chooses_a_unit_and_says_at_once_what_is_still_needed(window, caseload, una):
    window.go(Location(Page.QUALIFICATION, una.id))
    page = window.qualification
    assert page.state.text().startswith("Still to choose: the mandatory unit “61 Organise and deliver”")
    page.units.toggled.emit("ocr-61", True)
    assert page.state.text() == "Still to choose: 6 more credits from group B; 6 more credits in all."
    page.units.toggled.emit("ocr-b10", True)
    assert page.state.text() == "The chosen units are enough."
    assert load_portfolio(caseload, una.id).latest_registration.units == ("ocr-61", "ocr-b10")
    assert row(page.units, "Group B").state == "chosen: 6 credits"
    page.units.toggled.emit("ocr-b10", False)
    assert page.state.text().startswith("Still to choose: 6 more credits")


def test_chosen_units_are_enrolled_on_and_an_enrolment_is_not_unticked(window, caseload, una):
    choosing.choose(caseload, una.id, ["ocr-61", "not-here"])
    window.session.read_again()
    window.go(Location(Page.QUALIFICATION, una.id))
    page, problems = window.qualification, []
    assert row(page.units, "Complaints").state == "not here yet"
    page.enrol_button.click()
    assert candidates.enrolled_on(caseload, una.id) == ["ocr-61"]
    assert row(page.units, "61").state == "enrolled"
    assert not page.enrol_button.isEnabled()
    window.session.problem.connect(problems.append)
    page.units.toggled.emit("ocr-61", False)
    assert problems == ["The candidate is enrolled on this unit. Withdraw that on its card in the portfolio."]
    assert row(page.units, "61").ticked


def test_an_enrolment_that_counts_for_nothing_is_listed_with_the_reason(window, caseload, una):
    candidates.enrol(caseload, una.id, "nos-b10")
    window.session.read_again()
    window.go(Location(Page.QUALIFICATION, una.id))
    (idle,) = window.qualification.idle.rows.rows
    assert idle.body == "it is no unit of this qualification"
    window.go(Location(Page.PORTFOLIO, una.id))
    words = window.portfolio.qualification.idle.text()
    assert words.startswith("Counts for nothing: B10")
    assert words.endswith(": it is no unit of this qualification.")


def test_the_portfolio_the_candidates_and_today_show_progress(window, caseload, clock):
    candidate, _ = decided(caseload)
    clock.move_on(days=1)
    only_a = {"groups": content()["groups"][:1], "totals": [{"of": "credits", "at_least": 5}]}
    digest = approved(caseload, **only_a).digest
    candidates.register(caseload, candidate.id, "", "", "R", clock().date(), digest)
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, candidate.id))
    card = window.portfolio.qualification
    assert card.state.text() == "5 of 5 credits achieved, 1 of 1 chosen units decided; complete."
    assert card.groups.text() == "Group A, Mandatory units: 5 of 5 credits achieved"
    card.units_button.click()
    assert window.place == Location(Page.QUALIFICATION, candidate.id)
    window.go(Location(Page.CANDIDATES))
    assert "Certificate in Service: complete" in window.candidates.list.rows.rows[0].foot
    window.go(Location(Page.TODAY))
    assert any("is decided: claim it" in each.body for each in window.today.to_finish.rows.rows)


# The centre's qualifications


def test_a_draft_is_approved_with_name_and_role_and_withdrawn_again(window, caseload, tmp_path):
    candidates.add_candidate(caseload, "Una")
    section = window.centre.qualifications
    window.go(Location(Page.CENTRE, form="qualifications"))
    section.bring_in(str(qualification_file(tmp_path)))
    (draft,) = section.list.rows.rows
    assert draft.state.startswith("draft")
    section.list.chosen.emit(draft.key)
    dialog = dialog_of(window)
    (asks,) = dialog.findChildren(RowList)
    assert "At least 11 credits in all." in {each.body for each in asks.rows.rows}
    dialog.fields["name"].setText("Hannah Cole")
    dialog.fields["role"].setText("lead verifier")
    dialog.ok.click()
    (listed,) = section.list.rows.rows
    assert listed.state.startswith("approved")
    assert "approved by Hannah Cole, lead verifier" in listed.foot
    section.list.chosen.emit(listed.key)
    pressed(dialog_of(window), "Withdraw approval")
    assert section.list.rows.rows[0].state.startswith("draft")
    section.list.chosen.emit(section.list.rows.rows[0].key)
    pressed(dialog_of(window), "Remove draft")
    assert caseload_qualifications.versions(caseload) == []


@pytest.mark.parametrize(("second", "name"), [(True, ""), (False, "Ann Assessor")])
def test_nobody_is_proposed_as_approver_where_a_second_person_approves(window, caseload, second, name):
    centre = replace(caseloads.centre_of(caseload), second_approves_units=second)
    caseloads.change_centre(caseload, centre)
    caseload_qualifications.compose(caseload, content())
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="qualifications"))
    rows = window.centre.qualifications.list
    rows.chosen.emit(rows.rows.rows[0].key)
    assert dialog_of(window).fields["name"].text() == name


def test_a_file_that_is_none_is_said_in_a_sentence(window, caseload, tmp_path):
    problems = []
    window.session.problem.connect(problems.append)
    path = tmp_path / "x.toml"
    path.write_text("kind = 3", encoding="utf-8")
    window.go(Location(Page.CENTRE, form="qualifications"))
    window.centre.qualifications.bring_in(str(path))
    (problem,) = problems
    assert "x.toml is not a valid qualification" in problem


def test_a_reader_brings_in_and_composes_nothing(window, caseload):
    become(caseload, "Rea Reader", Role.READER)
    window.session.read_again()
    window.go(Location(Page.CENTRE, form="qualifications"))
    section = window.centre.qualifications
    assert not section.add_button.isEnabled()
    assert not section.compose_button.isEnabled()


# Composing


def test_a_qualification_is_composed_with_menus_and_kept_as_a_draft(window, caseload):
    window.go(Location(Page.COMPOSING))
    page = window.composing
    assert page.state.text() == "The title is missing."
    assert not page.add_unit.isEnabled()
    page.name.chosen.emit("name")
    dialog_of(window).fields["title"].setText("My award")
    dialog_of(window).fields["awarding_body"].setText("My Body")
    dialog_of(window).ok.click()
    page.add_group.click()
    dialog = dialog_of(window)
    assert dialog.fields["label"].text() == "A"
    choose(dialog.fields["need"], Need.CREDITS.words)
    dialog.ok.click()
    assert "a number" in dialog.problem.text()
    dialog.fields["least"].setText("6")
    choose(dialog.fields["most"], Most.UNITS.words)
    dialog.fields["limit"].setText("2")
    expected = "Group A: at least 6 credits, at most 2 units count, no unit yet."
    assert dialog.explanation.text() == expected
    dialog.ok.click()
    page.add_unit.click()
    dialog = dialog_of(window)
    choose(dialog.fields["unit"], next(t for t in _texts(dialog.fields["unit"]) if t.startswith("61")))
    assert dialog.fields["reference"].text() == "L/506/2150"
    dialog.ok.click()
    page.add_unit.click()
    dialog = dialog_of(window)
    dialog.fields["title"].setText("Deal with complaints")
    dialog.fields["credit"].setText("4")
    dialog.ok.click()
    page.add_total.click()
    dialog = dialog_of(window)
    dialog.fields["at_least"].setText("7")
    dialog.fields["level"].setText("2")
    assert dialog.explanation.text() == "At least 7 credits at level 2 or above."
    dialog.ok.click()
    page.add_barred.click()
    for unit in ("ocr-61", "deal-with-complaints"):
        dialog_of(window).fields["units"].toggled.emit(unit, True)
    dialog_of(window).ok.click()
    assert page.asks.text().splitlines()[0] == "At least 7 credits at level 2 or above."
    assert page.state.text() == "It can be kept as a draft."
    page.finish_button.click()
    (draft,) = caseload_qualifications.caseload_qualifications(caseload)
    assert (draft.state, draft.specification.awarding_body) == (UnitState.DRAFT, "My Body")
    assert [entry.id for entry in draft.specification.entries()] == ["ocr-61", "deal-with-complaints"]
    assert window.place == Location(Page.CENTRE, form="qualifications")
    assert composing.composed(caseload) is None


def _texts(field):
    return [field.itemText(number) for number in range(field.count())]


def test_what_is_composed_is_there_again_after_the_program_ends(window, caseload):
    composing.put_identity(caseload, Composition(title="Half done"))
    window.go(Location(Page.COMPOSING))
    assert window.composing.name.rows.rows[0].head == "Half done"


def test_a_group_goes_only_at_the_second_press_if_it_has_units(window, caseload):
    composing.keep(caseload, _composition(caseload))
    window.go(Location(Page.COMPOSING))
    page = window.composing
    page.groups.chosen.emit(page.groups.rows.rows[1].key)
    dialog = dialog_of(window)
    pressed(dialog, "Remove group and its units")
    assert dialog_is_open(window)
    pressed(dialog, "Remove group and its units")
    assert [group.label for group in composing.composed(caseload).groups] == ["A"]
    assert [*composing.composed(caseload).names] == ["ocr-61"]


def test_what_is_composed_is_discarded_only_after_asking(window, caseload):
    composing.keep(caseload, _composition(caseload))
    window.go(Location(Page.COMPOSING))
    window.composing.discard_button.click()
    assert composing.composed(caseload) is not None
    dialog_of(window).ok.click()
    assert composing.composed(caseload) is None


def test_a_new_version_is_composed_from_an_approved_one(window, caseload):
    approved(caseload)
    window.go(Location(Page.CENTRE, form="qualifications"))
    section = window.centre.qualifications
    section.list.chosen.emit(section.list.rows.rows[0].key)
    pressed(dialog_of(window), "New version")
    assert window.place.page is Page.COMPOSING
    page = window.composing
    page.name.chosen.emit("name")
    dialog_of(window).fields["number"].setText("600/2")
    dialog_of(window).ok.click()
    page.finish_button.click()
    states = [each.state for each in caseload_qualifications.caseload_qualifications(caseload)]
    assert sorted(states) == [UnitState.APPROVED, UnitState.DRAFT]


def _composition(caseload):
    added = caseload_qualifications.compose(caseload, content())
    return composition_of(added.specification)


# Periods of awarding bodies


def test_a_period_of_an_awarding_body_is_added_changed_and_removed(window, caseload, una):
    window.go(Location(Page.CENTRE, form="keeping"))
    card = window.centre.keeping.body_periods
    card.add_button.click()
    dialog = dialog_of(window)
    assert dialog.fields["body"].text() == "First Body"
    choose(dialog.fields["keep_records"], "7 years")
    dialog.ok.click()
    assert card.list.rows.rows[0].body == "Records for 7 years, evidence files for 3 years"
    card.list.chosen.emit(card.list.rows.rows[0].key)
    choose(dialog_of(window).fields["keep_files"], "5 years")
    dialog_of(window).ok.click()
    (period,) = periods.body_periods(caseload)
    assert (period.keep_records, period.keep_files) == (7, 5)
    card.list.chosen.emit(card.list.rows.rows[0].key)
    pressed(dialog_of(window), "Remove period")
    assert periods.body_periods(caseload) == []


def test_a_body_whose_period_is_stated_is_not_proposed_again_however_it_is_written(window, caseload, una):
    periods.keep_body_period(caseload, BodyPeriod("", "\uff26irst body", 6, 6))
    window.go(Location(Page.CENTRE, form="keeping"))
    window.centre.keeping.body_periods.add_button.click()
    assert dialog_of(window).fields["body"].text() == ""
