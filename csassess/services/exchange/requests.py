"""Requests that came in files: what destroys or replaces something waits until a person here agrees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.data.exchange.accepted import own_machines
from csassess.data.exchange.devices import people
from csassess.data.exchange.merge import judge_again
from csassess.data.exchange.quarantine import events_asked
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Change, Event
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.record_words import field_words, kind_words
from csassess.domain.records.evidence import derived_id
from csassess.domain.records.people import Candidate
from csassess.domain.records.retention import Agreement
from csassess.domain.records.user_actions import UserAction
from csassess.services.arriving.arrival_rules import ArrivalRules, answer_to
from csassess.services.exchange.import_rules import refused_whole
from csassess.services.exchange.receiving import finish_removals, settle


@dataclass(frozen=True, slots=True)
class Request:
    """One entry that waits for an agreement: in which portfolio, who asks, and for what.

    `is_own_deletion` says that the user's own other machine asks to delete something for good.
    """

    id: str
    candidate: str
    name: str
    who: str
    what: str
    is_own_deletion: bool = False


def pending_requests(caseload: Caseload) -> list[Request]:
    """Return the requests that no one here has answered yet, in order of arrival."""
    names = {person.id: person.name for person in people(caseload).values()}
    own, requests = own_machines(caseload), []
    for event in events_asked(caseload.db):
        candidate = caseload.one(Candidate, event.stream, event.stream)
        if candidate and answer_to(caseload, event) is None:
            who = names.get(event.author, event.device[:6])
            requests.append(
                Request(
                    event.id,
                    event.stream,
                    candidate.name,
                    text("{name}, {day}", name=who, day=long_date(event.at.date())),
                    what_is_asked(event),
                    event.device in own and _deletes(event),
                )
            )
    return requests


def _deletes(event: Event) -> bool:
    """Return whether an entry asks to delete words, a picture or a candidate's records for good."""
    return event.action == UserAction.REDACT or any(
        (change.entity, change.field) in (("photograph", "covered"), ("candidate", "deleted"))
        for change in event.changes
    )


def what_is_asked(event: Event) -> str:
    """Return in words what an entry asks for."""
    if event.action == UserAction.REDACT:
        listed = _listed(change for change in event.changes if change.entity != "taken-out")
        reason = next((c.value for c in event.changes if (c.entity, c.field) == ("taken-out", "reason")), "")
        return text("Delete words for good ({fields}): {reason}", fields=listed, reason=reason)
    for what, is_meant in _MEANT:
        if any(map(is_meant, event.changes)):
            others = _listed(change for change in event.changes if not _belongs(change, is_meant, event))
            said = what()
            return text("{what}. It also changes: {fields}", what=said, fields=others) if others else said
    return text("Change the record")


_MEANT: tuple[tuple[Callable[[], str], Callable[[Change], bool]], ...] = (
    (
        lambda: text("Cover part of a photograph, and delete the picture without the cover for good"),
        lambda change: change.entity == "photograph",
    ),
    (
        lambda: text("Use another wording of the unit for this candidate"),
        lambda change: change.entity == "enrolment",
    ),
    (
        lambda: text("Remove the candidate and the records entered with them"),
        lambda change: (change.entity, change.field) == ("candidate", "deleted"),
    ),
    (
        lambda: text("Change or lift a hold that another person placed"),
        lambda change: change.entity == "hold",
    ),
    (
        lambda: text("Merge this record into another candidate’s"),
        lambda change: change.entity == "joined",
    ),
)


def _belongs(change: Change, is_meant: Callable[[Change], bool], event: Event) -> bool:
    """Return whether the sentence that names what is meant says a change too."""
    is_removal = (change.field, change.value) == ("deleted", True)
    removes_all = any((c.entity, c.field) == ("candidate", "deleted") for c in event.changes)
    return is_meant(change) or (is_removal and removes_all)


def _listed(changes: Iterable[Change]) -> str:
    """Return the fields that are changed, in words."""
    fields = sorted({(kind_words(c.entity), field_words(c.entity, c.field)) for c in changes})
    return ", ".join(f"{kind}: {field}" if field else kind for kind, field in fields)


def agree(caseload: Caseload, request: Request) -> None:
    """Agree to a request: it takes effect here, and on the user's other machines.

    Raises UserError, having changed nothing, if it cannot take effect any more.
    """
    with caseload.together():
        _answer(caseload, request, agreed=True)
        with refused_whole():
            rules = ArrivalRules(caseload)
            merged = judge_again(caseload, [request.candidate], rules)
            merged.agreed = rules.agreed_among(merged)
            settle(caseload, merged, set())
        if request.id not in {event.id for events in merged.new.values() for event in events}:
            raise UserError(
                text("This can no longer be done: it rests on something that is not here. Decline it.")
            )
    finish_removals(caseload, merged)


def decline(caseload: Caseload, request: Request) -> None:
    """Decline a request: it never takes effect here."""
    _answer(caseload, request, agreed=False)


def _answer(caseload: Caseload, request: Request, *, agreed: bool) -> None:
    answer = Agreement(
        derived_id(request.id, caseload.author), request.id, agreed, caseload.clock().date(), caseload.author
    )
    action = UserAction.REQUEST_AGREE if agreed else UserAction.REQUEST_DECLINE
    caseload.save(request.candidate, action, answer)
