"""A candidate entered twice, on two machines: joined into one record, and parted again where that was wrong.

Joining copies what the second record holds into the first, under the same ids and, for evidence, with the next numbers: nothing
that has a number ever gets another, so the second record stays as it is, out of sight.
"""

from dataclasses import replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Candidate, Joined
from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates.candidates import joined_into
from csassess.services.candidates.evidence_numbers import next_number

_COPIED = (
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
)


def join(caseload: Caseload, candidate_id: str, second_id: str) -> None:
    """Join the record of somebody entered twice into the first: the first has all of both from now on, the second is out of sight.

    Raises UserError for the same record, one that is joined already, or one with decided units or signed accounts: what was
    signed was signed where it stands.
    """
    first, second = load_portfolio(caseload, candidate_id), load_portfolio(caseload, second_id)
    if candidate_id == second_id:
        raise UserError(text("Choose two different records."))
    if joined_into(caseload, candidate_id) or joined_into(caseload, second_id):
        raise UserError(text("One of them is joined already."))
    if second.decisions or second.signatures or second.unit_signatures:
        raise UserError(
            text(
                "The second record has something signed or decided. Join the other one into it instead, or"
                " open what is signed first."
            )
        )
    with caseload.together():
        records = _records(caseload, first, second)
        caseload.save(candidate_id, UserAction.CANDIDATE_JOIN, *records)
        caseload.save(second_id, UserAction.CANDIDATE_JOINED, Joined("joined", candidate_id))


def _records(caseload: Caseload, first: Portfolio, second: Portfolio) -> list[Any]:
    """Return what the second record holds, as the first is to hold it."""
    here = {each.id for part in _COPIED for each in getattr(first, part)}
    letter, _, number = _split(next_number(caseload, first.candidate.id))
    items = [
        replace(item, number=f"{letter}{number + place}")
        for place, item in enumerate(
            item for item in second.evidence if item.id not in {i.id for i in first.evidence}
        )
    ]
    return [*items, *(each for part in _COPIED for each in getattr(second, part) if each.id not in here)]


def _split(number: str) -> tuple[str, str, int]:
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return number[: len(number) - len(digits)], digits, int(digits)


def part(caseload: Caseload, second_id: str) -> None:
    """Part what was joined: the first record loses what came from the second, which is in sight again as it was.

    Raises UserError where it is not joined, or where something that came from it was judged, changed or signed since.
    """
    into = joined_into(caseload, second_id)
    if not into:
        raise UserError(text("This record is not joined with another."))
    first, second = load_portfolio(caseload, into), load_portfolio(caseload, second_id)
    came = {item.id for item in second.evidence}
    if any(signature.evidence in came for signature in first.signatures) or any(
        came & set(decision.basis) for decision in first.decisions
    ):
        raise UserError(
            text("Something that came with it is signed or decided by now. It cannot be parted on its own.")
        )
    theirs = {each.id: each for part_name in _COPIED for each in getattr(second, part_name)}
    gone = [item for item in first.evidence if item.id in came]
    for name in _COPIED:
        for each in getattr(first, name):
            if each.id in theirs and theirs[each.id] == each:
                gone.append(each)
            elif getattr(each, "evidence", None) in came:
                raise UserError(
                    text(
                        "Something that came with it was changed since. Bring it back first, or leave them"
                        " joined."
                    )
                )
    with caseload.together():
        caseload.save(into, UserAction.CANDIDATE_PART, remove=tuple(gone))
        caseload.save(second_id, UserAction.CANDIDATE_PARTED, remove=(Joined("joined", into),))


def joined_with(caseload: Caseload, candidate_id: str) -> list[Candidate]:
    """Return the second records that were joined into a candidate's."""
    marked = {stream for stream, _ in caseload.where(Joined, "into", candidate_id)} - {candidate_id}
    seconds = (caseload.one(Candidate, stream, stream) for stream in sorted(marked))
    return [each for each in seconds if each and joined_into(caseload, each.id) == candidate_id]
