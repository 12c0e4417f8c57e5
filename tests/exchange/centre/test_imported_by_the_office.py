"""Candidates whom the office enters have no assessor until one works on them."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.access.caseloads import assessor_for
from csassess.services.candidates import candidates
from csassess.services.cover import cover
from csassess.services.lists import spreadsheets
from csassess.services.progress import portfolio_status
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, decided, office

LIST = b"First name,Surname,Number,Course\nAbel,Adams,1,NVQ\nZo\xc3\xab,Young,2,NVQ\n"


@pytest.fixture
def machines(tmp_path, clock):
    with office(tmp_path, clock, "cleo", "ann", "vera") as opened:
        yield opened


def taken_in(caseload):
    spreadsheets.import_candidates(caseload, spreadsheets.read_candidate_list(caseload, LIST))
    return [candidate.id for candidate in candidates.list_candidates(caseload)]


def assessor(caseload, candidate):
    return assessor_for(caseload, load_portfolio(caseload, candidate)).name


def test_who_takes_in_a_list_at_the_office_is_nobody_s_assessor(machines):
    cleo, _, _ = machines
    abel, zoe = taken_in(cleo)
    assert {assessor(cleo, each) for each in (abel, zoe)} == {"no assessor yet"}
    assert portfolio_status.assessors(cleo) == [("", "no assessor yet", 2)]
    assert "no assessor yet" in cover.reason_against_lending(cleo, abel)


def test_the_first_assessor_who_works_on_them_is_their_assessor_on_every_machine(machines, tmp_path):
    cleo, ann, vera = machines
    abel, zoe = taken_in(cleo)
    for candidate in (abel, zoe):
        transfer(cleo, ann, candidate, tmp_path / f"{candidate}.csbundle")
    assert assessor(ann, abel) == "Ann Assessor"  # whose machine it is, although she wrote nothing yet
    candidates.enrol(ann, abel, UNIT)
    for receiver in (cleo, vera):
        transfer(ann, receiver, abel, tmp_path / "back.csbundle")
        assert assessor(receiver, abel) == "Ann Assessor"
    assert assessor(cleo, zoe) == "no assessor yet"


def test_who_judged_last_and_who_entered_a_candidate_herself_stay_the_assessor(machines, tmp_path):
    cleo, ann, _ = machines
    aisha, _ = decided(ann)
    mo = candidates.add_candidate(ann, "Mo")
    for candidate in (aisha, mo):
        transfer(ann, cleo, candidate.id, tmp_path / f"{candidate.id}.csbundle")
        assert assessor(cleo, candidate.id) == "Ann Assessor"
