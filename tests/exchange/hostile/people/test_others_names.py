"""Attacks of accepted colleagues who write under another person’s name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.exchange import devices
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.records import entity_name
from csassess.domain.exchange.naming import NAMING, Naming
from csassess.domain.records.evidence import Addendum
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.programme.steps import (
    Authenticity,
    Case,
    CaseKind,
    Contact,
    ContactWay,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.records.quality.verifier_talks import SampleReading, TalkKind, VerifierTalk
from csassess.domain.records.retention import Hold
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import (
    Action,
    ActionAnswer,
    LookedAt,
    Needed,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)
from csassess.services.arriving.naming_rules import speaks_as_another
from csassess.services.exchange import sending
from csassess.services.verification import sampling
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, transfer
from tests.support.verifying import STROKES, UNIT, become, decided


@pytest.fixture
def checked(office, vera, tmp_path):
    """Let Vera, who knows Ann's portfolio, begin a sample of it."""
    transfer(office.ann, vera, office.mo, tmp_path / "to-vera.csbundle")
    sample = sampling.begin_sample(vera, office.mo, "ocr-b10", Stage.INTERIM, [office.accepted])
    return office, vera, sample, tmp_path


def to_everybody(checked):
    """Send what Vera wrote to Ann, and to the forger."""
    office, vera, _, folder = checked
    transfer(vera, office.ann, office.mo, folder / "from-vera.csbundle")
    card = devices.own_card(office.forger.caseload)
    sending.send(office.ann, [office.mo], folder / "on.csbundle", recipients=[card], with_forms=False)
    office.forger.know(folder / "on.csbundle")


def signed(checked):
    """Let Vera ask for an action and sign her sample; send it to everybody."""
    office, vera, sample, _ = checked
    sample = replace(sample, verdict=Verdict.ACTION_NEEDED)
    sampling.change_sample(vera, office.mo, sample)
    due = THAT_DAY + timedelta(days=9)
    sampling.ask_action(vera, office.mo, sample, office.accepted, "Say which", due)
    sampling.sign_sample(vera, office.mo, sample.id, STROKES)
    to_everybody(checked)


def as_verifier(office):
    """Let Ann accept the forger as a verifier, Mallory; return the forger."""
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.accept_forger()
    return office.forger


def test_a_colleague_does_not_acknowledge_feedback_under_ann_s_name(checked):
    """It prints as a line that Ann signed, and she cannot acknowledge any more."""
    office, _, sample, _ = checked
    signed(checked)
    office.accept_forger()
    forger = office.forger
    reading = SampleReading(sample.id, forger.caseload.author, "Ann Assessor", forger.now(), "I agree")
    forger.records(office.mo, "sample.read", reading)
    office.receive()
    assert load_portfolio(office.ann, office.mo).sample_readings == ()


def test_a_colleague_does_not_answer_an_action_under_ann_s_name(checked):
    office, _, _, _ = checked
    signed(checked)
    office.accept_forger()
    forger, (action,) = office.forger, load_portfolio(office.ann, office.mo).actions
    own = forger.caseload.author
    forger.records(
        office.mo,
        "action.answer",
        Addendum("ad", office.accepted, "Done", forger.now(), own),
        ActionAnswer("an", action.id, "Done", own, "Ann Assessor", forger.now(), "ad"),
    )
    office.receive()
    assert load_portfolio(office.ann, office.mo).action_answers == ()


def test_another_verifier_does_not_sample_under_vera_s_name(office, vera):
    forger = as_verifier(office)
    own, items = forger.caseload.author, (office.accepted,)
    sample = Sample("s1", "ocr-b10", Stage.FINAL, THAT_DAY, own, "Vera Verifier", items, Verdict.AGREE)
    forger.records(office.mo, "sample.add", sample)
    office.receive()
    assert load_portfolio(office.ann, office.mo).samples == ()


@pytest.mark.parametrize("whose", ["Mallory's", "Vera's"])
def test_another_verifier_does_not_sign_a_sample_as_vera(checked, whose):
    office, _, sample, _ = checked
    to_everybody(checked)
    forger = as_verifier(office)
    if whose == "Mallory's":
        items = (office.accepted,)
        sample = Sample(
            "s1", "ocr-b10", Stage.INTERIM, THAT_DAY, forger.caseload.author, "Mallory", items, Verdict.AGREE
        )
        forger.records(office.mo, "sample.add", sample)
    signature = SampleSignature(sample.id, "Vera Verifier", forger.now(), "x", STROKES)
    forger.records(office.mo, "sample.sign", signature)
    office.receive()
    assert load_portfolio(office.ann, office.mo).sample_signatures == ()


def test_another_verifier_does_not_ask_for_an_action_under_vera_s_name_in_her_sample(checked):
    office, _, sample, _ = checked
    to_everybody(checked)
    forger = as_verifier(office)
    own, now = forger.caseload.author, forger.now()
    action = Action("a1", sample.id, "ocr-b10", office.accepted, "Do", THAT_DAY, own, "Vera Verifier", now)
    forger.records(office.mo, "action.ask", action)
    office.receive()
    assert load_portfolio(office.ann, office.mo).actions == ()


def test_another_verifier_does_not_record_an_observation_under_vera_s_name(office, vera):
    forger = as_verifier(office)
    own, now = forger.caseload.author, forger.now()
    talk = VerifierTalk(
        "t", TalkKind.OBSERVATION, THAT_DAY, "Ann Assessor", own, "Vera Verifier", now, answers="Poor"
    )
    forger.records(office.mo, "talk.keep", talk)
    office.receive()
    assert load_portfolio(office.ann, office.mo).verifier_talks == ()


