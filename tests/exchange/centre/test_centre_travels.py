"""Staff list, approvals and settings arrive everywhere, written by the office or the lead verifier only."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.data.exchange.accepted import accepted_machines
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM
from csassess.domain.controlled_forms import approval_in_words
from csassess.domain.errors import UserError
from csassess.domain.records.form_control import FormApproval
from csassess.domain.records.people import Centre
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.exchange.errors import BadFileError
from csassess.exchange.metadata import checked_metadata
from csassess.services.access.caseloads import centre_of, change_centre, move_centre_records
from csassess.services.arriving import centre_settling
from csassess.services.candidates import centre_list, staff
from csassess.services.candidates.candidates import add_candidate
from csassess.services.exchange import acceptance, folder_sync, key_files, sending
from csassess.services.papers import form_control
from csassess.services.papers.centre import approvals_paper, staff_paper
from csassess.services.verification import sampling_plan
from tests.support.exchanging import acquaint, receive_file, transfer
from tests.support.forging import Forger
from tests.support.syncing import in_step
from tests.support.verifying import become, office

MARCH = date(2026, 3, 2)


@pytest.fixture
def team(tmp_path, clock):
    """Open the machines of an assessor, a verifier and the centre's office."""
    with office(tmp_path, clock, "ann", "vera", "cleo") as machines:
        yield machines


def send_centre(giver, receiver, path):
    """Send what the centre shares in a file of its own."""
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sending.send(giver, [CENTRE_STREAM], path, recipients=[card], with_forms=False)
    return receive_file(receiver, path)


def member(caseload, name, roles="assessor", **more):
    return staff.keep_member(caseload, StaffMember("", name, roles, **more))


def names(caseload):
    return [entry.name for entry in staff.staff_list(caseload)]


def approval(caseload, form="CRF"):
    return approval_in_words(form, form_control.approvals(caseload))


def test_the_same_form_is_approved_on_the_office_s_papers_and_on_the_assessor_s(team, tmp_path):
    ann, _, cleo = team
    form_control.approve(cleo, "CRF", "Eva External", MARCH)
    mo = add_candidate(ann, "Mo Candidate")
    transfer(ann, cleo, mo.id, tmp_path / "to-office")
    assert approval(ann) == "not yet approved"
    transfer(cleo, ann, mo.id, tmp_path / "back")
    assert approval(ann) == approval(cleo) == "approved by Eva External, 2 March 2026"
    assert approvals_paper(ann).blocks == approvals_paper(cleo).blocks


def test_staff_and_settings_of_the_office_arrive_with_a_portfolio_file(team, tmp_path):
    ann, vera, cleo = team
    strokes = ((10, 10, 90, 40),)
    member(cleo, "Ann Assessor", qualifications="A1, 2019", specimen=strokes, competent_in=("ocr-61",))
    change_centre(cleo, replace(centre_of(cleo), number="99999", verifies_every_unit=True))
    for receiver in (ann, vera):
        send_centre(cleo, receiver, tmp_path / receiver.device)
        assert staff_paper(receiver).blocks == staff_paper(cleo).blocks
        assert (centre_of(receiver).number, centre_of(receiver).verifies_every_unit) == ("99999", True)


def test_what_the_office_changes_later_arrives_too_also_by_way_of_a_colleague(team, tmp_path):
    ann, vera, cleo = team
    entry = member(cleo, "Bo Assessor")
    send_centre(cleo, vera, tmp_path / "one")
    staff.keep_member(cleo, replace(entry, until=MARCH))
    member(cleo, "Cy Assessor")
    send_centre(cleo, vera, tmp_path / "two")
    send_centre(vera, ann, tmp_path / "three")
    entries = [(m.name, m.until) for m in staff.staff_list(ann)]
    assert entries == [
        ("Bo Assessor", MARCH),
        ("Cy Assessor", None),
    ]


def test_a_status_file_brings_what_the_centre_shares(team, tmp_path):
    ann, vera, cleo = team
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    card = next(c for c in key_files.recipients_known(ann) if c.device == vera.device)
    sampling_plan.write_status(ann, tmp_path / "status", [card])
    sampling_plan.receive_status(vera, tmp_path / "status")
    assert names(vera) == ["Ann Assessor"]


def test_a_status_file_without_it_is_read_as_before(team, tmp_path):
    ann, vera, _ = team
    card = next(c for c in key_files.recipients_known(ann) if c.device == vera.device)
    sampling_plan.write_status(ann, tmp_path / "status", [card])
    assert sampling_plan.receive_status(vera, tmp_path / "status")[1] == 0


