"""Joining two records of one candidate entered twice, and separating them again.

Joining copies what the second record holds into the first, under the same ids; evidence gets the
next free numbers of the first. A number never changes, so the second record stays as it was, hidden
from lists.
"""

from dataclasses import replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import TAKEN_OUT
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.domain.record_words import field_words, value_words
from csassess.domain.records.people import Candidate, Joined
from csassess.domain.records.user_actions import UserAction
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates.candidates import joined_into
from csassess.services.candidates.evidence_numbers import next_number

COPIED = (
    "registrations",
    "employments",
    "enrolments",
    "visits",
    "notes",
    "customers",
    "feedback",
    "references",
    "judgements",
    "photographs",
    "attachments",
    "to_candidate",
    "addenda",
    "witnesses",
    "testimonies",
    "inductions",
    "unit_plans",
    "reviews",
    "contacts",
    "breaks",
    "prior_learning",
    "cases",
    "plans",
    "confirmations",
    "answers",
    "milestones",
    "claims",
    "holds",
    "data_requests",
    "signed_sheets",
)
"""The parts of the second record that are copied; its items are numbered anew."""

BARRING = (
    "decisions",
    "signatures",
    "unit_signatures",
    "authenticity",
    "samples",
    "looked_at",
    "sample_signatures",
    "actions",
    "action_answers",
    "action_closings",
    "action_withdrawals",
    "sample_readings",
    "verifier_talks",
    "not_sampled",
    "needed",
)
"""The parts that stay where they were written: a record that has any is not joined into another."""

_IDENTIFYING = ("uln", "scn", "born")
_DETAILS = (
    "number",
    "known_as",
    *_IDENTIFYING,
    "planned_end",
    "phone",
    "email",
    "employer_phone",
    "employer_email",
)  # taken over if the first record has none


def join(caseload: Caseload, candidate_id: str, second_id: str) -> None:
    """Join a second record of the same person into a candidate's record.

    From then on the first record holds the content of both, and the second is hidden.
    Raises UserError if both are the same record, if one is joined already, if they have different
    numbers or dates of birth, or if the second has decided units, signatures or samples: what was signed
    stays in the record in which it was signed. Also if the candidate's record may not be changed here.
    """
    first, second = load_portfolio(caseload, candidate_id), load_portfolio(caseload, second_id)
    refuse(reason_against(caseload, candidate_id, "joined"))
    if candidate_id == second_id:
        raise UserError(text("Choose two different records."))
    if joined_into(caseload, candidate_id) or joined_into(caseload, second_id):
        raise UserError(text("One of these records has already been merged. Choose another."))
    refuse(_reason_of_identity(first.candidate, second.candidate))
    if any(getattr(second, part) for part in BARRING):
        raise UserError(
            text(
                "Something in the second record is signed, decided or sampled. Merge the first record "
                "into it instead, or open the signed account first."
            )
        )
    with caseload.together():
        records = [_with_details(first.candidate, second.candidate), *_records(caseload, first, second)]
        caseload.save(candidate_id, UserAction.CANDIDATE_JOIN, *records, are_copies=True)
        caseload.save(second_id, UserAction.CANDIDATE_JOINED, Joined("joined", candidate_id))


def _stated(value: Any) -> Any:
    """Return the value of a detail; None if it is empty or was redacted."""
    return None if not value or TAKEN_OUT in str(value) else value


def _reason_of_identity(first: Candidate, second: Candidate) -> str:
    """Return in words that two records name different people; empty if they do not."""
    for field in _IDENTIFYING:
        here, there = _stated(getattr(first, field)), _stated(getattr(second, field))
        if here and there and here != there:
            return text(
                "The two records may be two people: {field} is {here} in one and {there} in the other. "
                "Correct the one that is wrong, then merge them.",
                field=field_words("candidate", field) or field,
                here=value_words("candidate", field, here),
                there=value_words("candidate", field, there),
            )
    return ""


