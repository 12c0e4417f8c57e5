"""Signatures are bound to people of the record: the right one on each line, nobody twice."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import Quality
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.staff import StaffMember
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.forms.content import Signing
from csassess.services.candidates import candidates, staff
from csassess.services.evidence import decisions, judgement
from csassess.services.papers.observation import item_record
from csassess.services.papers.recording import recording_form_content
from csassess.services.papers.unit import decision_words, unit_declaration
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.signing.offers import offer_for_unit
from tests.support.verifying import STROKES, UNIT, become, decided


@pytest.fixture
def unsigned(ann):
    """Return Aisha with a decided unit that nobody has signed, and her item."""
    return decided(ann, signed=False)


def sign(caseload, candidate, signer, name, **more):
    return signing.sign_unit(caseload, candidate.id, UNIT, signer, name, STROKES, **more)


def sign_account(caseload, candidate, item, signer, name, **more):
    portfolio = load_portfolio(caseload, candidate.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    return signing.sign_account(caseload, candidate.id, item.id, signer, name, code, STROKES, **more)


def lines(paper):
    return next(block for block in paper.blocks if isinstance(block, Signing)).lines


@pytest.mark.parametrize("because", ["", "They were there"])
def test_the_assessor_cannot_sign_the_candidate_s_line(ann, unsigned, because):
    with pytest.raises(UserError, match="ann assessor signs as the assessor"):
        sign(ann, unsigned[0], Signer.CANDIDATE, "ann assessor", because=because)


@pytest.mark.parametrize("because", ["", "They were there"])
def test_the_candidate_cannot_sign_the_assessor_s_line(ann, unsigned, because):
    sign(ann, unsigned[0], Signer.CANDIDATE, "Aisha Karim")
    with pytest.raises(UserError, match="Nobody signs twice"):
        sign(ann, unsigned[0], Signer.ASSESSOR, "Aisha Karim", because=because)


def test_somebody_who_is_not_on_record_signs_only_with_a_reason_which_is_printed(ann, unsigned):
    candidate, _ = unsigned
    with pytest.raises(MissingError, match="reason why somebody who is not on record signs"):
        sign(ann, candidate, Signer.CANDIDATE, "Somebody Else")
    signature = sign(ann, candidate, Signer.CANDIDATE, "Somebody Else", because=" Her advocate signs ")
    assert (signature.person, signature.because) == ("", "Her advocate signs")
    line, *_ = lines(unit_declaration(ann, portfolio_view(ann, candidate.id), UNIT))
    assert (line.name, "signs because: Her advocate signs" in line.remark) == ("Somebody Else", True)
    with pytest.raises(UserError, match="Nobody signs twice"):
        sign(ann, candidate, Signer.ASSESSOR, "somebody else", because="Why not")


@pytest.mark.parametrize("name", ["Aisha Karim", " aisha  KARIM ", "Aisha Khan", "Ash"])
def test_a_married_or_short_name_is_a_name_on_record_of_the_same_person(ann, unsigned, name):
    candidate, _ = unsigned
    married = replace(candidate, name="Aisha Khan", known_as="Ash, Mrs Khan")
    candidates.change_candidate(ann, married)
    signature = sign(ann, candidate, Signer.CANDIDATE, name, because="not needed")
    assert (signature.person, signature.because) == (candidate.id, "")
    offered = offer_for_unit(ann, portfolio_view(ann, candidate.id), UNIT, Signer.CANDIDATE)
    assert offered.names == ("Aisha Khan", "Aisha Karim", "Ash", "Mrs Khan")


def test_an_account_is_signed_by_the_candidate_and_the_assessor_of_the_record(ann, unsigned):
    candidate, item = unsigned
    with pytest.raises(UserError, match="Nobody signs twice"):
        sign_account(ann, candidate, item, Signer.CANDIDATE, "Ann Assessor")
    with pytest.raises(MissingError):
        sign_account(ann, candidate, item, Signer.ASSESSOR, "Somebody Else")
    assert sign_account(ann, candidate, item, Signer.CANDIDATE, "Aisha Karim").person == candidate.id
    signature = sign_account(ann, candidate, item, Signer.ASSESSOR, "Bob", because="Ann is away")
    view = portfolio_view(ann, candidate.id)
    assert signature.person == ""
    assert "signs because: Ann is away" in lines(item_record(ann, view, item))[1].remark


def test_a_countersigner_is_picked_from_the_people_in_that_role_and_the_staff_list(ann):
    become(ann, "Ann Assessor", Role.ASSESSOR, status="working-towards")
    candidate, _ = decided(ann)
    staff.keep_member(ann, StaffMember("", "Cora Counter", "Assessor and countersigner"))
    offered = offer_for_unit(ann, portfolio_view(ann, candidate.id), UNIT, Signer.COUNTERSIGNER)
    assert offered.names == ("Cora Counter",)
    assert sign(ann, candidate, Signer.COUNTERSIGNER, "Cora Counter").name == "Cora Counter"


def test_exceptions_to_the_evidence_stand_in_what_is_signed_and_on_the_papers(ann):
    candidate, item = decided(ann, signed=False)
    judgement.reopen(ann, candidate.id, item.id, "One page is old")
    judgement.accept(ann, candidate.id, item.id, "Page 3 is of 2019", (Quality.CURRENT,))
    decisions.decide(ann, candidate.id, UNIT, "Judged again")
    view = portfolio_view(ann, candidate.id)
    words = "Evidence 1 was accepted, but not current: Page 3 is of 2019"
    assert words in decision_words(ann, view, UNIT)
    assert words in recording_form_content(ann, view, UNIT).notes
    assert any(getattr(block, "words", "") == words for block in unit_declaration(ann, view, UNIT).blocks)


NAMES = ("Aisha Karim", "aisha  karim", "Ann Assessor", "Vera Verifier", "Cora Counter", "Bo Stranger")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(Signer), st.sampled_from(NAMES), st.sampled_from(["", "They stood in"])),
        max_size=8,
    )
)
def test_whoever_tries_to_sign_in_whatever_order_nobody_signs_a_declaration_twice(ann, attempts):
    candidate, item = decided(ann, number=ann.new_id(), signed=False)
    for signer, name, because in attempts:
        for sign_something in (
            partial(sign, ann, candidate, signer, name, because=because),
            partial(sign_account, ann, candidate, item, signer, name, because=because),
        ):
            with suppress(UserError):
                sign_something()
    portfolio = load_portfolio(ann, candidate.id)
    for signed in (
        valid_signatures(portfolio_view(ann, candidate.id).of(UNIT), portfolio).values(),
        {s.signer: s for s in portfolio.signatures_of(item.id)}.values(),
    ):
        names = [" ".join(s.name.casefold().split()) for s in signed]
        people = [s.person for s in signed if s.person]
        assert len(names) == len(set(names))
        assert len(people) == len(set(people))
