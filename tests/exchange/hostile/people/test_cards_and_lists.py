"""Attacks on what is known of machines: the time of a card, what a status file leaves unsigned, the lead."""

import json
from datetime import timedelta

import pyrage
import pytest

from csassess.data.exchange import devices
from csassess.data.record.caseload import CENTRE_STREAM
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import centre_list, staff
from csassess.services.candidates.candidates import add_candidate
from csassess.services.exchange import key_files, receiving, sending
from csassess.services.verification import sampling_plan
from tests.support.exchanging import acquaint, receive_file, transfer
from tests.support.forging import Forger
from tests.support.verifying import become
from tests.support.verifying import office as people_of


@pytest.fixture
def team(tmp_path, clock):
    """Open the machines of Ann, Vera and the office."""
    with people_of(tmp_path, clock, "ann", "vera", "cleo") as machines:
        yield machines


def name_at(caseload, other):
    return devices.peers(caseload)[other.device].name


def test_one_file_written_under_a_wrong_clock_does_not_keep_later_cards_out(team, tmp_path, clock):
    """A clock that was years ahead once: from then on Vera knows Ann by her old name and role."""
    ann, vera, _ = team
    mo = add_candidate(ann, "Mo Candidate")
    now, clock.now = clock.now, clock.now + timedelta(days=9000)
    transfer(ann, vera, mo.id, tmp_path / "ahead.csbundle")
    clock.now = now + timedelta(days=1)
    become(ann, "Ann Married", Role.ASSESSOR)
    transfer(ann, vera, mo.id, tmp_path / "later.csbundle")
    assert name_at(vera, ann) == "Ann Married"


def test_a_recipient_of_a_status_file_cannot_date_it_anew_for_another(team, tmp_path, clock):
    """The part of what the centre shares is not signed by the sender, and dates the sender's card.

    The office, a recipient too, passes Ann's file on to Vera with another time in it.
    """
    ann, vera, cleo = team
    add_candidate(ann, "Mo Candidate")
    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor"))
    card = next(c for c in key_files.recipients_known(cleo) if c.device == ann.device)
    sending.send(cleo, [CENTRE_STREAM], tmp_path / "centre", recipients=[card], with_forms=False)
    receive_file(ann, tmp_path / "centre")
    cards = [c for c in key_files.recipients_known(ann) if c.device in (vera.device, cleo.device)]
    sampling_plan.write_status(ann, tmp_path / "status", cards)
    identity = pyrage.x25519.Identity.from_str(receiving.own_identity(cleo))
    payload = json.loads(pyrage.decrypt((tmp_path / "status").read_bytes(), [identity]))
    payload["centre"]["meta"]["created"] = "2999-01-01T00:00:00+00:00"
    for_vera = pyrage.x25519.Recipient.from_str(devices.own_recipient(vera))
    (tmp_path / "forged").write_bytes(pyrage.encrypt(json.dumps(payload).encode(), [for_vera]))
    try:
        sampling_plan.receive_status(vera, tmp_path / "forged")
    except UserError:
        return
    clock.move_on(days=1)
    become(ann, "Ann Married", Role.ASSESSOR)
    sampling_plan.write_status(ann, tmp_path / "status", cards)
    sampling_plan.receive_status(vera, tmp_path / "status")
    assert name_at(vera, ann) == "Ann Married"


@pytest.mark.parametrize("roles", ["Executive lead", "lead driver"])
def test_the_staff_list_names_nobody_lead_verifier_for_two_letters_in_another_word(roles):
    """`iv` is looked for inside words, so an accepted verifier with another task writes for the centre."""
    assert not StaffMember("m", "Vic Verifier", roles).is_lead()


def test_an_assessor_who_was_the_office_once_does_not_keep_the_staff_list_by_a_backdated_entry(
    team, tmp_path, clock
):
    """It follows later entries of its chain, which in a portfolio raises no role."""
    ann, _, cleo = team

    def send_centre(giver):
        path = tmp_path / f"centre-{giver.device}"
        sending.send(giver, [CENTRE_STREAM], path, recipients=[devices.own_card(ann)], with_forms=False)
        receive_file(ann, path)

    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor"))
    send_centre(cleo)
    forger = Forger(tmp_path / "mallory", "Mallory", Role.CENTRE, clock=clock)
    office_until = clock.now
    clock.move_on(days=2)
    become(forger.caseload, "Mallory", Role.ASSESSOR)
    clock.move_on(days=2)
    acquaint(ann, forger.caseload, folder=tmp_path)
    forger.records(CENTRE_STREAM, "staff.keep", StaffMember("s1", "Nobody", "assessor"))
    clock.now = office_until + timedelta(days=1)
    forger.records(CENTRE_STREAM, "staff.keep", StaffMember("s2", "Mallory", "lead internal verifier"))
    clock.move_on(days=5)
    send_centre(forger.caseload)
    forger.caseload.close()
    assert [member.name for member in staff.staff_list(ann)] == ["Ann Assessor"]


@pytest.mark.parametrize("name", ["Nul\x00", "Esc\x1b[2J"])
def test_the_centre_page_shows_no_value_that_no_record_can_hold(team, tmp_path, clock, name):
    """What an accepted colleague typed is shown at the office, also if it is set aside for its value."""
    _, _, cleo = team
    forger = Forger(tmp_path / "mallory", "Mallory", Role.ASSESSOR, clock=clock)
    acquaint(cleo, forger.caseload, folder=tmp_path)
    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor"))
    forger.records(CENTRE_STREAM, "staff.keep", StaffMember("s1", name, "assessor"))
    card = devices.own_card(cleo)
    sending.send(forger.caseload, [CENTRE_STREAM], tmp_path / "c", recipients=[card], with_forms=False)
    forger.caseload.close()
    receive_file(cleo, tmp_path / "c")
    assert name not in [typed.what for typed in centre_list.typed_apart(cleo)]