def test_a_folder_carries_it_to_one_s_other_machine_even_without_a_candidate(team, tmp_path):
    ann, vera, cleo = team
    become(vera, "Ann Assessor", Role.ASSESSOR)
    for caseload, name in ((ann, "a"), (vera, "b")):
        (tmp_path / f"folder-{name}").mkdir()
        folder_sync.choose_folder(caseload, tmp_path / f"folder-{name}")
    in_step(ann, vera)
    for caseload in (ann, vera):
        for partner in folder_sync.partners(caseload):
            folder_sync.accept(caseload, partner.card.device)
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    assert in_step(ann, vera) == [[], []]
    assert names(vera) == ["Ann Assessor"]


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.VERIFIER, Role.COUNTERSIGNER])
def test_what_a_colleague_types_counts_on_their_own_machine_only(team, tmp_path, role):
    ann, vera, _ = team
    become(vera, "Vera Verifier", role)
    acceptance.withdraw(ann, vera.device)
    acquaint(vera, ann, folder=tmp_path)
    member(vera, "Vera Verifier", "assessor")
    form_control.approve(vera, "CRF", "Eva External", MARCH)
    send_centre(vera, ann, tmp_path / "one")
    assert names(ann) == []
    assert approval(ann) == "not yet approved"
    assert names(vera) == ["Vera Verifier"]


def test_the_verifier_named_as_lead_on_the_office_s_list_writes_for_others(team, tmp_path):
    ann, vera, cleo = team
    member(cleo, "Vera Verifier", "assessor, lead internal verifier", since=date(2026, 1, 1))
    send_centre(cleo, vera, tmp_path / "one")
    member(vera, "Bo Assessor")
    send_centre(vera, ann, tmp_path / "two")
    assert names(ann) == ["Bo Assessor", "Vera Verifier"]


def test_a_verifier_who_is_no_longer_the_lead_writes_for_others_no_more(team, tmp_path):
    ann, vera, cleo = team
    member(cleo, "Vera Verifier", "lead verifier", until=date(2026, 2, 1))
    send_centre(cleo, vera, tmp_path / "one")
    send_centre(cleo, ann, tmp_path / "two")
    ann.permissions.check = vera.permissions.check = lambda *_: None  # as a forging program would
    member(vera, "Bo Assessor")
    send_centre(vera, ann, tmp_path / "three")
    assert names(ann) == ["Vera Verifier"]


def test_a_verifier_whom_the_person_here_calls_lead_writes_for_others(team, tmp_path):
    ann, vera, _ = team
    form_control.approve(vera, "CRF", "Eva External", MARCH)
    send_centre(vera, ann, tmp_path / "one")
    assert [t.can_be_lead for t in centre_list.typed_apart(ann)] == [True]
    centre_settling.accept_as_lead(ann, vera.device)
    assert approval(ann) == "approved by Eva External, 2 March 2026"
    assert centre_list.typed_apart(ann) == []


def test_a_verifier_named_as_lead_in_the_list_typed_here_is_accepted_as_lead(team, tmp_path):
    ann, vera, _ = team
    member(ann, "Vera Verifier", "lead IQA")
    member(ann, "Bo Assessor", qualifications="A1")
    member(vera, "Cy Assessor")
    send_centre(vera, ann, tmp_path / "one")
    assert accepted_machines(ann)[vera.device].is_lead
    assert names(ann) == ["Cy Assessor"]
    assert {t.what for t in centre_list.typed_apart(ann)} == {"Vera Verifier", "Bo Assessor"}


def test_nobody_here_changes_what_the_centre_s_office_keeps(team, tmp_path):
    ann, _, cleo = team
    entry = member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    before = staff.staff_list(ann)
    with pytest.raises(UserError, match="office or lead verifier keeps this"):
        staff.keep_member(ann, replace(entry, roles="lead verifier"))
    with pytest.raises(UserError, match="office or lead verifier keeps this"):
        change_centre(ann, replace(centre_of(ann), name="Another"))
    assert staff.staff_list(ann) == before


def test_a_small_centre_without_office_or_lead_keeps_its_list_as_before(team):
    ann, _, _ = team
    entry = member(ann, "Ann Assessor")
    staff.keep_member(ann, replace(entry, qualifications="A1"))
    assert staff.staff_list(ann)[0].qualifications == "A1"
    assert centre_list.typed_apart(ann) == []


# Typed before


