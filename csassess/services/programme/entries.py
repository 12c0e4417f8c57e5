"""Record, correct and remove what the centre keeps of a candidate's way through it."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import FieldError, MissingError, UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.programme.steps import (
    Case,
    Contact,
    Induction,
    LearningBreak,
    PriorLearning,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.records.user_actions import UserAction
from csassess.services.evidence.evidence import changeable_item

Entry = Induction | UnitPlan | ProgressReview | Contact | LearningBreak | Case


@dataclass(frozen=True, slots=True)
class _Kind:
    """The actions of a kind of entry, the field that must be filled in with its name, days of the past."""

    record: UserAction
    change: UserAction
    remove: UserAction
    required: str = ""
    named: Callable[[], str] = str
    past: tuple[str, ...] = ("on",)


_KINDS: dict[type, _Kind] = {
    Induction: _Kind(UserAction.INDUCTION_RECORD, UserAction.INDUCTION_CHANGE, UserAction.INDUCTION_REMOVE),
    UnitPlan: _Kind(
        UserAction.UNIT_PLAN_RECORD,
        UserAction.UNIT_PLAN_CHANGE,
        UserAction.UNIT_PLAN_REMOVE,
        "words",
        lambda: text("how the unit is to be assessed"),
        ("agreed", "reviewed"),
    ),
    ProgressReview: _Kind(
        UserAction.REVIEW_RECORD,
        UserAction.REVIEW_CHANGE,
        UserAction.REVIEW_REMOVE,
        "progress",
        lambda: text("the progress since the last review"),
    ),
    Contact: _Kind(UserAction.CONTACT_LOG, UserAction.CONTACT_CHANGE, UserAction.CONTACT_REMOVE),
    LearningBreak: _Kind(UserAction.BREAK_RECORD, UserAction.BREAK_CHANGE, UserAction.BREAK_REMOVE, past=()),
    Case: _Kind(
        UserAction.CASE_LOG,
        UserAction.CASE_CHANGE,
        UserAction.CASE_REMOVE,
        "words",
        lambda: text("what it is about"),
        ("on", "closed"),
    ),
}


def record(caseload: Caseload, candidate_id: str, entry: Entry) -> Entry:
    """Record an entry under a new id, by the person who works here.

    Raises UserError if something is missing, or if a day is in the future or before another.
    """
    entry = _checked(caseload, replace(entry, id=caseload.new_id(), by=caseload.author))
    caseload.save(candidate_id, _KINDS[type(entry)].record, entry)
    return entry


def change(caseload: Caseload, candidate_id: str, entry: Entry) -> None:
    """Correct an entry.

    Raises UserError as `record` does.
    """
    caseload.save(candidate_id, _KINDS[type(entry)].change, _checked(caseload, entry))


def remove(caseload: Caseload, candidate_id: str, entry: Entry) -> None:
    """Remove an entry that was made by mistake; can be undone."""
    caseload.save(candidate_id, _KINDS[type(entry)].remove, remove=(entry,))


def _checked(caseload: Caseload, entry: Any) -> Any:
    kind, today = _KINDS[type(entry)], caseload.clock().date()
    entry = _stripped(entry)
    if kind.required and not getattr(entry, kind.required):
        raise MissingError(kind.named(), kind.required)
    for name in kind.past:
        if getattr(entry, name) and getattr(entry, name) > today:
            raise FieldError(text("This date is in the future. Record it once it has happened."), name)
    match entry:
        case UnitPlan(agreed=agreed, reviewed=reviewed) if reviewed and not (agreed and agreed <= reviewed):
            raise FieldError(text("A plan is agreed before it is reviewed. Check the dates."), "reviewed")
        case UnitPlan(reviewed=None, review=review) if review:
            raise FieldError(text("Say on which day the plan was reviewed."), "reviewed")
        case ProgressReview(on=on, next_on=next_on) if next_on and next_on <= on:
            raise FieldError(text("The next review comes after this one. Check the dates."), "next_on")
        case LearningBreak(since=since, until=until) if until and until < since:
            raise FieldError(text("The end date is before the start date. Check the dates."), "until")
        case Contact(reached=True, words=""):
            raise MissingError(text("what was said or agreed"), "words")
        case Case(on=on, closed=closed) if closed and closed < on:
            raise FieldError(text("The end date is before the start date. Check the dates."), "closed")
        case Case(closed=closed, outcome="") if closed:
            raise MissingError(text("the outcome"), "outcome")
    return entry


def _stripped(entry: Any) -> Any:
    words = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return replace(entry, **{name: value.strip() for name, value in words.items() if isinstance(value, str)})


def keep_prior_learning(caseload: Caseload, candidate_id: str, prior: PriorLearning) -> None:
    """Record or correct the certificate on which an item of prior learning rests.

    Raises UserError if the certificate is not named, if its date is in the future, or if the item is of
    another method, accepted or withdrawn.
    """
    item = changeable_item(caseload, candidate_id, prior.id)
    prior = _stripped(prior)
    if item.method != Method.PRIOR_LEARNING:
        raise UserError(text("Only an item of prior learning rests on a certificate."))
    if not prior.certificate:
        raise MissingError(text("the certificate or qualification"), "certificate")
    if prior.awarded and prior.awarded > caseload.clock().date():
        raise FieldError(text("This date is in the future. Record it once it has happened."), "awarded")
    caseload.save(candidate_id, UserAction.PRIOR_LEARNING_KEEP, prior)


def remove_prior_learning(caseload: Caseload, candidate_id: str, prior: PriorLearning) -> None:
    """Remove the certificate of an item of prior learning; can be undone.

    Raises UserError if the item is accepted or withdrawn.
    """
    changeable_item(caseload, candidate_id, prior.id)
    caseload.save(candidate_id, UserAction.PRIOR_LEARNING_REMOVE, remove=(prior,))
