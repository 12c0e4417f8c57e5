"""Helpers for assessor, countersigner and verifier on separate machines."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.domain.records.evidence import Method
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Action, Sample, SampleSignature, Stage, Verdict
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
    """Set name and role of the person who works on a machine."""
    caseload.save(
        CASELOAD_STREAM, "person.change", replace(assessor_of(caseload), name=name, role=role, **more)
    )  # as setting up the program for this person does


@contextmanager
def office(tmp_path, clock, *names):
    """Open the machines of several people who have exchanged keys; close them at the end."""
    caseloads = []
    try:
        for name in names:
            caseload = machine(tmp_path / name, clock=clock)
            caseloads.append(caseload)
            become(caseload, *PEOPLE[name])
        acquaint(*caseloads, folder=tmp_path)
        yield caseloads
    finally:
        for caseload in caseloads:
            caseload.close()


@contextmanager
def without_role_checks(caseload):
    """Switch off the role checks of a caseload, to write what a forging program could write."""
    caseload.permissions.may_write = lambda *_: True
    try:
        yield
    finally:
        del caseload.permissions.may_write


def registered(caseload, name="Aisha Karim", number="1"):
    """Add a candidate with a job, registered and enrolled on one unit."""
    candidate = candidates.add_candidate(caseload, name, number)
    candidates.set_job(caseload, candidate.id, "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
    today = caseload.clock().date()
    candidates.register(caseload, candidate.id, "NVQ Certificate in Customer Service", "", number, today)
    candidates.enrol(caseload, candidate.id, UNIT)
    return candidate


def decided(caseload, name="Aisha Karim", number="1", *, signed=True):
    """Add a candidate with a decided unit; return the candidate and the one accepted item.

    By default, candidate and assessor have signed the decision.
    """
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
    """Sample one item of the unit; agree, or ask for the action `ask`; sign by default."""
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


def asked_here(caseload, candidate_id, item_id, what):
    """Add a signed sample of the unit with an action about an item, as one that a verifier sent."""
    today, name = caseload.clock().date(), PEOPLE["vera"][0]
    sample = Sample("sample", UNIT, Stage.INTERIM, today, "vera", name, (item_id,))
    action = Action("action", sample.id, UNIT, item_id, what, today, "vera", name, caseload.clock())
    signed = SampleSignature(sample.id, name, caseload.clock(), "")
    with without_role_checks(caseload):
        caseload.save(candidate_id, UserAction.SAMPLE_SIGN, sample, action, signed)
    return action
