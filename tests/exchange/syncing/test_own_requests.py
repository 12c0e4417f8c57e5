"""What the user's own other machines ask to delete comes as one notice a day, with one accept."""

from contextlib import ExitStack

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates, staff
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync, own_requests, requests
from csassess.services.retention import held, redaction, retention
from tests.support.builders import SECOND
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.syncing import meet

NAMES = ("Aisha Karim", "Mo Candidate", "Tom Reid")


@pytest.fixture
def own(tmp_path, clock):
    """Open a tablet and an office machine of one person, in step, with three candidates on both."""
    with ExitStack() as closing:
        folder = tmp_path / "stick"
        folder.mkdir()
        machines = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
        for caseload in machines:
            closing.callback(caseload.close)
            folder_sync.choose_folder(caseload, folder)
        for caseload in machines:
            (partner,) = folder_sync.partners(caseload)
            folder_sync.accept(caseload, partner.card.device)
        for name in NAMES:
            candidate = candidates.add_candidate(machines[0], name)
            item = evidence.start_observation(machines[0], candidate.id, "Counter")
            evidence.add_note(machines[0], candidate.id, item.id, "Greets Mrs Smith")
        meet(*machines)
        yield machines


def erase(caseload, *names):
    for name in names:
        candidate = candidates.find_candidate(caseload, name)
        retention.erase(caseload, candidate.id, "She asked for it", second=SECOND)


def redact(caseload, name):
    candidate = candidates.find_candidate(caseload, name)
    (note,) = load_portfolio(caseload, candidate.id).notes
    redaction.redact(caseload, candidate.id, note, "text", "Mrs Smith", "A name")


def names_here(caseload):
    return [candidate.name for candidate in candidates.list_candidates(caseload)]


def test_erasures_and_redactions_of_an_own_machine_are_one_notice_with_one_accept(own):
    tablet, office = own
    erase(tablet, "Aisha", "Mo")
    redact(tablet, "Tom")
    meet(*own)
    notice = own_requests.notice(office)
    assert [asked.name for asked in notice] == list(NAMES)
    assert names_here(office) == list(NAMES)  # nothing goes before it is accepted
    done, problems, missed = own_requests.accept_notice(office, tuple(asked.key for asked in notice))
    assert (done, problems, missed) == (3, [], [])
    assert names_here(office) == ["Tom Reid"]
    tom = candidates.find_candidate(office, "Tom")
    assert [note.text for note in load_portfolio(office, tom.id).notes] == ["Greets [taken out]"]
    assert {stub.certificate for stub in retention.erasures(office)} == {
        stub.certificate for stub in retention.erasures(tablet)
    }
    assert len(held.held(office)) == 2  # each machine has its own way back
    assert own_requests.notice(office) == []


def test_a_second_notice_comes_on_the_next_day_at_the_earliest(own, clock):
    tablet, office = own
    erase(tablet, "Aisha")
    redact(tablet, "Tom")
    meet(*own)
    own_requests.accept_notice(office, tuple(asked.key for asked in own_requests.notice(office)))
    erase(tablet, "Mo")
    redact_again = candidates.find_candidate(tablet, "Tom")
    item = load_portfolio(tablet, redact_again.id).evidence[0]
    evidence.add_note(tablet, redact_again.id, item.id, "Thanks")
    meet(*own)
    assert own_requests.notice(office) == []
    assert [asked.name for asked in own_requests.all_asked(office)] == ["Mo Candidate"]
    clock.move_on(days=1)
    assert [asked.name for asked in own_requests.notice(office)] == ["Mo Candidate"]


def test_what_is_left_out_of_an_accept_stays_and_is_asked_again_another_day(own, clock):
    tablet, office = own
    erase(tablet, "Aisha", "Mo")
    redact(tablet, "Tom")
    meet(*own)
    mo = candidates.find_candidate(office, "Mo")
    own_requests.accept_notice(office, (mo.id,))
    assert names_here(office) == ["Aisha Karim", "Tom Reid"]
    clock.move_on(days=1)
    assert [asked.name for asked in own_requests.notice(office)] == ["Aisha Karim", "Tom Reid"]
    retention.keep_despite_erasure(office, candidates.find_candidate(office, "Aisha").id)
    requests.decline(office, requests.pending_requests(office)[0])
    assert own_requests.notice(office) == []


def test_a_portfolio_on_hold_is_named_and_the_others_go(own):
    tablet, office = own
    erase(tablet, "Aisha", "Mo")
    redact(tablet, "Tom")
    meet(*own)
    aisha = candidates.find_candidate(office, "Aisha")
    retention.hold(office, aisha.id, "An appeal")
    done, problems, _ = own_requests.accept_notice(office, tuple(a.key for a in own_requests.notice(office)))
    assert done == 2
    assert problems == ["Aisha Karim: This portfolio is on hold: An appeal. Lift the hold first."]
    assert names_here(office) == ["Aisha Karim", "Tom Reid"]


def test_another_persons_machine_asks_one_by_one_and_its_erasure_needs_a_second_person(tmp_path, clock):
    with ExitStack() as closing:
        machines = [machine(tmp_path / name, clock=clock) for name in ("ann", "bob")]
        for caseload in machines:
            closing.callback(caseload.close)
        acquaint(*machines, folder=tmp_path)
        ann, bob = machines
        for number, name in enumerate(NAMES[:2]):
            candidate = candidates.add_candidate(ann, name)
            transfer(ann, bob, candidate.id, tmp_path / f"{number}.csbundle")
        erase(ann, "Aisha")
        transfer(ann, bob, candidates.find_candidate(ann, "Mo").id, tmp_path / "later.csbundle")
        ((stream, stub),) = retention.erased_elsewhere(bob).items()
        assert own_requests.all_asked(bob) == []
        assert retention.needs_second_person(bob, stream, stub["certificate"])


def test_a_lost_machine_of_ones_own_asks_for_nothing_at_once(own):
    tablet, office = own
    erase(tablet, "Aisha")
    redact(tablet, "Tom")
    meet(*own)
    staff.mark_lost(office, tablet.device, office.clock().date(), "Left on a train")
    assert own_requests.all_asked(office) == []
    assert len(retention.erased_elsewhere(office)) == 1
    assert len(requests.pending_requests(office)) == 1
