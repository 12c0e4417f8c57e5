"""A trainee's decision goes to the countersigner by portfolio file: it is signed, or what is needed comes back."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Note
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Needed, Stage
from csassess.domain.signing.countersigning import awaits_countersigner, still_needed
from csassess.domain.signing.unit_signing import next_signer, standing_signatures
from csassess.services.evidence import decisions, evidence, judgement, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import countersigning, signing
from csassess.services.units import units
from csassess.services.verification import sampling
from tests.support.exchanging import transfer
from tests.support.verifying import PEOPLE, STROKES, UNIT, become, decided, office, without_role_checks


@pytest.fixture
def pair(tmp_path, clock):
    """Ann, who works towards the award, and Cora, who countersigns."""
    with office(tmp_path, clock, "ann", "cora") as made:
        become(made[0], *PEOPLE["ann"], status=AssessorStatus.WORKING_TOWARDS)
        yield made


@pytest.fixture
def cora(pair):
    return pair[1]


@pytest.fixture
def given(ann, cora, tmp_path):
    aisha, item = decided(ann)
    transfer(ann, cora, aisha.id, tmp_path / "to-countersign.csbundle")
    return aisha, item


def needed_on(caseload, aisha):
    view = portfolio_view(caseload, aisha.id)
    found = still_needed(view.of(UNIT), view.portfolio)
    return found.words if found else None


def awaits(caseload, aisha):
    view = portfolio_view(caseload, aisha.id)
    return awaits_countersigner(view.of(UNIT), view.portfolio)


def test_a_trainee_s_decision_is_countersigned_and_comes_back_so(ann, cora, given, tmp_path):
    aisha, _ = given
    assert awaits(ann, aisha)
    assert awaits(cora, aisha)
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "signed.csbundle", only_new=True)
    assert merged.apart == []
    view = portfolio_view(ann, aisha.id)
    assert Signer.COUNTERSIGNER in standing_signatures(view.of(UNIT), view.portfolio)
    assert next_signer(view.of(UNIT), view.portfolio) is Signer.VERIFIER
    assert not awaits(ann, aisha)


def test_what_is_needed_comes_back_and_ends_with_a_new_decision(ann, cora, given, tmp_path, clock):
    aisha, item = given
    countersigning.ask_for(cora, aisha.id, UNIT, " Say whose log it is. ")
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "needed.csbundle", only_new=True)
    assert merged.apart == []
    assert needed_on(ann, aisha) == "Say whose log it is."
    clock.move_on(days=1)
    another = evidence.add_item(ann, aisha.id, "WP", "The manager's letter", clock().date())
    for label in units.unit(UNIT).labels()[:1]:
        references.tick(ann, aisha.id, another.id, UNIT, label)
    judgement.accept(ann, aisha.id, another.id)
    assert needed_on(ann, aisha) == "Say whose log it is."  # evidence alone answers nothing
    judgement.reopen(ann, aisha.id, item.id, "Whose it is")
    evidence.change_item(ann, aisha.id, replace(item, description="Her own complaints log"))
    judgement.accept(ann, aisha.id, item.id)
    decisions.decide(ann, aisha.id, UNIT, "Whose log it is")
    assert needed_on(ann, aisha) is None
    for signer, name in ((Signer.CANDIDATE, "Aisha Karim"), (Signer.ASSESSOR, "Ann Assessor")):
        signing.sign_unit(ann, aisha.id, UNIT, signer, name, STROKES)
    transfer(ann, cora, aisha.id, tmp_path / "again.csbundle", only_new=True)
    assert needed_on(cora, aisha) is None
    assert awaits(cora, aisha)
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)


def test_once_it_is_signed_nothing_is_needed_any_more(cora, given):
    aisha, _ = given
    countersigning.ask_for(cora, aisha.id, UNIT, "Say whose log it is.")
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    assert needed_on(cora, aisha) is None
    with pytest.raises(UserError, match="No decision on this unit awaits"):
        countersigning.ask_for(cora, aisha.id, UNIT, "More")


def test_what_is_needed_is_said_in_words(cora, given):
    with pytest.raises(UserError, match="what is needed"):
        countersigning.ask_for(cora, given[0].id, UNIT, " ")


def test_where_nothing_awaits_the_countersigner_nothing_is_asked(tmp_path, clock):
    with office(tmp_path, clock, "ann", "cora") as (ann, cora):
        aisha, _ = decided(ann)
        transfer(ann, cora, aisha.id, tmp_path / "qualified.csbundle")
        with pytest.raises(UserError, match="No decision on this unit awaits"):
            countersigning.ask_for(cora, aisha.id, UNIT, "More")


def test_nobody_countersigns_their_own_assessment(cora, given):
    with pytest.raises(UserError, match="own assessment"):
        signing.sign_unit(cora, given[0].id, UNIT, Signer.COUNTERSIGNER, " ann  ASSESSOR", STROKES)


def test_an_assessor_asks_nothing_for_the_countersigner(ann, given):
    with pytest.raises(UserError, match="may not write this"):
        countersigning.ask_for(ann, given[0].id, UNIT, "More")


@pytest.mark.parametrize("what", ["note", "verifier's signature"])
def test_a_countersigner_writes_neither_evidence_nor_another_s_signature(ann, cora, given, tmp_path, what):
    aisha, item = given

    def write():
        if what == "note":
            cora.save(aisha.id, "note.add", Note("n", item.id, cora.clock(), cora.clock(), text="Forged"))
        else:
            signing.sign_unit(cora, aisha.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)

    if what != "note":
        signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    with pytest.raises(UserError, match="You work here as countersigner, who may not write this"):
        write()
    before = load_portfolio(cora, aisha.id)
    with without_role_checks(cora):
        write()
    _, merged = transfer(cora, ann, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert [reason for _, reason in merged.apart] == ["the countersigner may not write this"]
    after = load_portfolio(ann, aisha.id)
    assert (after.notes, after.unit_signatures) == (before.notes, before.unit_signatures)


def test_an_assessor_s_forged_need_is_kept_apart(ann, cora, given, tmp_path):
    aisha, _ = given
    code = load_portfolio(ann, aisha.id).decisions[-1].code
    with without_role_checks(ann):
        ann.save(aisha.id, "countersigner.ask", Needed("n", UNIT, code, "More", "x", "Cora", ann.clock()))
    _, merged = transfer(ann, cora, aisha.id, tmp_path / "forged.csbundle", only_new=True)
    assert len(merged.apart) == 1
    assert needed_on(cora, aisha) is None


def test_the_role_of_a_machine_is_the_one_that_counts(ann, cora, given):
    become(cora, "Cora Counter", Role.ASSESSOR)
    with pytest.raises(UserError, match="may not write this"):
        countersigning.ask_for(cora, given[0].id, UNIT, "More")


def test_who_countersigned_does_not_verify(ann, cora, given):
    aisha, item = given
    signing.sign_unit(cora, aisha.id, UNIT, Signer.COUNTERSIGNER, "Cora Counter", STROKES)
    become(cora, "Cora  counter", Role.VERIFIER)
    with pytest.raises(UserError, match="Nobody verifies"):
        sampling.begin_sample(cora, aisha.id, UNIT, Stage.INTERIM, [item.id])
