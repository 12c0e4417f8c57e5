"""Controls: what honest colleagues write counts; what no file may say is refused where it is written."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.programme.steps import Induction
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.programme import entries
from csassess.services.signing import signing
from csassess.services.verification import sampling
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, sampled


@pytest.fixture
def bo(office, tmp_path, clock):
    """Open the machine of Bo, whom Ann has accepted."""
    caseload = machine(tmp_path / "bo", clock=clock)
    become(caseload, "Bo Colleague", Role.ASSESSOR)
    acquaint(office.ann, caseload, folder=tmp_path)
    yield caseload
    caseload.close()


@pytest.fixture
def victor(office, tmp_path, clock):
    """Open the machine of Victor, a second internal verifier whom Ann has accepted."""
    caseload = machine(tmp_path / "victor", clock=clock)
    become(caseload, "Victor Verifier", Role.VERIFIER)
    acquaint(office.ann, caseload, folder=tmp_path)
    yield caseload
    caseload.close()


def test_what_a_colleague_corrects_still_counts_under_the_name_of_who_recorded_it(office, bo, tmp_path):
    induction = entries.record(office.ann, office.mo, Induction("", THAT_DAY, ("Fire exits",)))
    transfer(office.ann, bo, office.mo, tmp_path / "to-bo")
    entries.change(bo, office.mo, replace(induction, covered=("Fire exits", "Rules")))
    _, merged = transfer(bo, office.ann, office.mo, tmp_path / "back")
    assert merged.quarantined == []
    (kept,) = load_portfolio(office.ann, office.mo).inductions
    assert (kept.by, kept.covered) == (office.ann.author, ("Fire exits", "Rules"))


def test_what_a_colleague_recorded_still_counts_after_ann_joined_two_records(office, bo, vera, tmp_path):
    acquaint(vera, bo, folder=tmp_path)
    second = candidates.add_candidate(office.ann, "Mo Candidat", "N2")
    for stream in (office.mo, second.id):
        transfer(office.ann, vera, stream, tmp_path / f"{stream}-to-vera")
    transfer(office.ann, bo, second.id, tmp_path / "to-bo")
    entries.record(bo, second.id, Induction("", THAT_DAY, ("Fire exits",)))
    for receiver in (office.ann, vera):
        transfer(bo, receiver, second.id, tmp_path / f"from-bo-{receiver.device}")
    duplicate_candidates.join(office.ann, office.mo, second.id)
    transfer(office.ann, vera, office.mo, tmp_path / "joined")
    (kept,) = load_portfolio(vera, office.mo).inductions
    assert kept.by == bo.author


def test_a_verifier_does_not_sign_another_s_sample_on_screen(office, vera, victor, tmp_path):
    transfer(office.ann, vera, office.mo, tmp_path / "to-vera")
    sample = sampling.begin_sample(vera, office.mo, "ocr-b10", Stage.INTERIM, [office.accepted])
    sampling.change_sample(vera, office.mo, replace(sample, verdict=Verdict.AGREE))
    acquaint(vera, victor, folder=tmp_path)
    for giver, receiver in ((office.ann, victor), (vera, victor)):
        transfer(giver, receiver, office.mo, tmp_path / f"from-{giver.device}")
    with pytest.raises(UserError, match="Vera Verifier began this sample"):
        sampling.sign_sample(victor, office.mo, sample.id, STROKES)
    own = sampling.open_sample(victor, office.mo, "ocr-b10", Stage.INTERIM)
    assert (own.by, own.name) == (victor.author, "Victor Verifier")
    sampling.sign_sample(vera, office.mo, sample.id, STROKES)


def test_on_screen_a_verifier_signs_a_unit_under_their_own_name_only(office, vera, victor, tmp_path):
    candidate, item = decided(office.ann)
    transfer(office.ann, vera, candidate.id, tmp_path / "to-vera")
    acquaint(vera, victor, folder=tmp_path)
    sampled(vera, candidate, item, stage=Stage.FINAL)
    with pytest.raises(UserError, match="Victor Verifier signs at their own machine"):
        signing.sign_unit(
            vera, candidate.id, UNIT, Signer.VERIFIER, "Victor Verifier", STROKES, because="Vera is ill"
        )
    signing.sign_unit(vera, candidate.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
    transfer(vera, office.ann, candidate.id, tmp_path / "signed")
    assert Signer.VERIFIER in {s.signer for s in load_portfolio(office.ann, candidate.id).unit_signatures}
