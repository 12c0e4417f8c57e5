"""Attacks by whoever has a machine that was marked as lost: it lets in no other one."""

from contextlib import closing

from csassess.data.access import opening
from csassess.data.exchange.accepted import accepted_machines, own_machines
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates, staff
from csassess.services.exchange import folder_sync, key_files, sending
from tests.support.exchanging import acquaint, machine, receive_file
from tests.support.syncing import meet
from tests.support.verifying import become


def test_a_machine_for_which_a_lost_one_vouches_is_not_accepted(bob, clock):
    """The thief copies or restores the caseload: files for Bob would be locked for the new machine."""
    thief = bob.forger.caseload
    staff.mark_lost(bob.ann, thief.device, clock().date())
    clock.move_on(days=1)
    opening.become_new_device(thief)
    bob.receive()
    assert thief.device not in accepted_machines(bob.ann)
    assert key_files.recipients_known(bob.ann) == []


def tablet_and_office(tmp_path, clock):
    """Return Ann's two machines, which sync through a folder, and the candidate of the second."""
    folder, machines = tmp_path / "shared", []
    folder.mkdir()
    for name in ("tablet", "desk"):
        caseload = machine(tmp_path / name, clock=clock)
        folder_sync.choose_folder(caseload, folder)
        machines.append(caseload)
    tablet, desk = machines
    folder_sync.accept(tablet, desk.device)
    folder_sync.accept(desk, tablet.device)
    mo = candidates.add_candidate(desk, "Mo Candidate")
    meet(tablet, desk)
    return tablet, desk, mo


def test_the_successor_of_a_lost_machine_does_not_sync_through_the_folder(tmp_path, clock):
    tablet, desk, _ = tablet_and_office(tmp_path, clock)
    with closing(tablet), closing(desk):
        staff.mark_lost(desk, tablet.device, clock().date())
        clock.move_on(days=1)
        opening.become_new_device(tablet)
        meet(tablet, desk)
        assert tablet.device not in own_machines(desk)


def test_nobody_is_accepted_because_a_lost_machine_of_ann_s_signed_that_they_were(tmp_path, clock):
    """Whoever has Ann's lost tablet accepts Mallory there, as a verifier, and sends her desk a file."""
    tablet, desk, mo = tablet_and_office(tmp_path, clock)
    mallory = machine(tmp_path / "mallory", clock=clock)
    become(mallory, "Mallory", Role.VERIFIER)
    with closing(tablet), closing(desk), closing(mallory):
        staff.mark_lost(desk, tablet.device, clock().date())
        clock.move_on(days=1)
        acquaint(mallory, tablet, folder=tmp_path)
        card = next(c for c in key_files.recipients_known(tablet) if c.device == desk.device)
        path = tmp_path / "from-the-thief.csbundle"
        sending.send(tablet, [mo.id], path, recipients=[card], with_forms=False)
        receive_file(desk, path)
        assert mallory.device not in accepted_machines(desk)
