"""The wording of a unit that comes in a file is held to what a specification file is held to."""

import copy

import pytest

from csassess.data.units.units import built_in
from csassess.domain.errors import UserError
from csassess.services.papers import files as papers
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.units import caseload_units
from tests.support.any_unit import content
from tests.support.forged_units import new_candidate, send_enrolment

FORMS = {
    "a column for no criterion": lambda form: form["tables"][0]["criteria"].append("x" * 500),
    "a heading without end": lambda form: form.update(number_heading="word " * 4_000),
    "a title without end": lambda form: form["tables"][0].update(title="x" * 5_000),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_recording_form_in_a_received_unit_makes_a_paper_fail(bob, name):
    stated = copy.deepcopy(built_in()["nos-b10"].content)
    stated["id"] = "new-unit"
    FORMS[name](stated["recording_form"])
    stream = new_candidate(bob)
    try:
        send_enrolment(bob, stream, stated, "new-unit")
    except UserError:
        return
    view = portfolio_view(bob.ann, stream)
    for choice in papers.paper_choices(bob.ann, view):
        assert papers.draw(choice.content())


@pytest.mark.parametrize("unit_id", ["any-unit\n", "\u2067any-unit", "../any-unit", ""])
def test_no_received_unit_has_an_id_that_no_file_of_a_unit_may_have(bob, unit_id):
    """Marks and ends of lines are taken out of it on the way to the list of units: it becomes another's."""
    try:
        send_enrolment(bob, new_candidate(bob), content(unit_id), "new-unit")
    except UserError:
        return
    assert [brought.unit.id for brought in caseload_units.caseload_units(bob.ann)] == []


def test_a_unit_with_a_name_longer_than_anybody_types_arrives_with_its_portfolio(bob):
    stated = content("new-unit", identity={"title": "t" * 600})
    stream = new_candidate(bob)
    send_enrolment(bob, stream, stated, "new-unit")
    (unit,) = caseload_units.caseload_units(bob.ann)
    assert unit.version.name == unit.unit.full_name
    assert portfolio_view(bob.ann, stream).units
