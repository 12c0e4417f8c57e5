"""Helpers for assessor, countersigner and verifier on machines of their own: candidates decided and signed, samples made."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.domain.records.evidence import Method
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.units.units import Setting
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates import candidates
from csassess.services.evidence import decisions, judgement, references
from csassess.services.evidence import evidence as items
from csassess.services.signing import signing
from csassess.services.signing.signed_sheet_scans import Scan
from csassess.services.units import units
from csassess.services.verification import sampling
from tests.support.exchanging import acquaint, machine

UNIT = "ocr-61"
STROKES = ((10, 10, 500, 40, 900, 20),)
SCAN = Scan(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf", ())
PEOPLE = {
    "ann": ("Ann Assessor", Role.ASSESSOR),
    "vera": ("Vera Verifier", Role.VERIFIER),
    "cora": ("Cora Counter", Role.COUNTERSIGNER),
    "cleo": ("Cleo Centre", Role.CENTRE),
}


def become(caseload, name, role, **more):
    """Let somebody of this name and role work on a machine."""
    caseload.save(
        CASELOAD_STREAM, "person.change", replace(assessor_of(caseload), name=name, role=role, **more)
    )  # as the program that is set up for them does


@contextmanager
def office(tmp_path, clock, *who):
    """Machines of several people who know each other's keys."""
    made = []
    try:
        for name in who:
            each = machine(tmp_path / name, clock=clock)
            made.append(each)
            become(each, *PEOPLE[name])
        acquaint(*made, folder=tmp_path)
        yield made
    finally:
        for each in made:
            each.close()


@contextmanager
def overreaching(caseload):
    """What another program would write: nothing is held to the role."""
    caseload.permissions.may_write = lambda *_: True
    try:
        yield
    finally:
        del caseload.permissions.may_write


def registered(caseload, name="Aisha Karim", number="1"):
    """A candidate with a job, registered and enrolled on one unit."""
    candidate = candidates.add_candidate(caseload, name, number)
    candidates.set_job(caseload, candidate.id, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
    today = caseload.clock().date()
    candidates.register(caseload, candidate.id, "NVQ Certificate in Customer Service", "", number, today)
    candidates.enrol(caseload, candidate.id, UNIT)
    return candidate


def decided(caseload, name="Aisha Karim", number="1", *, signed=True):
    """A candidate decided on one unit by one accepted item, and signed by candidate and assessor."""
    candidate = registered(caseload, name, number)
    item = items.add_item(
        caseload, candidate.id, Method.WORK_PRODUCT, "Complaints log", caseload.clock().date()
    )
    items.add_note(caseload, candidate.id, item.id, "The log is kept daily.")
    for label in units.unit(UNIT).labels():
        references.tick(caseload, candidate.id, item.id, UNIT, label)
    judgement.accept(caseload, candidate.id, item.id)
    decisions.decide(caseload, candidate.id, UNIT)
    if signed:
        signing.sign_unit(caseload, candidate.id, UNIT, Signer.CANDIDATE, name, STROKES)
        signing.sign_unit(caseload, candidate.id, UNIT, Signer.ASSESSOR, assessor_of(caseload).name, STROKES)
    return candidate, item


def sampled(caseload, candidate, item, *, ask="", due: date | None = None, stage=Stage.INTERIM, sign=True):
    """A sample of the unit that looked at an item and agreed, or asked for an action; signed."""
    sample = sampling.begin_sample(caseload, candidate.id, UNIT, stage, [item.id])
    verdict = Verdict.ACTION_NEEDED if ask else Verdict.AGREE
    sample = replace(sample, verdict=verdict)
    sampling.change_sample(caseload, candidate.id, sample)
    if ask:
        due = due or caseload.clock().date() + timedelta(days=14)
        sampling.ask_action(caseload, candidate.id, sample, item.id, ask, due)
    if sign:
        sampling.sign_sample(caseload, candidate.id, sample.id, STROKES)
    return sample
