"""Details of a candidate for the centre: checked, found, disclosed and redacted."""

from dataclasses import fields, replace
from datetime import date

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.learner_numbers import is_uln
from csassess.domain.records.people import Candidate
from csassess.services.candidates import candidates, learner_details
from csassess.services.candidates.learner_details import LearnerDetails, change_details, details_in_words
from csassess.services.disclosure import data_requests
from csassess.services.lists import spreadsheets
from csassess.services.papers.files import draw_whole
from csassess.services.progress import portfolio_status
from csassess.services.retention import redaction
from tests.support.builders import THAT_DAY, pdf_text

ULN = "1000000043"
DETAILS = LearnerDetails(
    ULN, "123456789", "4 March 1990", date(2027, 6, 1), None, "07700 900123", "mo@a.uk", "0161", "b@c.uk"
)


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("1000000043", True),
        ("1000000000", True),
        ("1000000044", False),
        ("9999999999", False),
        ("0000000043", False),
        ("100000004", False),
        ("10000000430", False),
        ("१000000043", False),
    ],
)
def test_the_last_digit_of_a_uln_checks_the_others(number, is_right):
    assert is_uln(number) is is_right


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("uln", "1000000044", "ten digits"),
        ("scn", "12345678", "nine digits"),
        ("born", "31/02/1990", "is not a date"),
        ("born", "4 March 2999", "not a date of birth"),
        ("email", "mo at home", "is not an e-mail address"),
        ("employer_email", "boss@", "is not an e-mail address"),
        ("expires", date(2027, 1, 1), "no registration"),
    ],
)
def test_a_wrong_detail_is_refused_and_nothing_is_saved(caseload, mo, field, value, sentence):
    with pytest.raises(UserError, match=sentence) as refused:
        change_details(caseload, mo.id, replace(DETAILS, **{field: value}))
    assert refused.value.fields == (field,)
    assert load_portfolio(caseload, mo.id).candidate == mo


def test_two_candidates_have_not_one_uln(caseload, mo):
    change_details(caseload, mo.id, DETAILS)
    other = candidates.add_candidate(caseload, "Ann")
    with pytest.raises(UserError, match="already has the ULN"):
        change_details(caseload, other.id, LearnerDetails(ULN))


def test_details_are_kept_as_typed_in_any_usual_form_and_a_candidate_is_found_by_the_uln(caseload, mo):
    change_details(caseload, mo.id, replace(DETAILS, uln="10000 00043", born="04/03/1990"))
    portfolio = load_portfolio(caseload, mo.id)
    assert portfolio.candidate.uln == ULN
    assert portfolio.candidate.birthday == date(1990, 3, 4)
    assert learner_details.details_of(portfolio) == DETAILS
    assert candidates.find_candidate(caseload, ULN).id == mo.id
    assert candidates.matching(candidates.list_candidates(caseload), "00043")


def test_the_expiry_of_a_registration_is_kept_with_the_latest_one(caseload, mo):
    candidates.register(caseload, mo.id, "NVQ", "", "1", THAT_DAY)
    change_details(caseload, mo.id, LearnerDetails(expires=THAT_DAY))
    assert load_portfolio(caseload, mo.id).latest_registration.expires == THAT_DAY
    with pytest.raises(UserError, match="before it began"):
        change_details(caseload, mo.id, LearnerDetails(expires=date(2020, 1, 1)))


def test_a_new_employer_empties_phone_and_e_mail_of_the_one_before(caseload, mo):
    change_details(caseload, mo.id, DETAILS)
    candidates.set_job(caseload, mo.id, "Quay", "Clerk", None, started=THAT_DAY)
    candidate = load_portfolio(caseload, mo.id).candidate
    assert (candidate.employer_phone, candidate.employer_email) == ("", "")
    assert candidate.phone == DETAILS.phone


@pytest.mark.parametrize("wanted", [ULN, "mo@a.uk", "900123", "1990"])
def test_the_search_of_the_centre_finds_details(caseload, mo, wanted):
    change_details(caseload, mo.id, DETAILS)
    assert [hit.candidate for hit in portfolio_status.find(caseload, wanted)] == [mo.id]


