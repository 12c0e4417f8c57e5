"""A verifier’s answer on paper, typed in by the assessor with its scan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import sample_code
from csassess.domain.errors import UserError
from csassess.domain.records.signatures import Signer
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.verification import (
    Action,
    ActionState,
    LookedAt,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)
from csassess.domain.verification.sampling import (
    signature_of,
    still_applies,
)
from csassess.services.signing import signed_sheet_scans, signing
from csassess.services.verification import actions, paper_records
from csassess.services.verification.paper_records import PaperAnswer
from tests.support.exchanging import transfer
from tests.support.verifying import SCAN, STROKES, UNIT, decided, sampled
from tests.verification.helpers import samples_signed, state_of


def paper(ann, item, **changed):
    values = {
        "unit": UNIT,
        "stage": Stage.INTERIM,
        "on": ann.clock().date(),
        "name": "Pat Paper",
        "evidence": (item.id,),
        "verdict": Verdict.AGREE,
    }
    return PaperAnswer(**{**values, **changed})


@pytest.mark.parametrize("stage", list(Stage))
def test_an_answer_on_paper_typed_in_with_its_scan_is_accepted_by_other_machines(
    ann, vera, verified, tmp_path, stage
):
    aisha, item = verified
    asked = ((item.id, "Qui l’a écrit: cafe\u0301?", ann.clock().date() + timedelta(days=7)),)
    answer = paper(ann, item, stage=stage, verdict=Verdict.ACTION_NEEDED, comment="cafe\u0301", actions=asked)
    sample = paper_records.type_in(ann, aisha.id, answer, SCAN)
    _, merged = transfer(ann, vera, aisha.id, tmp_path / "typed.csbundle", only_new=True)
    assert merged.quarantined == []
    for caseload in (ann, vera):
        portfolio = load_portfolio(caseload, aisha.id)
        assert still_applies(signature_of(sample, portfolio), portfolio)
        assert len({(r.evidence, r.criterion) for r in portfolio.looked_at}) == len(portfolio.references)
        assert caseload.attached.content(portfolio.signed_sheets[-1].sha256) == SCAN.content
        assert samples_signed(caseload) == 1
    (action,) = load_portfolio(ann, aisha.id).actions
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="why it stays open"):
        paper_records.weigh_on_paper(ann, aisha.id, action, SCAN, closed=False)
    assert len(load_portfolio(ann, aisha.id).signed_sheets) == 1  # nothing was saved
    closing = paper_records.weigh_on_paper(ann, aisha.id, action, SCAN, closed=True)
    assert closing.name == "Pat Paper"
    _, merged = transfer(ann, vera, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    assert merged.quarantined == []
    assert state_of(vera, aisha, action) is ActionState.CLOSED


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "verifier’s name"),
        ({"name": "ann assessor"}, "may not verify a candidate they have assessed"),
        ({"evidence": ()}, "Nothing was looked at"),
        ({"later": 1}, "on which it was signed"),
        ({"later": -1}, "before the evidence"),
        ({"verdict": Verdict.ACTION_NEEDED}, "say what, and by when"),
    ],
)
def test_an_impossible_answer_on_paper_is_refused(ann, verified, changed, words):
    aisha, item = verified
    later = timedelta(days=changed.pop("later", 0))
    with pytest.raises(UserError, match=words):
        paper_records.type_in(ann, aisha.id, paper(ann, item, on=ann.clock().date() + later, **changed), SCAN)
    assert load_portfolio(ann, aisha.id).samples == ()


def test_a_final_answer_on_paper_cannot_be_dated_before_the_assessor_s_signature(ann, clock):
    aisha, item = decided(ann, signed=False)
    with pytest.raises(UserError, match="has not signed this unit yet"):
        paper_records.type_in(ann, aisha.id, paper(ann, item, stage=Stage.FINAL), SCAN)
    before = ann.clock().date()
    clock.move_on(days=2)
    for signer, name in ((Signer.CANDIDATE, "Aisha Karim"), (Signer.ASSESSOR, "Ann Assessor")):
        signing.sign_unit(ann, aisha.id, UNIT, signer, name, STROKES)
    with pytest.raises(UserError, match="cannot be earlier"):
        paper_records.type_in(ann, aisha.id, paper(ann, item, stage=Stage.FINAL, on=before), SCAN)


def test_an_answer_on_paper_without_its_scan_is_refused(ann, asked):
    aisha, item, action = asked
    at, day = ann.clock(), ann.clock().date()
    sample = Sample("s", UNIT, Stage.INTERIM, day, "", "Pat Paper", (item.id,), Verdict.AGREE, sheet="")
    for sheet in ("", "a" * 64):  # no sheet, and an unknown one
        with pytest.raises(UserError, match="which may not make this change"):
            ann.save(aisha.id, "sample.type-in", replace(sample, sheet=sheet))
        asked_action = Action("a", "s", UNIT, item.id, "More", day, "", "Pat Paper", at, sheet=sheet)
        with pytest.raises(UserError, match="which may not make this change"):
            ann.save(aisha.id, "sample.type-in", replace(sample, sheet=sheet), asked_action)
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="which may not make this change"):
        actions.weigh(ann, aisha.id, action.id, closed=True, sheet="a" * 64)


def test_the_scan_of_an_answer_cannot_be_removed(ann, verified):
    aisha, item = verified
    paper_records.type_in(ann, aisha.id, paper(ann, item), SCAN)
    (sheet,) = load_portfolio(ann, aisha.id).signed_sheets
    with pytest.raises(UserError, match="The verifier’s answer was typed from this sheet, so the sheet"):
        signed_sheet_scans.remove(ann, aisha.id, sheet.id)
    assert load_portfolio(ann, aisha.id).signed_sheets == (sheet,)


@pytest.mark.parametrize("what", ["tick", "signature", "action"])
def test_an_assessor_cannot_add_to_a_verifier_s_own_sample(ann, vera, verified, tmp_path, what):
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    transfer(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    sheet = ann.attached.put(SCAN.content)
    ann.save(
        aisha.id,
        "sheet.attach",
        SignedSheet("s", "verification", "all", "", sheet, SCAN.media_type, ann.clock()),
    )
    code = sample_code(sample, load_portfolio(ann, aisha.id))
    forged = {
        "tick": LookedAt("x", sample.id, item.id, "1.1"),
        "signature": SampleSignature(sample.id, "Vera Verifier", ann.clock(), code, on_paper=True),
        "action": Action("x", sample.id, UNIT, item.id, "More", sample.on, "", "V", ann.clock(), sheet=sheet),
    }
    with pytest.raises(UserError, match="which may not make this change"):
        ann.save(aisha.id, "sample.type-in", forged[what])