def _with_details(first: Candidate, second: Candidate) -> Candidate:
    """Return the first candidate with the details that only the second record has."""
    found = {field: _stated(getattr(second, field)) for field in _DETAILS if not getattr(first, field)}
    return replace(first, **{field: value for field, value in found.items() if value})


def _without_details(caseload: Caseload, first: Candidate, second: Candidate) -> Candidate:
    """Return the first candidate without what joining took over, unless it was changed since."""
    heads = caseload.heads(first.id, "candidate", first.id)
    taken = {
        field
        for field in _DETAILS
        if getattr(first, field) and getattr(first, field) == getattr(second, field)
        for head in heads.get(field, ())
        if caseload.history.event(head).action == UserAction.CANDIDATE_JOIN
    }
    empty = Candidate(first.id, first.name)
    return replace(first, **{field: getattr(empty, field) for field in taken})


def _records(caseload: Caseload, first: Portfolio, second: Portfolio) -> list[Any]:
    """Return the second record's content as the first record will hold it."""
    present_ids = {record.id for part in COPIED for record in getattr(first, part)}
    letter, _, number = _split(next_number(caseload, first.candidate.id))
    items = [
        replace(item, number=f"{letter}{number + offset}")
        for offset, item in enumerate(
            item for item in second.evidence if item.id not in {i.id for i in first.evidence}
        )
    ]
    return [
        *items,
        *(record for part in COPIED for record in getattr(second, part) if record.id not in present_ids),
    ]


def _split(number: str) -> tuple[str, str, int]:
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return number[: len(number) - len(digits)], digits, int(digits)


def part(caseload: Caseload, second_id: str) -> None:
    """Separate a joined record again.

    The first record loses what came from the second, which is listed again unchanged.
    Raises UserError if the record is not joined, or if something that came from it was judged,
    changed or signed since.
    """
    refuse(reason_against_parting(caseload, second_id))
    into = joined_into(caseload, second_id)
    first, second = load_portfolio(caseload, into), load_portfolio(caseload, second_id)
    joined_items = {item.id for item in second.evidence}
    joined_records = {record.id: record for part_name in COPIED for record in getattr(second, part_name)}
    removed = [item for item in first.evidence if item.id in joined_items]
    for name in COPIED:
        for record in getattr(first, name):
            if record.id in joined_records and joined_records[record.id] == record:
                removed.append(record)
            elif getattr(record, "evidence", None) in joined_items:
                raise UserError(
                    text(
                        "Something from the merged record has been changed since. Undo that change "
                        "first, or leave the records merged."
                    )
                )
    with caseload.together():
        kept = _without_details(caseload, first.candidate, second.candidate)
        caseload.save(into, UserAction.CANDIDATE_PART, kept, remove=tuple(removed))
        caseload.save(second_id, UserAction.CANDIDATE_PARTED, remove=(Joined("joined", into),))


def reason_against_parting(caseload: Caseload, second_id: str) -> str:
    """Return why a joined record cannot be separated; empty if it can, unless something was changed."""
    into = joined_into(caseload, second_id)
    if not into:
        return text("This record has not been merged with another.")
    first, second = load_portfolio(caseload, into), load_portfolio(caseload, second_id)
    joined_items = {item.id for item in second.evidence}
    if any(signature.evidence in joined_items for signature in first.signatures) or any(
        joined_items & set(decision.basis) for decision in first.decisions
    ):
        return text(
            "Something from the merged record has since been signed or decided, so the "
            "records cannot be separated."
        )
    return ""


def joined_with(caseload: Caseload, candidate_id: str) -> list[Candidate]:
    """Return the duplicate records that were joined into a candidate's record."""
    second_ids = {stream for stream, _ in caseload.where(Joined, "into", candidate_id)} - {candidate_id}
    seconds = (caseload.one(Candidate, stream, stream) for stream in sorted(second_ids))
    return [second for second in seconds if second and joined_into(caseload, second.id) == candidate_id]
