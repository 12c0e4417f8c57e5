"""Words for the kinds of record, their fields and values, as people read them in a history."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args

from csassess.catalogue import text
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.labels import label
from csassess.domain.records.evidence import Demonstrated, Method
from csassess.domain.records.kinds import KINDS


def kind_words(entity: str) -> str:
    """Return the words for a kind of record, or its stored name if it has none."""
    words = _KINDS.get(entity)
    return words() if words else entity


def field_words(entity: str, field: str) -> str:
    """Return the words for a field, or an empty string if no person enters it."""
    words = _FIELDS.get(f"{entity} {field}") or _FIELDS.get(field)
    return words() if words else ""


def value_words(entity: str, field: str, value: Any) -> str:
    """Return the plain value of a field in words."""
    if value in (None, "", []):
        return text("(nothing)")
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, list):
        return ", ".join(value_words(entity, field, entry) for entry in value)
    if isinstance(value, dict):
        return str(value.get("words", ""))
    kind = KINDS.get(entity)
    declared = kind.fields.get(field) if kind else None
    types = [declared.type, *_types_in(declared.type)] if declared else []
    if (entity, field) == ("note", "shows"):
        return shown_words(str(value))
    if entity == "evidence" and field == "method" and value in list(Method):
        types = [Method]
    read = next((read for kind_of_value, read in _READERS if _is_one_of(types, kind_of_value)), None)
    return read(types, str(value)) if read else str(value)


def shown_words(stored: str) -> str:
    """Return what a note shows in words: own responsibility, or what a unit names."""
    if stored == Demonstrated.OWN_RESPONSIBILITY:
        return text("responsibility for own actions")
    return stored.partition(" ")[2] or stored


def _types_in(hint: Any) -> list[Any]:
    """Return the types inside `X | None` or a tuple."""
    return [inner for argument in get_args(hint) for inner in (argument, *_types_in(argument))]


def _is_one_of(types: list[Any], wanted: type) -> bool:
    return any(isinstance(kind, type) and issubclass(kind, wanted) for kind in types)


def _coded(types: list[Any], value: str) -> str:
    coded = next(kind for kind in types if isinstance(kind, type) and issubclass(kind, StrEnum))
    try:
        member = coded(value)
        return str(member.words) if hasattr(member, "words") else label(member)
    except (KeyError, ValueError):
        return value  # of a newer version


def _dated(words: Callable[[str], str]) -> Callable[[list[Any], str], str]:
    def read(_: list[Any], value: str) -> str:
        try:
            return words(value)
        except ValueError:
            return value  # taken out

    return read


_READERS: tuple[tuple[type, Callable[[list[Any], str], str]], ...] = (
    (StrEnum, _coded),
    (datetime, _dated(lambda value: date_and_time(datetime.fromisoformat(value)))),
    (date, _dated(lambda value: long_date(date.fromisoformat(value)))),
)

_KINDS: dict[str, Callable[[], str]] = {
    "accepted-machine": lambda: text("accepted machine"),
    "action": lambda: text("action"),
    "action-answer": lambda: text("answer to an action"),
    "action-closing": lambda: text("response to an answer"),
    "addendum": lambda: text("addendum"),
    "agreement": lambda: text("answer to what a file asks for"),
    "answer": lambda: text("answer to what would be asked"),
    "assessor": lambda: text("person working here"),
    "attachment": lambda: text("attached file"),
    "bank-question": lambda: text("question of the bank"),
    "candidate": lambda: text("candidate"),
    "centre": lambda: text("centre"),
    "confirmation": lambda: text("confirmation of a requirement"),
    "customer": lambda: text("customer"),
    "data-request": lambda: text("data request"),
    "decision": lambda: text("decision"),
    "device": lambda: text("machine"),
    "employment": lambda: text("job"),
    "enrolment": lambda: text("enrolment"),
    "erasure": lambda: text("erasure"),
    "evidence": lambda: text("item"),
    "feedback": lambda: text("customer feedback"),
    "form-approval": lambda: text("approval of a form"),
    "hand-over": lambda: text("hand-over"),
    "hold": lambda: text("hold"),
    "joined": lambda: text("merged record"),
    "judgement": lambda: text("judgement"),
    "looked-at": lambda: text("criterion looked at"),
    "lost-device": lambda: text("lost machine"),
    "milestone": lambda: text("date of a registration"),
    "needed": lambda: text("request of the countersigner"),
    "not-sampled": lambda: text("reason for not sampling"),
    "note": lambda: text("note"),
    "photograph": lambda: text("photograph"),
    "phrase": lambda: text("phrase"),
    "plan": lambda: text("plan"),
    "qualification": lambda: text("qualification"),
    "reference": lambda: text("reference"),
    "registration": lambda: text("registration"),
    "reminder": lambda: text("reminder"),
    "sample": lambda: text("sample"),
    "sample-signature": lambda: text("signature of a sample"),
    "signature": lambda: text("signature of an account"),
    "signed-sheet": lambda: text("signed sheet"),
    "staff-member": lambda: text("entry of the staff list"),
    "taken-out": lambda: text("redaction"),
    "testimony": lambda: text("testimony"),
    "to-candidate": lambda: text("feedback to the candidate"),
    "unit-version": lambda: text("unit brought in"),
    "unit-signature": lambda: text("signature of a unit"),
    "visit": lambda: text("visit"),
    "witness": lambda: text("witness"),
}

# By field or, if it means something else in one kind, by kind and field. A field without words is set by
# the program.
_FIELDS: dict[str, Callable[[], str]] = {
    "agreed": lambda: text("agreed on"),
    "answered": lambda: text("answered on"),
    "asked_by": lambda: text("requested by"),
    "assessor_observed": lambda: text("assessor observed"),
    "at": lambda: text("time"),
    "available_until": lambda: text("can be seen until"),
    "brings": lambda: text("what the candidate will bring"),
    "camera_allowed": lambda: text("camera allowed"),
    "candidate_interviewed": lambda: text("candidate interviewed"),
    "caption": lambda: text("caption"),
    "channel": lambda: text("channel"),
    "comment": lambda: text("comment"),
    "comments": lambda: text("the candidate’s comments"),
    "confirmed_on": lambda: text("confirmed with the witness on"),
    "contact": lambda: text("how to reach them"),
    "demeanour": lambda: text("easy or difficult"),
    "description": lambda: text("description"),
    "devices_allowed": lambda: text("devices allowed"),
    "done_well": lambda: text("done well"),
    "data-request received": lambda: text("received on"),
    "due": lambda: text("due on"),
    "employer": lambda: text("employer"),
    "ended": lambda: text("end"),
    "exceptions": lambda: text("exceptions"),
    "feedback": lambda: text("feedback to the assessor"),
    "identity": lambda: text("how identity was confirmed"),
    "improvement": lambda: text("what was improved"),
    "informed": lambda: text("how the people present were informed"),
    "job": lambda: text("job"),
    "kind": lambda: text("kind"),
    "later_because": lambda: text("why the time is later than the clock showed"),
    "known_as": lambda: text("other names"),
    "because": lambda: text("why somebody else signed"),
    "second_approves_units": lambda: text("a second person approves units"),
    "unit-version approved": lambda: text("approved on"),
    "unit-version approved_by": lambda: text("approved by"),
    "unit-version approved_role": lambda: text("approved in the role"),
    "unit-version document": lambda: text("source document"),
    "verifies_every_unit": lambda: text("the internal verifier signs every decided unit"),
    "lifted": lambda: text("lifted on"),
    "lines": lambda: text("what to look for"),
    "location": lambda: text("place"),
    "method": lambda: text("method"),
    "milestone note": lambda: text("note"),
    "name": lambda: text("name"),
    "next_on": lambda: text("next visit"),
    "number": lambda: text("number"),
    "on": lambda: text("date"),
    "on_paper": lambda: text("on paper"),
    "opened": lambda: text("reason for opening"),
    "origin": lambda: text("spontaneous or requested"),
    "outcome": lambda: text("outcome"),
    "place": lambda: text("place"),
    "qualification": lambda: text("qualification"),
    "question": lambda: text("question"),
    "reason": lambda: text("reason"),
    "received": lambda: text("what the customer said"),
    "recording_allowed": lambda: text("recording allowed"),
    "relation": lambda: text("relation to the candidate"),
    "relationship": lambda: text("existing or new"),
    "remote": lambda: text("channel of remote assessment"),
    "role": lambda: text("role"),
    "second": lambda: text("second person"),
    "sector": lambda: text("sector"),
    "seen_by": lambda: text("seen there by"),
    "setting": lambda: text("setting"),
    "shows": lambda: text("what it shows"),
    "stage": lambda: text("stage"),
    "started": lambda: text("start"),
    "stated": lambda: text("taken"),
    "text": lambda: text("words"),
    "to_develop": lambda: text("to develop"),
    "typed_by": lambda: text("typed by"),
    "until": lambda: text("end"),
    "verdict": lambda: text("verdict"),
    "withdrawn_because": lambda: text("reason"),
    "witness": lambda: text("witness"),
    "words": lambda: text("words"),
}
