"""An attack on what Ann's own other machine asks to delete."""

from contextlib import closing

from csassess.data.exchange.accepted import accept_machine
from csassess.data.exchange.devices import own_card
from csassess.services.exchange import own_requests
from csassess.services.retention import retention
from tests.support.exchanging import acquaint, machine


def test_a_colleague_s_file_takes_no_erasure_out_of_the_notice_of_ann_s_own_machines(bob, tmp_path, clock):
    """It says of the same portfolio that it was erased, and its certificate takes the place of hers."""
    tablet = machine(tmp_path / "tablet", clock=clock)
    with closing(tablet):
        acquaint(bob.ann, tablet, folder=tmp_path)
        accept_machine(bob.ann, own_card(tablet), (own_card(tablet).role,), is_own=True)
        stub = {"id": bob.mo, "on": "2026-03-02", "by": "Ann", "certificate": "E1"}
        with bob.ann.together():
            retention.note_erased_elsewhere(bob.ann, [stub], tablet.device)
        bob.receive(lambda meta: meta["erased"].append({**stub, "certificate": "E9"}))
        assert [asked.certificate for asked in own_requests.all_asked(bob.ann)] == ["E1"]
