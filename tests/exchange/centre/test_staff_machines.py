"""The machines on the centre's staff list are accepted at once by those who accepted whoever keeps it."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest

from csassess.data.exchange.accepted import accepted_machines
from csassess.data.record.caseload import CENTRE_STREAM
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import staff
from csassess.services.exchange import acceptance, key_files, sending, staff_machines
from tests.support.exchanging import acquaint, machine, receive_file, transfer
from tests.support.verifying import PEOPLE, become, decided

NAMES = ("ann", "cora", "vera", "cleo")


@pytest.fixture
def team(tmp_path, clock):
    """Open four machines; the office knows each of the others, who do not know each other."""
    with ExitStack() as closing:
        machines = {}
        for name in NAMES:
            machines[name] = machine(tmp_path / name, clock=clock)
            closing.callback(machines[name].close)
            become(machines[name], *PEOPLE[name])
        for name in NAMES[:-1]:
            acquaint(machines[name], machines["cleo"], folder=tmp_path)
        yield machines


def listed(team, **roles):
    """Let the office list people and their machines."""
    for name, words in roles.items():
        staff.keep_member(team["cleo"], StaffMember("", PEOPLE[name][0], words))
    put = frozenset(each.id for _, each in staff_machines.not_yet_listed(team["cleo"]))
    staff_machines.put_on_list(team["cleo"], put)


def passed_on(team, path):
    """Send a decided candidate of Ann to the office, and from there with the staff list to Vera."""
    candidate, _ = decided(team["ann"])
    transfer(team["ann"], team["cleo"], candidate.id, path / "to-office")
    transfer(team["cleo"], team["vera"], candidate.id, path / "to-verifier")
    return candidate


def offered(caseload):
    return [stranger.name for stranger in staff_machines.listed_strangers(caseload)]


def test_people_on_the_list_are_accepted_at_once_in_the_role_it_states(team, tmp_path):
    listed(team, ann="assessor", cora="countersigner")
    candidate = passed_on(team, tmp_path)
    vera, ann = team["vera"], team["ann"]
    assert [stranger.device for stranger in acceptance.strangers_of(vera, candidate.id)] == [ann.device]
    assert offered(vera) == ["Ann Assessor"]
    staff_machines.accept_listed(vera, frozenset([ann.device]))
    machine_of_ann = accepted_machines(vera)[ann.device]
    assert (machine_of_ann.roles, machine_of_ann.by) == ((Role.ASSESSOR,), vera.author)
    assert acceptance.strangers_of(vera, candidate.id) == ()
    assert offered(vera) == []
    assert not any(role is Role.COUNTERSIGNER for m in accepted_machines(vera).values() for role in m.roles)


def test_what_is_listed_is_offered_and_never_accepted_by_a_file(team, tmp_path):
    listed(team, ann="assessor")
    passed_on(team, tmp_path)
    assert set(accepted_machines(team["vera"])) == {team["cleo"].device}


def test_only_what_the_office_accepted_under_one_name_of_the_list_can_be_put_on_it(team):
    cleo = team["cleo"]
    for name in ("Ann Assessor", "Cora Counter", "cora  counter", "Somebody Else"):
        staff.keep_member(cleo, StaffMember("", name, "assessor"))
    assert [m.name for m, _ in staff_machines.not_yet_listed(cleo)] == ["Ann Assessor"]
    staff_machines.put_on_list(cleo, frozenset(accepted_machines(cleo)))
    (entry,) = [m for m in staff.staff_list(cleo) if m.machines]
    key = accepted_machines(cleo)[team["ann"].device].public_key
    assert (entry.name, entry.machines) == ("Ann Assessor", (f"assessor {key}",))
    assert staff_machines.not_yet_listed(cleo) == []


@pytest.mark.parametrize(
    ("name", "role"),
    [("Cora Counter", Role.ASSESSOR), ("Ann Assessor", Role.VERIFIER), ("Ann Assessor", Role.CENTRE)],
)
def test_a_machine_that_the_list_gives_another_name_or_role_is_not_offered(team, tmp_path, name, role):
    key = accepted_machines(team["cleo"])[team["ann"].device].public_key
    staff.keep_member(team["cleo"], StaffMember("", name, "assessor", machines=(f"{role} {key}",)))
    candidate = passed_on(team, tmp_path)
    assert acceptance.strangers_of(team["vera"], candidate.id)
    assert offered(team["vera"]) == []


def test_no_office_is_put_on_the_list_or_offered(team, tmp_path, monkeypatch):
    listed(team, ann="assessor")
    passed_on(team, tmp_path)
    card = staff_machines.peers(team["vera"])[team["ann"].device]
    as_office = {team["ann"].device: replace(card, role=Role.CENTRE)}
    monkeypatch.setattr(staff_machines, "peers", lambda _: as_office)
    assert offered(team["vera"]) == []
    machine_of_ann = accepted_machines(team["cleo"])[team["ann"].device]
    (entry,) = [m for m in staff.staff_list(team["cleo"]) if m.machines]
    as_office = {machine_of_ann.id: replace(machine_of_ann, roles=(Role.CENTRE,))}
    monkeypatch.setattr(staff_machines, "accepted_machines", lambda _: as_office)
    staff.keep_member(team["cleo"], replace(entry, machines=()))
    staff_machines.put_on_list(team["cleo"], frozenset(as_office))
    assert not any(m.machines for m in staff.staff_list(team["cleo"]))


def test_a_list_that_a_colleague_wrote_offers_nobody(team, tmp_path):
    ann, vera, cleo, cora = (team[name] for name in ("ann", "vera", "cleo", "cora"))
    acquaint(cora, vera, folder=tmp_path)
    acquaint(cora, ann, folder=tmp_path)
    staff.keep_member(cleo, StaffMember("", "Cleo Centre", "office"))
    card = next(c for c in key_files.recipients_known(cleo) if c.device == vera.device)
    sending.send(cleo, [CENTRE_STREAM], tmp_path / "list", recipients=[card], with_forms=False)
    receive_file(vera, tmp_path / "list")
    entry = staff.keep_member(cora, StaffMember("", "Ann Assessor", "assessor"))
    key = accepted_machines(cora)[ann.device].public_key
    cora.save(CENTRE_STREAM, "staff.keep", replace(entry, machines=(f"assessor {key}",)))
    candidate, _ = decided(ann)
    transfer(ann, cora, candidate.id, tmp_path / "to-colleague")
    transfer(cora, vera, candidate.id, tmp_path / "to-verifier")
    assert ann.device in {stranger.device for stranger in acceptance.strangers(vera)}
    assert offered(vera) == []


def test_a_machine_whose_acceptance_the_office_withdraws_leaves_the_list(team):
    listed(team, ann="assessor", cora="countersigner")
    staff_machines.withdraw(team["cleo"], team["ann"].device)
    assert [bool(m.machines) for m in staff.staff_list(team["cleo"])] == [False, True]
    assert team["ann"].device not in accepted_machines(team["cleo"])


def test_who_does_not_keep_the_list_withdraws_without_changing_it(team, tmp_path):
    listed(team, ann="assessor")
    passed_on(team, tmp_path)
    staff_machines.accept_listed(team["vera"], frozenset([team["ann"].device]))
    staff_machines.withdraw(team["vera"], team["ann"].device)
    assert [bool(m.machines) for m in staff.staff_list(team["vera"])] == [True]
    assert offered(team["vera"]) == ["Ann Assessor"]


def test_a_lost_machine_is_neither_put_on_the_list_nor_offered(team, tmp_path):
    listed(team, ann="assessor")
    passed_on(team, tmp_path)
    for each in (team["cleo"], team["vera"]):
        staff.mark_lost(each, team["ann"].device, date(2026, 3, 2))
    assert offered(team["vera"]) == []
    (entry,) = [m for m in staff.staff_list(team["cleo"]) if m.machines]
    staff.keep_member(team["cleo"], replace(entry, machines=()))
    assert staff_machines.not_yet_listed(team["cleo"]) == []
