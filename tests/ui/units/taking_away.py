"""What takes away something of a unit that was brought in, each set up so that one press does it."""

from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates import candidates
from csassess.services.units import caseload_units
from csassess.ui.base.location import Location, Page
from tests.support.any_unit import content, criteria, outcome, unit_file


def _brought_in(desk, *labels, new_version=False):
    place = desk.folder / f"unit-{len(labels)}"
    place.mkdir()
    path = unit_file(place, content("bread", [outcome("1", criteria(*labels))]))
    caseload_units.add(desk.caseload, path, new_version=new_version)


def _approved(desk, *labels, **options):
    _brought_in(desk, *labels, **options)
    caseload_units.approve(desk.caseload, "bread", "Ann Assessor", "assessor")


def _on_the_card(desk, words):
    desk.window.session.read_again()
    desk.window.go(Location(Page.UNITS, unit="bread"))
    return desk.window.units.details.buttons[words].click


def a_draft(desk):
    _brought_in(desk, "1.1")
    return _on_the_card(desk, "Remove the draft")


def an_approval(desk):
    _approved(desk, "1.1")
    return _on_the_card(desk, "Withdraw the approval")


def an_earlier_wording(desk):
    _approved(desk, "1.1")
    candidates.enrol(desk.caseload, desk.mo.id, "bread")
    _approved(desk, "1.1", "1.2", new_version=True)
    desk.window.session.read_again()
    desk.window.go(Location(Page.VERSIONS, unit="bread"))
    desk.window.versions.candidates.chosen.emit(desk.mo.id)
    return desk.in_dialog("Move Mo Candidate")


UNDONE = {
    a_draft: UserAction.UNIT_REMOVE,
    an_approval: UserAction.UNIT_WITHDRAW_APPROVAL,
    an_earlier_wording: UserAction.CANDIDATE_MOVE_UNIT,
}
