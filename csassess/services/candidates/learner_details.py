"""Details for the centre: ULN, date of birth, planned end, registration expiry, phone and e-mail."""

import re
from dataclasses import dataclass, replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import TAKEN_OUT
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import date_typed, long_date
from csassess.domain.errors import FieldError
from csassess.domain.learner_numbers import is_scottish_number, is_uln, without_spaces
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Candidate
from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates.candidates import save_candidate

_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class LearnerDetails:
    """The details as typed; a date of birth in any usual form. `expires` is of the latest registration."""

    uln: str = ""
    scn: str = ""
    born: str = ""
    planned_end: date | None = None
    expires: date | None = None
    phone: str = ""
    email: str = ""
    employer_phone: str = ""
    employer_email: str = ""


def details_of(portfolio: Portfolio) -> LearnerDetails:
    """Return the details that are on record, the date of birth in words."""
    candidate, registration = portfolio.candidate, portfolio.latest_registration
    return LearnerDetails(
        candidate.uln,
        candidate.scn,
        long_date(candidate.birthday) if candidate.birthday else candidate.born,
        candidate.planned_end,
        registration.expires if registration else None,
        candidate.phone,
        candidate.email,
        candidate.employer_phone,
        candidate.employer_email,
    )


def details_in_words(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Return the details that are filled in, each with its name."""
    details = details_of(portfolio)
    named = [
        (text("ULN"), details.uln),
        (text("Scottish Candidate Number"), details.scn),
        (text("Date of birth"), details.born),
        (text("Planned end"), long_date(details.planned_end) if details.planned_end else ""),
        (text("Registration expires"), long_date(details.expires) if details.expires else ""),
        (text("Phone"), details.phone),
        (text("E-mail"), details.email),
        (text("Employer’s phone"), details.employer_phone),
        (text("Employer’s e-mail"), details.employer_email),
    ]
    return [(name, words) for name, words in named if words]


def change_details(caseload: Caseload, candidate_id: str, details: LearnerDetails) -> None:
    """Change a candidate's details, and when the latest registration expires.

    Raises UserError if a number, date or address is wrong, if another candidate has the ULN, or if
    an expiry is given without a registration.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    changed = with_details(portfolio.candidate, details, caseload.clock().date())
    registration = portfolio.latest_registration
    if details.expires and registration is None:
        sentence = text("There is no registration that could expire. Record the registration first.")
        raise FieldError(sentence, "expires")
    if details.expires and registration and registration.on and details.expires < registration.on:
        raise FieldError(text("The registration expires before it began. Check the dates."), "expires")
    registrations = [replace(registration, expires=details.expires)] if registration else []
    save_candidate(caseload, UserAction.CANDIDATE_DETAILS, changed, *registrations)


def with_details(candidate: Candidate, details: LearnerDetails, today: date) -> Candidate:
    """Return a candidate with the details.

    Raises UserError if a number, date or address is wrong.
    """
    for field, fault in faults_in(details, today).items():
        raise FieldError(fault, field)
    birthday = date_typed(details.born)
    return replace(
        candidate,
        uln=without_spaces(details.uln),
        scn=without_spaces(details.scn),
        born=birthday.isoformat() if birthday else details.born.strip(),
        planned_end=details.planned_end,
        phone=details.phone.strip(),
        email=details.email.strip(),
        employer_phone=details.employer_phone.strip(),
        employer_email=details.employer_email.strip(),
    )


def faults_in(details: LearnerDetails, today: date) -> dict[str, str]:
    """Return what is wrong with details as typed, by field. What was redacted is not wrong."""
    faults = {
        "uln": text("A ULN has ten digits, and its last digit checks the others. Compare it with its source.")
        if _is_given(details.uln) and not is_uln(without_spaces(details.uln))
        else "",
        "scn": text("A Scottish Candidate Number has nine digits. Compare it with its source.")
        if _is_given(details.scn) and not is_scottish_number(without_spaces(details.scn))
        else "",
        "born": _fault_in_birthday(details.born, today),
        "email": _fault_in_address(details.email),
        "employer_email": _fault_in_address(details.employer_email),
    }
    return {field: fault for field, fault in faults.items() if fault}


def _is_given(words: str) -> bool:
    return bool(words.strip()) and TAKEN_OUT not in words


def _fault_in_birthday(words: str, today: date) -> str:
    birthday = date_typed(words)
    if not _is_given(words):
        return ""
    if birthday is None:
        return text("“{value}” is not a date; write 4 March 1990 or 04/03/1990.", value=words.strip())
    if not _EARLIEST <= birthday < today:
        return text("This is not a date of birth. Check the year.")
    return ""


def _fault_in_address(words: str) -> str:
    if _is_given(words) and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", words.strip()):
        return text("“{value}” is not an e-mail address. Check it.", value=words.strip())
    return ""