def decided_at_ann_s(office, role):
    """Let Ann decide a unit, and accept the forger in a role; return the item and the decision."""
    candidate, item = decided(office.ann)
    office.mo = candidate.id
    card = devices.own_card(office.forger.caseload)
    sending.send(office.ann, [office.mo], office.folder / "d.csbundle", recipients=[card], with_forms=False)
    office.forger.know(office.folder / "d.csbundle")
    become(office.forger.caseload, "Mallory", role)
    office.accept_forger()
    return item, load_portfolio(office.ann, office.mo).decisions[-1]


def test_another_verifier_does_not_sign_a_unit_on_screen_as_vera(office, vera):
    item, decision = decided_at_ann_s(office, Role.VERIFIER)
    forger = office.forger
    own, items = forger.caseload.author, (item.id,)
    sample = Sample("s1", UNIT, Stage.FINAL, decision.on, own, "Mallory", items, Verdict.AGREE)
    forger.records(office.mo, "sample.add", sample)
    signature = UnitSignature(
        "us", UNIT, Signer.VERIFIER, "Vera Verifier", forger.now(), decision.code, STROKES
    )
    forger.records(office.mo, "unit.sign", replace(signature, scheme=decision.scheme))
    office.receive()
    signatures = load_portfolio(office.ann, office.mo).unit_signatures
    assert Signer.VERIFIER not in [signature.signer for signature in signatures]


def test_another_countersigner_says_nothing_is_needed_under_vera_s_name(office, vera):
    _, decision = decided_at_ann_s(office, Role.COUNTERSIGNER)
    own, now = office.forger.caseload.author, office.forger.now()
    needed = Needed("n1", UNIT, decision.code, "More", own, "Vera Verifier", now)
    office.forger.records(office.mo, "x", needed)
    office.receive()
    assert load_portfolio(office.ann, office.mo).needed == ()


@pytest.mark.parametrize("kind", ["looked at", "action"])
def test_nothing_is_added_by_another_to_a_sample_that_vera_signed(checked, kind):
    """The program refuses it on every machine; in a file it counts, and prints above her signature."""
    office, vera, sample, _ = checked
    sampling.change_sample(vera, office.mo, replace(sample, verdict=Verdict.AGREE))
    sampling.sign_sample(vera, office.mo, sample.id, STROKES)
    to_everybody(checked)
    forger = as_verifier(office)
    own, now = forger.caseload.author, forger.now()
    added = {
        "looked at": LookedAt("l1", sample.id, office.accepted, "1.1"),
        "action": Action("a1", sample.id, "ocr-b10", office.accepted, "Do", THAT_DAY, own, "Mallory", now),
    }
    forger.records(office.mo, "x", added[kind])
    office.receive()
    portfolio = load_portfolio(office.ann, office.mo)
    assert (portfolio.looked_at, portfolio.actions) == ((), ())


RECORDS = {
    "induction": lambda ann: Induction("i", THAT_DAY, ("Fire exits",), by=ann),
    "plan": lambda ann: UnitPlan("i", "ocr-b10", "Two visits", THAT_DAY, by=ann),
    "review": lambda ann: ProgressReview("i", THAT_DAY, "None", by=ann),
    "contact": lambda ann: Contact("i", THAT_DAY, ContactWay.PHONE, False, by=ann),
    "break": lambda ann: LearningBreak("i", THAT_DAY, by=ann),
    "case": lambda ann: Case("i", CaseKind.COMPLAINT, THAT_DAY, "About Ann", by=ann),
    "claim": lambda ann: Claim("i", "q", THAT_DAY, ("ocr-b10",), direct=True, by=ann),
    "hold": lambda ann: Hold("i", "An appeal", THAT_DAY, ann),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_colleague_records_nothing_as_said_by_ann(bob, name):
    """`by` is compared for a person's word only; papers print it as who recorded it."""
    record = RECORDS[name](bob.ann.author)
    bob.forger.records(bob.mo, "x", record)
    bob.receive()
    assert bob.ann.row(entity_name(type(record)), bob.mo, "i") is None


@pytest.mark.parametrize("name", ["Mallory", "Ann Assessor", "Vera Verifier"])
def test_no_received_declaration_of_authenticity_is_of_nobody_on_record_without_a_reason(bob, vera, name):
    acquaint(bob.ann, vera, folder=bob.folder)
    bob.forger.records(bob.mo, "authenticity.sign", Authenticity("i", "", name, bob.forger.now(), STROKES))
    bob.receive()
    assert load_portfolio(bob.ann, bob.mo).authenticity == ()


def test_no_field_of_any_kind_takes_the_name_or_the_id_of_another_person(bob):
    """Mallory may write the record in the role that it needs."""
    taken = []
    for (entity, field), rule in NAMING.items():
        if rule in (Naming.LINE, Naming.ANYBODY):
            continue
        value = "ann  ASSESSOR" if rule is Naming.NAME else bob.ann.author
        entry = bob.forger.entry(bob.mo, "x", [Change(entity, "i", field, value, ())])
        event = bob.forger.caseload.history.event(entry)
        roles = [*KINDS[entity].writers - {Role.ASSESSOR}]
        if speaks_as_another(bob.ann, event, roles, lambda: None) is None:
            taken.append((entity, field))
    assert taken == []
