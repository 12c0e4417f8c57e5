"""What waits for people other than the user: registrations, signatures, answers and reminders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from csassess.catalogue import plural, text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.labels import label
from csassess.domain.records.milestones import Reminder
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import ActionState
from csassess.domain.retention.milestone_rules import due_reminders
from csassess.domain.verification.sampling import action_state

_SIGNS_AS = {
    Role.ASSESSOR: Signer.ASSESSOR,
    Role.VERIFIER: Signer.VERIFIER,
    Role.COUNTERSIGNER: Signer.COUNTERSIGNER,
}


class Awaited(Enum):
    """What others have to do."""

    REGISTRATION = auto()
    SIGNATURE = auto()
    CLOSING = auto()
    REMINDER = auto()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for others.

    `of` says whose signature or which reminder it is, in words; `what` says all of it.
    """

    awaited: Awaited
    candidate: str
    who: str
    what: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """What waits for the same thing, in words, with each of them by candidate."""

    words: str
    waits: tuple[Waiting, ...]


def waiting_for_others(
    rows: Iterable[CandidateRow], reminders: Iterable[Reminder], today: date, role: Role = Role.ASSESSOR
) -> list[Waiting]:
    """Return what waits for people other than the one working in `role`, by candidate.

    Missing registrations, signatures, answered actions, and reminders that are due.
    """
    reminders = tuple(reminders)
    return [wait for row in rows for wait in _waiting(row, reminders, today, role)]


def _waiting(
    row: CandidateRow, reminders: tuple[Reminder, ...], today: date, role: Role
) -> Iterator[Waiting]:
    portfolio = row.portfolio
    candidate, who = portfolio.candidate.id, portfolio.candidate.name
    own = label(_SIGNS_AS[role]) if role in _SIGNS_AS else ""
    if not portfolio.registrations and role is not Role.CENTRE:
        yield Waiting(Awaited.REGISTRATION, candidate, who, text("Not registered yet"))
    for unit in row.units:
        if unit.signer and unit.signer != own and not unit.needed:
            words = text("{unit}: waiting for the {role} to sign", unit=unit.name, role=unit.signer)
            yield Waiting(Awaited.SIGNATURE, candidate, who, words, unit.signer)
    answered = sum(action_state(action, portfolio) is ActionState.ANSWERED for action in portfolio.actions)
    if answered and role is not Role.VERIFIER:
        words = plural(
            "Internal verifier: {count} answered action",
            "Internal verifier: {count} answered actions",
            answered,
        )
        yield Waiting(Awaited.CLOSING, candidate, who, words)
    for reminder in due_reminders(portfolio, reminders, today):
        yield Waiting(Awaited.REMINDER, candidate, who, reminder.words, reminder.words)


def by_what_is_awaited(waits: Iterable[Waiting]) -> list[WaitingGroup]:
    """Return what waits, grouped by what it waits for."""
    alike = defaultdict[tuple[Awaited, str], list[Waiting]](list)
    for wait in waits:
        alike[wait.awaited, wait.of].append(wait)
    return [
        WaitingGroup(_in_words(awaited, of, each), tuple(each))
        for (awaited, of), each in sorted(alike.items(), key=lambda pair: pair[0][0].value)
    ]


def _in_words(awaited: Awaited, of: str, waits: list[Waiting]) -> str:
    people = len({wait.candidate for wait in waits})
    match awaited:
        case Awaited.REGISTRATION:
            return plural(
                "{count} candidate is not registered yet", "{count} candidates are not registered yet", people
            )
        case Awaited.SIGNATURE:
            return plural(
                "{count} unit for the {role} to sign",
                "{count} units for the {role} to sign",
                len(waits),
                role=of,
            )
        case Awaited.CLOSING:
            return plural(
                "The internal verifier has answers of {count} candidate to close",
                "The internal verifier has answers of {count} candidates to close",
                people,
            )
        case Awaited.REMINDER:
            return plural("{words}: {count} candidate", "{words}: {count} candidates", people, words=of)


def reminders_due(rows: Iterable[CandidateRow], reminders: Iterable[Reminder], today: date) -> list[Waiting]:
    """Return the centre's reminders that are due, by candidate."""
    reminders = tuple(reminders)
    return [
        Waiting(Awaited.REMINDER, row.portfolio.candidate.id, row.portfolio.candidate.name, reminder.words)
        for row in rows
        for reminder in due_reminders(row.portfolio, reminders, today)
    ]
