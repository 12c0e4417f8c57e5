"""Countersigning: a trainee’s decision travels to the countersigner, who signs it or asks for more."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Note
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import Needed, Stage
from csassess.domain.signing.countersigning import awaits_countersigner, still_needed
from csassess.domain.signing.unit_signing import next_signer, valid_signatures
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import countersigning, signing
from csassess.services.units import units
from csassess.services.verification import sampling
from tests.support.exchanging import transfer
from tests.support.verifying import PEOPLE, STROKES, UNIT, become, decided, office, without_role_checks


@pytest.fixture
def pair(tmp_path, clock):
    """Open the caseloads of Ann, who is working towards the award, and Cora, who countersigns."""
    with office(tmp_path, clock, "ann", "cora") as caseloads:
        become(caseloads[0], *PEOPLE["ann"], status=AssessorStatus.WORKING_TOWARDS)
        yield caseloads


@pytest.fixture
def cora(pair):
    return pair[1]


@pytest.fixture
def shared(ann, cora, tmp_path):
    aisha, item = decided(ann)
    transfer(ann, cora, aisha.id, tmp_path / "to-countersign.csbundle")
    return aisha, item


def still_needed_words(caseload, aisha):
    view = portfolio_view(caseload, aisha.id)
    needed = still_needed(view.of(UNIT), view.portfolio)
    return needed.words if needed else None


def awaits(caseload, aisha):
    view = portfolio_view(caseload, aisha.id)
    return awaits_countersigner(view.of(UNIT), view.portfolio)


def test_a_countersigned_decision_returns_to_the_trainee(ann, cora, shared, tmp_path):
    aisha, _ = shared
    assert awaits(ann, aisha)
    assert awaits(cora, aisha)
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "signed.csbundle", only_new=True)
    assert merged.quarantined == []
    view = portfolio_view(ann, aisha.id)
    assert Signer.COUNTERSIGNER in valid_signatures(view.of(UNIT), view.portfolio)
    assert next_signer(view.of(UNIT), view.portfolio) is None  # until it is sampled
    assert not awaits(ann, aisha)


def test_a_request_for_more_returns_to_the_trainee_and_ends_with_a_new_decision(
    ann, cora, shared, tmp_path, clock
):
    aisha, item = shared
    countersigning.ask_for(cora, aisha.id, UNIT, " Say whose log it is. ")
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "needed.csbundle", only_new=True)
    assert merged.quarantined == []
    assert still_needed_words(ann, aisha) == "Say whose log it is."
    clock.move_on(days=1)
    another = evidence.add_item(ann, aisha.id, "WP", "The manager's letter", clock().date())
    for label in units.unit(UNIT).labels()[:1]:
        references.tick(ann, aisha.id, another.id, UNIT, label)
    judgement.accept(ann, aisha.id, another.id)
    assert (
        still_needed_words(ann, aisha) == "Say whose log it is."
    )  # more evidence alone does not answer the request
    judgement.reopen(ann, aisha.id, item.id, "Whose it is")
    evidence.change_item(ann, aisha.id, replace(item, description="Her own complaints log"))
    judgement.accept(ann, aisha.id, item.id)
    decisions.decide(ann, aisha.id, UNIT, "Whose log it is")
    assert still_needed_words(ann, aisha) is None
    for signer, name in ((Signer.CANDIDATE, "Aisha Karim"), (Signer.ASSESSOR, "Ann Assessor")):
        signing.sign_unit(ann, aisha.id, UNIT, signer, name, STROKES)
    transfer(ann, cora, aisha.id, tmp_path / "again.csbundle", only_new=True)
    assert still_needed_words(cora, aisha) is None
    assert awaits(cora, aisha)
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)


def test_signing_ends_a_request_for_more(cora, shared):
    aisha, _ = shared
    countersigning.ask_for(cora, aisha.id, UNIT, "Say whose log it is.")
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    assert still_needed_words(cora, aisha) is None
    with pytest.raises(UserError, match="No decision on this unit is waiting for the countersigner"):
        countersigning.ask_for(cora, aisha.id, UNIT, "More")


def test_a_request_for_more_needs_words(cora, shared):
    with pytest.raises(UserError, match="what is needed"):
        countersigning.ask_for(cora, shared[0].id, UNIT, " ")


def test_a_request_for_more_is_refused_if_no_decision_awaits_the_countersigner(tmp_path, clock):
    with office(tmp_path, clock, "ann", "cora") as (ann, cora):
        aisha, _ = decided(ann)
        transfer(ann, cora, aisha.id, tmp_path / "qualified.csbundle")
        with pytest.raises(UserError, match="No decision on this unit is waiting for the countersigner"):
            countersigning.ask_for(cora, aisha.id, UNIT, "More")


def test_an_assessor_cannot_countersign_their_own_assessment(cora, shared):
    with pytest.raises(UserError, match="own assessment"):
        signing.sign_unit(cora, shared[0].id, UNIT, Signer.COUNTERSIGNER, " ann  ASSESSOR", STROKES)


def test_an_assessor_cannot_ask_for_the_countersigner(ann, shared):
    with pytest.raises(UserError, match="which may not make this change"):
        countersigning.ask_for(ann, shared[0].id, UNIT, "More")


@pytest.mark.parametrize("what", ["note", "verifier's signature"])
def test_a_countersigner_cannot_write_evidence_or_another_s_signature(ann, cora, shared, tmp_path, what):
    aisha, item = shared

    def write():
        if what == "note":
            cora.save(aisha.id, "note.add", Note("n", item.id, cora.clock(), cora.clock(), text="Forged"))
        else:
            code = load_portfolio(cora, aisha.id).decisions[-1].code
            forged = UnitSignature("s", UNIT, Signer.VERIFIER, "Vera Verifier", cora.clock(), code, STROKES)
            cora.save(aisha.id, "unit.sign", forged)

    if what != "note":
        signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    with pytest.raises(UserError, match="Your role here is countersigner, which may not make this change"):
        write()
    before = load_portfolio(cora, aisha.id)
    with without_role_checks(cora):
        write()
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert [ruling.reason for _, ruling in merged.quarantined] == [
        "the countersigner may not make this change"
    ]
    after = load_portfolio(ann, aisha.id)
    assert (after.notes, after.unit_signatures) == (before.notes, before.unit_signatures)


def test_a_request_forged_by_an_assessor_is_quarantined(ann, cora, shared, tmp_path):
    aisha, _ = shared
    code = load_portfolio(ann, aisha.id).decisions[-1].code
    with without_role_checks(ann):
        ann.save(aisha.id, "countersigner.ask", Needed("n", UNIT, code, "More", "x", "Cora", ann.clock()))
    _, merged = transfer(ann, cora, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert len(merged.quarantined) == 1
    assert still_needed_words(cora, aisha) is None


def test_the_present_role_on_the_machine_decides(ann, cora, shared):
    become(cora, "Cora Counter", Role.ASSESSOR)
    with pytest.raises(UserError, match="which may not make this change"):
        countersigning.ask_for(cora, shared[0].id, UNIT, "More")


def test_the_countersigner_cannot_verify_the_same_unit(ann, cora, shared):
    aisha, item = shared
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    become(cora, "Cora  counter", Role.VERIFIER)
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have"):
        sampling.begin_sample(cora, aisha.id, UNIT, Stage.INTERIM, [item.id])