def test_what_was_typed_here_before_is_shown_beside_the_centre_s_own_and_not_lost(team, tmp_path):
    ann, _, cleo = team
    member(ann, "ann  assessor", qualifications="D32, 2005", since=date(2020, 1, 1))
    member(ann, "Bo Assessor")
    form_control.approve(ann, "CRF", "Eva External", date(2026, 2, 27))
    member(cleo, "Ann Assessor", qualifications="A1, 2019")
    form_control.approve(cleo, "CRF", "Eva External", MARCH)
    send_centre(cleo, ann, tmp_path / "one")
    assert names(ann) == ["Ann Assessor"]
    assert staff_paper(ann).blocks == staff_paper(cleo).blocks
    typed = {t.what: t for t in centre_list.typed_apart(ann)}
    assert typed["Bo Assessor"].differs == ("not on the centre’s list",)
    assert "qualifications: D32, 2005 (the centre has: A1, 2019)" in typed["ann  assessor"].differs
    assert any("27 February 2026" in words for words in typed["Approval of form CRF 1"].differs)
    assert all(t.is_here for t in typed.values())


def test_the_office_takes_over_what_an_assessor_typed_and_it_counts_everywhere(team, tmp_path):
    ann, _, cleo = team
    member(ann, "Ann Assessor", qualifications="D32, 2005")
    member(ann, "Bo Assessor")
    entry = member(cleo, "Ann Assessor", cpd="Course, 2026")
    send_centre(ann, cleo, tmp_path / "one")
    assert names(cleo) == ["Ann Assessor"]
    for typed in centre_list.typed_apart(cleo):
        centre_list.take_over(cleo, typed)
    assert centre_list.typed_apart(cleo) == []
    send_centre(cleo, ann, tmp_path / "two")
    for caseload in (ann, cleo):
        assert names(caseload) == ["Ann Assessor", "Bo Assessor"]
        kept = staff.staff_list(caseload)[0]
        assert (kept.id, kept.qualifications, kept.cpd) == (entry.id, "D32, 2005", "Course, 2026")
    assert centre_list.typed_apart(ann) == []


def test_an_entry_with_nothing_of_its_own_is_not_shown_again(team, tmp_path):
    ann, _, cleo = team
    member(ann, "Ann Assessor")
    member(cleo, "Ann Assessor", qualifications="A1")
    send_centre(cleo, ann, tmp_path / "one")
    assert centre_list.typed_apart(ann) == []


def test_what_office_and_lead_set_apart_from_each_other_is_a_conflict_on_every_machine(team, tmp_path):
    ann, vera, cleo = team
    entry = member(cleo, "Vera Verifier", "lead verifier")
    send_centre(cleo, vera, tmp_path / "one")
    staff.keep_member(cleo, replace(entry, qualifications="V1"))
    staff.keep_member(vera, replace(entry, qualifications="V1 and D34"))
    send_centre(vera, ann, tmp_path / "two")
    send_centre(cleo, ann, tmp_path / "three")
    send_centre(cleo, vera, tmp_path / "four")
    (here,), (there,) = centre_list.centre_conflicts(ann), centre_list.centre_conflicts(vera)
    assert {v.value for v in here.versions} == {v.value for v in there.versions} == {"V1", "V1 and D34"}
    chosen = next(v for v in there.versions if v.value == "V1 and D34")
    centre_list.choose(vera, there, chosen.event)
    send_centre(vera, ann, tmp_path / "five")
    assert centre_list.centre_conflicts(ann) == ()
    assert staff.staff_list(ann)[0].qualifications == "V1 and D34"


def test_where_each_entry_came_from_and_when_is_known(team, tmp_path, clock):
    ann, _, cleo = team
    entry = member(cleo, "Ann Assessor")
    clock.move_on(days=2)
    send_centre(cleo, ann, tmp_path / "one")
    origin = centre_list.origins(ann)["staff-member", entry.id]
    assert (origin.name, origin.is_here, origin.on.date()) == ("Cleo Centre", False, MARCH)
    assert centre_list.origins(cleo)["staff-member", entry.id].is_here


def test_once_the_office_is_no_longer_accepted_one_s_own_list_counts_again(team, tmp_path):
    ann, _, cleo = team
    member(ann, "Bo Assessor")
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    acceptance.withdraw(ann, cleo.device)
    assert names(ann) == ["Bo Assessor"]


