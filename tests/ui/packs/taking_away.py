"""What the window takes away of packs of units and of pairs of criteria; see `rules.taking_away`."""

from csassess.domain.records.roles import Role
from csassess.services.packs import packs
from csassess.services.units import caseload_units, pairs
from csassess.ui.base.location import Location, Page
from tests.support.any_unit import content, unit_file
from tests.support.exchanging import acquaint, machine
from tests.support.verifying import become
from tests.ui.rules.taking_away import B10


def accepted_packs(desk):
    other = machine(desk.folder / "other", clock=desk.caseload.clock)
    become(other, "Olga Office", Role.CENTRE)
    acquaint(desk.caseload, other, folder=desk.folder)
    caseload_units.add(other, unit_file(desk.folder, content("bread")))
    caseload_units.approve(other, "bread", "Olga Office", "centre")
    packs.take_in(desk.caseload, packs.make(other, ["bread"], desk.folder / "units.cspack"), accept=True)
    desk.show(Page.EXCHANGE).keys.machines.chosen.emit(other.device)
    other.close()
    return desk.in_dialog("Withdraw acceptance of packs")


def a_pair_of_criteria(desk):
    pair = pairs.pair(desk.caseload, (B10, "1.1"), ("ocr-429", "1.1"))
    desk.window.go(Location(Page.PAIRS, unit=B10))
    desk.window.pairs.list.chosen.emit(pair)
    return desk.in_dialog("Remove the pair")
