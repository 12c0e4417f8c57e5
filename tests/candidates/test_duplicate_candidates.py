"""A candidate entered twice is joined into one record, on every machine the same, and parted again without loss."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.units.units import Setting
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates, duplicate_candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import screen_or_paper_signatures
from tests.support.builders import accepted_product
from tests.support.exchanging import acquaint, machine, state, transfer
from tests.support.pictures import encoded, scene


@pytest.fixture
def twice(caseload, mo):
    """The same person entered again, with an observation, an accepted product and a photograph."""
    second = candidates.add_candidate(caseload, "Maureen Candidate", "C-900")
    candidates.set_job(caseload, second.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, second.id, "ocr-b10")
    item = evidence.start_observation(caseload, second.id, "Shop")
    note = evidence.add_note(caseload, second.id, item.id, "Greets")
    references.tick(caseload, second.id, item.id, "ocr-b10", "1.1", note.id)
    photographs.add(
        caseload, second.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
    )
    accepted_product(caseload, second.id, "ocr-b10", "1.2")
    evidence.start_observation(caseload, mo.id, "Harbour")
    return second


def shown(caseload, candidate):
    portfolio = load_portfolio(caseload, candidate.id)
    return [(item.number, item.description) for item in portfolio.evidence], [
        note.text for note in portfolio.notes
    ]


def test_the_first_record_has_all_of_both_with_the_next_numbers_and_the_second_is_out_of_sight(
    caseload, mo, twice
):
    duplicate_candidates.join(caseload, mo.id, twice.id)
    portfolio = load_portfolio(caseload, mo.id)
    assert [item.number for item in portfolio.evidence] == ["1", "2", "3"]
    assert [note.text for note in portfolio.notes] == ["Greets"]
    assert len(portfolio.photographs) == 1
    assert portfolio_view(caseload, mo.id).of("ocr-b10").coverage.of("1.2").state == "accepted"
    assert [c.name for c in candidates.list_candidates(caseload)] == ["Mo Candidate"]
    assert [c.name for c in duplicate_candidates.joined_with(caseload, mo.id)] == ["Maureen Candidate"]


def test_parted_again_both_are_as_they_were(caseload, mo, twice):
    before = shown(caseload, mo), shown(caseload, twice)
    duplicate_candidates.join(caseload, mo.id, twice.id)
    duplicate_candidates.part(caseload, twice.id)
    assert (shown(caseload, mo), shown(caseload, twice)) == before
    assert len(candidates.list_candidates(caseload)) == 2
    duplicate_candidates.join(caseload, mo.id, twice.id)  # and joined once more
    assert len(load_portfolio(caseload, mo.id).evidence) == 3


def test_what_was_changed_since_is_not_taken_away_by_parting(caseload, mo, twice):
    duplicate_candidates.join(caseload, mo.id, twice.id)
    (note,) = load_portfolio(caseload, mo.id).notes
    evidence.change_note(caseload, mo.id, replace(note, text="Greets and listens"))
    with pytest.raises(UserError, match="was changed since"):
        duplicate_candidates.part(caseload, twice.id)
    assert load_portfolio(caseload, mo.id).notes[0].text == "Greets and listens"


def test_evidence_added_to_the_second_record_meanwhile_brings_it_back_into_sight(caseload, mo, twice):
    duplicate_candidates.join(caseload, mo.id, twice.id)
    evidence.start_observation(
        caseload, twice.id, "Elsewhere"
    )  # as comes in from a machine that did not know yet
    assert len(candidates.list_candidates(caseload)) == 2


@pytest.mark.parametrize("same", [True, False])
def test_a_record_joins_neither_itself_nor_twice(caseload, mo, twice, same):
    if same:
        with pytest.raises(UserError, match="two different"):
            duplicate_candidates.join(caseload, mo.id, mo.id)
    else:
        duplicate_candidates.join(caseload, mo.id, twice.id)
        with pytest.raises(UserError, match="joined already"):
            duplicate_candidates.join(caseload, mo.id, twice.id)


def test_what_is_signed_in_the_second_record_keeps_it_from_being_joined_away(caseload, mo, twice):
    from csassess.domain.records.signatures import Signer
    from csassess.domain.signing.accounts import account_code

    portfolio = load_portfolio(caseload, twice.id)
    item = portfolio.evidence[0]
    code = account_code(item, portfolio, caseload.clock())
    screen_or_paper_signatures.sign_item(
        caseload, twice.id, item.id, Signer.CANDIDATE, "Maureen", code, ((1, 1, 9, 9),)
    )
    with pytest.raises(UserError, match="signed or decided"):
        duplicate_candidates.join(caseload, mo.id, twice.id)
    duplicate_candidates.join(caseload, twice.id, mo.id)


def test_two_machines_that_each_joined_the_other_way_show_one_and_the_same(
    caseload, mo, twice, tmp_path, clock
):
    office = machine(tmp_path / "office", clock=clock)
    acquaint(caseload, office, folder=tmp_path)
    for each in (mo, twice):
        transfer(caseload, office, each.id, tmp_path / f"{each.id}.csbundle")
    duplicate_candidates.join(caseload, mo.id, twice.id)
    duplicate_candidates.join(office, twice.id, mo.id)
    for number in range(2):
        for each in (mo, twice):
            transfer(caseload, office, each.id, tmp_path / f"a{number}{each.id}.csbundle")
            transfer(office, caseload, each.id, tmp_path / f"b{number}{each.id}.csbundle")
    names = [[c.id for c in candidates.list_candidates(each)] for each in (caseload, office)]
    assert names[0] == names[1]
    assert names[0]
    for each in (mo, twice):
        assert state(caseload, each.id) == state(office, each.id)
    office.close()


def test_an_acceptance_that_came_along_counts_once_the_record_is_shared(caseload, mo, twice, tmp_path, clock):
    duplicate_candidates.join(caseload, mo.id, twice.id)
    office = machine(tmp_path / "office", clock=clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    evidence.start_observation(office, mo.id, "Office")
    transfer(office, caseload, mo.id, tmp_path / "2.csbundle")
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.doubted == frozenset()
    assert sum(portfolio.is_accepted(item) for item in portfolio.evidence) == 1
    judgement.reopen(caseload, mo.id, portfolio.evidence[2].id, "More")
    office.close()
