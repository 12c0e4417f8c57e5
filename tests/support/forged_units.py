"""Candidates and enrolments on any wording, which a forger sends."""

from csassess.data.exchange import devices
from csassess.data.record import fold
from csassess.data.storage.canonical import digest
from csassess.domain.records.people import Candidate, Enrolment
from csassess.services.exchange import sending
from tests.support.builders import THAT_DAY
from tests.support.exchanging import receive_file


def send_enrolment(bob, stream, stated, enrolment_id):
    """Let the forger enrol a candidate on a wording under an id, and send it to Ann."""
    own, code = bob.forger.caseload, digest(stated)
    own.store_wording(code, enrolment_id, stated)
    bob.forger.records(stream, "candidate.enrol", Enrolment(enrolment_id, code, THAT_DAY))
    fold.rebuild_stream(own.db, stream)
    path = bob.folder / "units.csbundle"
    parcel = sending.gather(own, [stream], recipients=[devices.own_card(bob.ann)], with_forms=False)
    sending.write_parcel(parcel, path)
    return receive_file(bob.ann, path)


def new_candidate(bob):
    stream = bob.forger.caseload.new_id()
    bob.forger.records(stream, "candidate.add", Candidate(stream, "New Candidate", "X1"))
    return stream