def test_records_of_an_earlier_version_are_moved_and_travel(team, tmp_path):
    ann, _, cleo = team
    cleo.db.execute("DELETE FROM events WHERE stream = ?", (CENTRE_STREAM,))
    for table in ("centre", "heads"):
        cleo.db.execute(f'DELETE FROM "{table}" WHERE stream = ?', (CENTRE_STREAM,))
    centre, entry = Centre("centre", "Old Centre", "1"), StaffMember("s", "Ann Assessor", "assessor")
    cleo.save(CASELOAD_STREAM, "centre.change", centre, entry, FormApproval("CRF 1", "Eva External", MARCH))
    assert (centre_of(cleo).name, names(cleo)) == ("Old Centre", ["Ann Assessor"])
    move_centre_records(cleo)
    move_centre_records(cleo)
    assert (centre_of(cleo).name, names(cleo)) == ("Old Centre", ["Ann Assessor"])
    send_centre(cleo, ann, tmp_path / "one")
    assert (centre_of(ann).name, names(ann)) == ("Old Centre", ["Ann Assessor"])
    assert approval(ann) == "approved by Eva External, 2 March 2026"


# Hostile files


@pytest.fixture
def mallory(tmp_path, team):
    return Forger(tmp_path / "mallory", role=Role.CENTRE)


def forged(forger, receiver, path, *records, author=""):
    """Send entries of what the centre shares that a forging program wrote."""
    forger.records(CENTRE_STREAM, "staff.keep", *records, author=author)
    return receive_file(receiver, forger.send(CENTRE_STREAM, path, receiver))


FALSE = (StaffMember("f", "Mallory", "lead verifier"), FormApproval("CRF 1", "Mallory", MARCH))


def test_a_stranger_who_says_they_are_the_office_changes_nothing(team, mallory, tmp_path):
    ann, _, cleo = team
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    _, merged = forged(mallory, ann, tmp_path / "two", *FALSE)
    assert {q.event.device for q in merged.quarantined} == {mallory.caseload.device}
    assert (names(ann), approval(ann)) == (["Ann Assessor"], "not yet approved")
    assert centre_list.typed_apart(ann) == []


def test_a_colleague_who_writes_in_the_office_s_name_changes_nothing(team, tmp_path):
    ann, _, cleo = team
    forger = Forger(tmp_path / "colleague", "Colin Colleague")
    acquaint(forger.caseload, ann, folder=tmp_path)
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    forged(forger, ann, tmp_path / "two", *FALSE, author=cleo.author)
    become(forger.caseload, "Cleo Centre", Role.CENTRE)
    forged(forger, ann, tmp_path / "three", replace(FALSE[0], id="g"))
    assert (names(ann), approval(ann)) == (["Ann Assessor"], "not yet approved")
    assert accepted_machines(ann)[forger.caseload.device].roles == (Role.ASSESSOR,)


def test_a_colleague_does_not_become_lead_by_an_entry_of_their_own(team, tmp_path):
    ann, _, cleo = team
    forger = Forger(tmp_path / "colleague", "Colin Colleague", Role.VERIFIER)
    acquaint(forger.caseload, ann, folder=tmp_path)
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    forged(forger, ann, tmp_path / "two", StaffMember("l", "Colin Colleague", "lead verifier"))
    assert names(ann) == ["Ann Assessor"]
    assert not accepted_machines(ann)[forger.caseload.device].is_lead


def test_the_entries_of_a_stranger_are_not_passed_on(team, mallory, tmp_path):
    ann, vera, cleo = team
    member(cleo, "Ann Assessor")
    send_centre(cleo, ann, tmp_path / "one")
    forged(mallory, ann, tmp_path / "two", *FALSE)
    send_centre(ann, vera, tmp_path / "three")
    devices = {row[0] for row in vera.db.execute("SELECT device FROM apart").fetchall()}
    assert mallory.caseload.device not in devices


def test_not_even_the_office_removes_the_centre_or_makes_a_second_one(team, tmp_path):
    ann, _, cleo = team
    member(cleo, "Ann Assessor")
    cleo.save(CENTRE_STREAM, "centre.change", Centre("second", "Second Centre"))
    cleo.save(CENTRE_STREAM, "centre.change", remove=(centre_of(cleo),))
    send_centre(cleo, ann, tmp_path / "one")
    assert centre_of(ann).name == "Harbour Centre"
    assert names(ann) == ["Ann Assessor"]


def test_no_file_passes_off_a_portfolio_as_what_the_centre_shares():
    with pytest.raises(BadFileError, match="candidates"):
        checked_metadata({**PLAIN_META, "candidates": ["centre"]})


PLAIN_META = {
    "format": 1,
    "program": "csassess",
    "created": "2026-03-02T09:30:00+00:00",
    "sender": "d",
    "cards": [],
    "heads": [],
    "candidates": ["c"],
    "qualifications": [],
    "centre": {"name": "Harbour Centre", "number": ""},
    "whole": True,
    "missing": [],
    "erased": [],
}


def test_what_a_portfolio_may_say_of_itself_is_otherwise_fine():
    assert checked_metadata(dict(PLAIN_META))["candidates"] == ["c"]
