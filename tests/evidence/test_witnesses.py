"""Witnesses and testimonies entered wrongly are put right, and papers show it."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.accounts import still_applies
from csassess.services.evidence import evidence, judgement, references, witnesses
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.papers.whole import witness_list
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from tests.support.builders import THAT_DAY, pdf_text


@pytest.fixture
def witness(caseload, mo):
    return witnesses.add_witness(caseload, mo.id, "Jo Obbi", "supervisor", "", "jo@example.org")


@pytest.fixture
def item(caseload, mo, witness):
    return witnesses.add_testimony(caseload, mo.id, witness, THAT_DAY)


def accept(caseload, mo, item):
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    judgement.accept(caseload, mo.id, item.id)


def sign(caseload, mo, item):
    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(caseload, mo.id, item.id, Signer.WITNESS, "Jo Obbi", code, ((1, 2, 3, 4),))


def test_papers_show_the_corrected_witness_and_no_longer_the_wrong_one(caseload, mo, witness, item):
    corrected = replace(witness, name=" Jo Obi ", role="team leader", relation="line manager")
    witnesses.change_witness(caseload, mo.id, corrected)
    view = portfolio_view(caseload, mo.id)
    record = item_record(caseload, view, view.portfolio.item(item.id))
    for paper in (record, witness_list(caseload, view)):
        words = " ".join(pdf_text(draw(paper)).split())
        assert "Jo Obi" in words
        assert "team leader" in words
        assert "Obbi" not in words


def test_a_description_in_the_assessors_own_words_stays(caseload, mo, witness, item):
    evidence.change_item(caseload, mo.id, replace(item, description="What Jo saw in May"))
    witnesses.change_witness(caseload, mo.id, replace(witness, name="Jo Obi"))
    assert load_portfolio(caseload, mo.id).item(item.id).description == "What Jo saw in May"


@pytest.mark.parametrize(("name", "role"), [("", "supervisor"), ("Jo Obi", " ")])
def test_a_witness_keeps_a_name_and_a_role(caseload, mo, witness, name, role):
    with pytest.raises(UserError, match="the witness’s"):
        witnesses.change_witness(caseload, mo.id, replace(witness, name=name, role=role))
    assert witnesses.witnesses(caseload, mo.id) == [witness]


@pytest.mark.parametrize("field", ["name", "role", "relation"])
def test_a_witness_of_accepted_testimony_changes_in_the_contact_only(caseload, mo, witness, item, field):
    accept(caseload, mo, item)
    with pytest.raises(UserError, match=r"items 1\. Reopen these items"):
        witnesses.change_witness(caseload, mo.id, replace(witness, **{field: "Other"}))
    changed = replace(witness, contact="020 7946 0000")
    witnesses.change_witness(caseload, mo.id, changed)
    assert witnesses.witnesses(caseload, mo.id) == [changed]
    assert load_portfolio(caseload, mo.id).is_accepted(load_portfolio(caseload, mo.id).item(item.id))


def test_a_witness_of_signed_testimony_changes_after_opening_which_voids_the_signature(
    caseload, mo, witness, item
):
    signature = sign(caseload, mo, item)
    with pytest.raises(UserError, match=r"account of item 1 of .* is signed"):
        witnesses.change_witness(caseload, mo.id, replace(witness, relation="boss"))
    assert witnesses.witnesses(caseload, mo.id) == [witness]
    signing.open_account(caseload, mo.id, item.id, "The relation was wrong.")
    witnesses.change_witness(caseload, mo.id, replace(witness, relation="boss"))
    assert not still_applies(signature, load_portfolio(caseload, mo.id))


def test_a_witness_without_testimony_is_removed_and_comes_back_by_undo(caseload, mo, witness):
    witnesses.remove_witness(caseload, mo.id, witness)
    assert witnesses.witnesses(caseload, mo.id) == []
    history.undo(caseload, mo.id)
    assert witnesses.witnesses(caseload, mo.id) == [witness]


def test_a_witness_who_gave_testimony_is_not_removed_even_if_it_was_withdrawn(caseload, mo, witness, item):
    judgement.withdraw(caseload, mo.id, item.id)
    with pytest.raises(UserError, match="Jo Obbi gave testimony"):
        witnesses.remove_witness(caseload, mo.id, witness)
    assert witnesses.witnesses(caseload, mo.id) == [witness]


def test_testimony_under_the_wrong_witness_is_given_to_the_right_one(caseload, mo, witness, item):
    right = witnesses.add_witness(caseload, mo.id, "Ann Other", "customer")
    (testimony,) = load_portfolio(caseload, mo.id).testimonies
    witnesses.change_testimony(
        caseload, mo.id, replace(testimony, witness=right.id, typed_by=" Ann ", on_paper=True)
    )
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.testimony_of(item.id) == (
        replace(testimony, witness=right.id, typed_by="Ann", on_paper=True),
        right,
    )
    assert portfolio.item(item.id).description == "Testimony of Ann Other, customer"
    witnesses.remove_witness(caseload, mo.id, witness)


def test_accepted_testimony_keeps_its_witness_until_it_is_reopened(caseload, mo, item):
    right = witnesses.add_witness(caseload, mo.id, "Ann Other", "customer")
    accept(caseload, mo, item)
    (testimony,) = load_portfolio(caseload, mo.id).testimonies
    with pytest.raises(UserError, match="Reopen it"):
        witnesses.change_testimony(caseload, mo.id, replace(testimony, witness=right.id))
    judgement.reopen(caseload, mo.id, item.id, "Wrong witness")
    witnesses.change_testimony(caseload, mo.id, replace(testimony, witness=right.id))


def test_a_witness_turns_out_to_be_an_expert(caseload, mo, item):
    evidence.change_item(caseload, mo.id, replace(item, method=Method.EXPERT_WITNESS))
    assert load_portfolio(caseload, mo.id).item(item.id).method == Method.EXPERT_WITNESS