def test_a_request_for_data_discloses_details_and_may_withhold_the_employer_s(caseload, mo):
    change_details(caseload, mo.id, DETAILS)
    request = data_requests.log_request(caseload, mo.id, "Mo", THAT_DAY)
    portfolio = load_portfolio(caseload, mo.id)
    [other] = [o for o in data_requests.other_people(portfolio) if o.kind == "employer-contact"]
    whole = data_requests.gather_answer(caseload, mo.id, request, {})
    less = data_requests.gather_answer(caseload, mo.id, request, {(other.kind, other.id): "A third person"})
    shown, shown_less = (pdf_text(draw_whole(answer.cover, answer.papers)) for answer in (whole, less))
    for words in (ULN, "123456789", "4 March 1990", "07700 900123", "mo@a.uk", "b@c.uk"):
        assert words in shown
    assert "b@c.uk" not in shown_less
    assert "mo@a.uk" in shown_less


@pytest.mark.parametrize("field", ["uln", "scn", "born", "phone", "email", "employer_phone"])
def test_a_detail_can_be_redacted_and_the_rest_still_be_changed(caseload, mo, field):
    change_details(caseload, mo.id, DETAILS)
    candidate = load_portfolio(caseload, mo.id).candidate
    redaction.redact(caseload, mo.id, candidate, field, "", "Of another person")
    redacted = load_portfolio(caseload, mo.id)
    assert getattr(redacted.candidate, field) == "[taken out]"
    assert "[taken out]" in str(details_in_words(redacted))
    change_details(caseload, mo.id, replace(learner_details.details_of(redacted), planned_end=THAT_DAY))
    assert load_portfolio(caseload, mo.id).candidate.planned_end == THAT_DAY


LIST = (
    "Learner Name;Unique Learner No.;D.O.B.;Expected_End_Date;Course;Reg Expiry;Mobile;E-mail Address;"
    "Employer's E-mail\n"
    "Aisha Karim;1000000043;04/03/1990;1 June 2027;NVQ 3;2028-01-31;07700 900123;a@k.uk;boss@h.uk\n"
)


def imported(caseload, words):
    listed = spreadsheets.read_candidate_list(caseload, words.encode())
    spreadsheets.import_candidates(caseload, listed)
    return load_portfolio(caseload, candidates.list_candidates(caseload)[0].id)


def test_a_uln_of_a_list_is_the_uln_whatever_its_column_is_called_and_not_the_candidate_number(caseload):
    portfolio = imported(caseload, LIST)
    assert (portfolio.candidate.uln, portfolio.candidate.number) == (ULN, "")
    assert learner_details.details_of(portfolio) == LearnerDetails(
        ULN,
        "",
        "4 March 1990",
        date(2027, 6, 1),
        date(2028, 1, 31),
        "07700 900123",
        "a@k.uk",
        "",
        "boss@h.uk",
    )


@pytest.mark.parametrize("head", ["ULN", "uln number", "Unique Learner Number", "Learner_ULN", "ULN No."])
def test_a_uln_has_many_spellings(caseload, head):
    assert imported(caseload, f"Name,{head}\nAnn,{ULN}\n").candidate.uln == ULN


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Ann,1000000044,", "Line 2: A ULN has ten digits, and its last digit checks the others."),
        (f"Ann,{ULN},\nBo,{ULN},", f"Line 2: ULN {ULN} is in the list more than once."),
        ("Ann,1000000051,", "Line 2: ULN 1000000051 is already here."),
        ("Ann,,2028-01-01", "Line 2: the registration expires, but no qualification is stated."),
    ],
)
def test_a_wrong_detail_of_a_list_is_said_with_its_line(caseload, mo, row, sentence):
    change_details(caseload, mo.id, LearnerDetails("1000000051"))
    listed = spreadsheets.read_candidate_list(caseload, f"Name,ULN,Expiry\n{row}\n".encode())
    assert spreadsheets.invalid_rows(listed)[0].startswith(sentence.rstrip("."))


def test_every_detail_of_the_dialog_is_a_column_of_the_list():
    assert {field.name for field in fields(LearnerDetails)} == set(spreadsheets.DETAILS)
    assert {field.name for field in fields(Candidate)} >= set(spreadsheets.DETAILS) - {"expires"}
