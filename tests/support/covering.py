"""A team in which one assessor covers for another: four machines that know each other."""

from contextlib import contextmanager
from datetime import timedelta

from csassess.data.record.caseload import CENTRE_STREAM
from csassess.domain.records.evidence import Method
from csassess.domain.records.roles import Role
from csassess.domain.records.staff import StaffMember
from csassess.domain.units.units import Setting
from csassess.services.candidates import candidates, staff
from csassess.services.cover import cover
from csassess.services.evidence import evidence, references
from csassess.services.exchange import key_files, sending
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.exchanging import acquaint, machine, receive_file, transfer
from tests.support.verifying import become, office

UNTIL = THAT_DAY + timedelta(days=14)


class Team:
    """The machines of Ann, Bo who covers, Vera the lead verifier, and the office."""

    def __init__(self, folder, clock, ann, vera, cleo, bo):
        self.folder, self.clock, self.number = folder, clock, 0
        self.ann, self.vera, self.cleo, self.bo = ann, vera, cleo, bo
        self.mo = candidates.add_candidate(ann, "Mo Candidate", "C-001").id
        candidates.set_job(ann, self.mo, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
        candidates.enrol(ann, self.mo, "ocr-b10")
        self.accepted = accepted_product(ann, self.mo, "ocr-b10", "1.1")
        self.draft = evidence.add_item(ann, self.mo, Method.WORK_PRODUCT, "A letter", THAT_DAY)
        references.tick(ann, self.mo, self.draft.id, "ocr-b10", "1.2")

    def path(self):
        self.number += 1
        return self.folder / f"{self.number}.csbundle"

    def send(self, giver, receiver):
        return transfer(giver, receiver, self.mo, self.path())

    def lend(self, by, **more):
        named = {"until": UNTIL, "because": "Ill", **more}
        cover.lend(by, [self.mo], self.bo.device, named.pop("until"), **named)


@contextmanager
def covering(tmp_path, clock):
    """Open the machines of a team whose lead verifier is on the office's staff list."""
    with office(tmp_path, clock, "ann", "vera", "cleo") as (ann, vera, cleo):
        bo = machine(tmp_path / "bo", clock=clock)
        become(bo, "Bo Cover", Role.ASSESSOR)
        acquaint(ann, vera, cleo, bo, folder=tmp_path)
        staff.keep_member(cleo, StaffMember("", "Vera Verifier", "lead internal verifier"))
        for receiver in (ann, vera, bo):
            card = next(c for c in key_files.recipients_known(cleo) if c.device == receiver.device)
            path = tmp_path / f"centre-{receiver.device}"
            sending.send(cleo, [CENTRE_STREAM], path, recipients=[card], with_forms=False)
            receive_file(receiver, path)
        try:
            yield Team(tmp_path, clock, ann, vera, cleo, bo)
        finally:
            bo.close()
