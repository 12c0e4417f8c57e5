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
from csassess.domain.records.programme.keeping import Keeping


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
    types = _types_of_texts(entity, field, value) or types
    read = next((read for kind_of_value, read in _READERS if _is_one_of(types, kind_of_value)), None)
    return read(types, str(value)) if read else str(value)


def _types_of_texts(entity: str, field: str, value: Any) -> list[Any]:
    """Return the type that a field stores as a text, with words of its own; empty for other fields."""
    match entity, field:
        case "evidence", "method" if value in list(Method):
            return [Method]
        case "centre", "keeps":
            return [Keeping]
        case "candidate", "born":
            return [date]
    return []


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
    "action-withdrawal": lambda: text("withdrawal of an action"),
    "addendum": lambda: text("addendum"),
    "agreement": lambda: text("answer to what a file asks for"),
    "answer": lambda: text("answer to what would be asked"),
    "assessor": lambda: text("person working here"),
    "attachment": lambda: text("attached file"),
    "authenticity": lambda: text("declaration of authenticity"),
    "body-period": lambda: text("retention period of an awarding body"),
    "bank-question": lambda: text("question of the bank"),
    "candidate": lambda: text("candidate"),
    "case": lambda: text("appeal, complaint or adjustment"),
    "centre": lambda: text("centre"),
    "claim": lambda: text("claim"),
    "confirmation": lambda: text("confirmation of a requirement"),
    "cover": lambda: text("cover"),
    "contact": lambda: text("contact"),
    "customer": lambda: text("customer"),
    "data-request": lambda: text("data request"),
    "decision": lambda: text("decision"),
    "direct-claims": lambda: text("direct claims status"),
    "device": lambda: text("machine"),
    "employment": lambda: text("job"),
    "enrolment": lambda: text("enrolment"),
    "erasure": lambda: text("erasure"),
    "blind-judgement": lambda: text("blind judgement"),
    "external-action": lambda: text("action of the external verifier"),
    "external-visit": lambda: text("visit of the external verifier"),
    "standardisation": lambda: text("standardisation"),
    "evidence": lambda: text("item"),
    "feedback": lambda: text("customer feedback"),
    "form-approval": lambda: text("approval of a form"),
    "hand-over": lambda: text("hand-over"),
    "hold": lambda: text("hold"),
    "induction": lambda: text("induction"),
    "joined": lambda: text("merged record"),
    "judgement": lambda: text("judgement"),
    "learning-break": lambda: text("break in learning"),
    "looked-at": lambda: text("criterion looked at"),
    "lost-device": lambda: text("lost machine"),
    "milestone": lambda: text("date of a registration"),
    "needed": lambda: text("request of the countersigner"),
    "not-sampled": lambda: text("reason for not sampling"),
    "note": lambda: text("note"),
    "pack-acceptance": lambda: text("accepted packs"),
    "photograph": lambda: text("photograph"),
    "phrase": lambda: text("phrase"),
    "plan": lambda: text("plan"),
    "planned-sample": lambda: text("planned sample"),
    "prior-learning": lambda: text("prior learning"),
    "progress-review": lambda: text("progress review"),
    "qualification": lambda: text("qualification"),
    "qualification-version": lambda: text("qualification brought in"),
    "reference": lambda: text("reference"),
    "registration": lambda: text("registration"),
    "reminder": lambda: text("reminder"),
    "sample": lambda: text("sample"),
    "sample-reading": lambda: text("acknowledgement of feedback"),
    "sample-signature": lambda: text("signature of a sample"),
    "signature": lambda: text("signature of an account"),
    "signed-sheet": lambda: text("signed sheet"),
    "staff-member": lambda: text("entry of the staff list"),
    "strategy": lambda: text("strategy of sampling"),
    "taken-out": lambda: text("redaction"),
    "testimony": lambda: text("testimony"),
    "to-candidate": lambda: text("feedback to the candidate"),
    "unit-plan": lambda: text("assessment plan"),
    "criterion-pair": lambda: text("pair of criteria"),
    "unit-pack": lambda: text("pack of units"),
    "unit-version": lambda: text("unit brought in"),
    "unit-signature": lambda: text("signature of a unit"),
    "verifier-talk": lambda: text("observation or interview by the verifier"),
    "visit": lambda: text("visit"),
    "witness": lambda: text("witness"),
}

# By field or, if it means something else in one kind, by kind and field. A field without words is set by
# the program.
_FIELDS: dict[str, Callable[[], str]] = {
    "actions_share": lambda: text("share sampled of assessors with actions"),
    "new_share": lambda: text("share sampled of new assessors"),
    "experienced_share": lambda: text("share sampled of experienced assessors"),
    "new_months": lambda: text("months for which an assessor is new"),
    "strategy covers": lambda: text("what samples must cover"),
    "nearly": lambda: text("per cent shown at which a unit is nearly finished"),
    "strategy weeks": lambda: text("weeks until a sample is due"),
    "formative": lambda: text("samples are called formative and summative"),
    "observe_questions": lambda: text("questions when an assessor is observed"),
    "interview_questions": lambda: text("questions when a candidate is interviewed"),
    "planned-sample methods": lambda: text("methods to look at"),
    "observe": lambda: text("observe the assessor"),
    "interview": lambda: text("interview the candidate"),
    "verifier-talk agreed": lambda: text("what was agreed"),
    "verifier-talk whom": lambda: text("who was observed or interviewed"),
    "verifier-talk questions": lambda: text("questions"),
    "verifier-talk answers": lambda: text("what was seen and said"),
    "standardisation who": lambda: text("who took part"),
    "standardisation agreed": lambda: text("what was agreed"),
    "standardisation title": lambda: text("subject"),
    "blind-judgement met": lambda: text("criteria shown"),
    "blind-judgement words": lambda: text("reasons"),
    "external-visit name": lambda: text("external verifier"),
    "external-visit body": lambda: text("awarding body"),
    "external-visit report": lambda: text("report"),
    "external-action what": lambda: text("what is asked"),
    "external-action done": lambda: text("done on"),
    "external-action how": lambda: text("what was done"),
    "agreed": lambda: text("agreed on"),
    "answered": lambda: text("answered on"),
    "asked_by": lambda: text("requested by"),
    "assessor_observed": lambda: text("assessor observed"),
    "at": lambda: text("time"),
    "awarded": lambda: text("awarded on"),
    "awarded_by": lambda: text("awarded by"),
    "available_until": lambda: text("can be seen until"),
    "born": lambda: text("date of birth"),
    "brings": lambda: text("what the candidate will bring"),
    "camera_allowed": lambda: text("camera allowed"),
    "candidate_interviewed": lambda: text("candidate interviewed"),
    "certificates": lambda: text("certificates seen"),
    "competent_in": lambda: text("units they are competent in"),
    "conflict_of_interest": lambda: text("conflict of interest"),
    "conflicts": lambda: text("candidates they have a conflict of interest with"),
    "cover until": lambda: text("until"),
    "cover because": lambda: text("reason"),
    "cover drafts": lambda: text("drafts of the assessor who is away"),
    "cover ended": lambda: text("ended on"),
    "cover to_name": lambda: text("lent to"),
    "cpd": lambda: text("professional development"),
    "specimen_on": lambda: text("specimen signed on"),
    "caption": lambda: text("caption"),
    "prior-learning certificate": lambda: text("certificate"),
    "channel": lambda: text("channel"),
    "claim claimed": lambda: text("claimed on"),
    "case closed": lambda: text("closed on"),
    "comment": lambda: text("comment"),
    "comments": lambda: text("the candidate’s comments"),
    "confirmed_on": lambda: text("confirmed with the witness on"),
    "contact": lambda: text("how to reach them"),
    "induction covered": lambda: text("covered"),
    "demeanour": lambda: text("easy or difficult"),
    "description": lambda: text("description"),
    "devices_allowed": lambda: text("devices allowed"),
    "done_well": lambda: text("done well"),
    "data-request received": lambda: text("received on"),
    "due": lambda: text("due on"),
    "email": lambda: text("e-mail"),
    "employer": lambda: text("employer"),
    "employer_email": lambda: text("employer’s e-mail"),
    "employer_comments": lambda: text("the employer’s comments"),
    "employer_phone": lambda: text("employer’s phone"),
    "ended": lambda: text("end"),
    "exceptions": lambda: text("exceptions"),
    "expires": lambda: text("expires on"),
    "feedback": lambda: text("feedback to the assessor"),
    "identity": lambda: text("how identity was confirmed"),
    "improvement": lambda: text("what was improved"),
    "induction": lambda: text("induction checklist"),
    "informed": lambda: text("how the people present were informed"),
    "job": lambda: text("job"),
    "keeps": lambda: text("what the centre keeps"),
    "kind": lambda: text("kind"),
    "later_because": lambda: text("why the time is later than the clock showed"),
    "known_as": lambda: text("other names"),
    "because": lambda: text("why somebody else signed"),
    "second_approves_units": lambda: text("a second person approves units"),
    "body-period body": lambda: text("awarding body"),
    "body-period keep_records": lambda: text("years for which records are kept"),
    "body-period keep_files": lambda: text("years for which evidence files are kept"),
    "registration units": lambda: text("units chosen"),
    "qualification-version approved": lambda: text("approved on"),
    "qualification-version approved_by": lambda: text("approved by"),
    "qualification-version approved_role": lambda: text("approved in the role"),
    "unit-version approved": lambda: text("approved on"),
    "unit-version approved_by": lambda: text("approved by"),
    "unit-version approved_role": lambda: text("approved in the role"),
    "unit-version document": lambda: text("source document"),
    "unit-version withdrawn": lambda: text("approval withdrawn on"),
    "verifies_every_unit": lambda: text("the internal verifier signs every decided unit"),
    "lifted": lambda: text("lifted on"),
    "lines": lambda: text("what to look for"),
    "location": lambda: text("place"),
    "mapping": lambda: text("how it meets the criteria"),
    "method": lambda: text("method"),
    "milestone note": lambda: text("note"),
    "induction note": lambda: text("note"),
    "direct-claims note": lambda: text("note"),
    "case outcome": lambda: text("outcome"),
    "name": lambda: text("name"),
    "next_on": lambda: text("next visit"),
    "number": lambda: text("number"),
    "on": lambda: text("date"),
    "on_paper": lambda: text("on paper"),
    "opened": lambda: text("reason for opening"),
    "origin": lambda: text("spontaneous or requested"),
    "outcome": lambda: text("outcome"),
    "phone": lambda: text("phone"),
    "place": lambda: text("place"),
    "planned_end": lambda: text("planned end"),
    "progress-review progress": lambda: text("progress"),
    "qualification": lambda: text("qualification"),
    "question": lambda: text("question"),
    "reason": lambda: text("reason"),
    "contact reached": lambda: text("reached"),
    "released": lambda: text("released on"),
    "released_by": lambda: text("released by"),
    "unit-plan review": lambda: text("review"),
    "review_on": lambda: text("to be reviewed on"),
    "reviewed": lambda: text("reviewed on"),
    "received": lambda: text("what the customer said"),
    "recording_allowed": lambda: text("recording allowed"),
    "relation": lambda: text("relation to the candidate"),
    "relationship": lambda: text("existing or new"),
    "remote": lambda: text("channel of remote assessment"),
    "review_weeks": lambda: text("weeks between progress reviews"),
    "role": lambda: text("role"),
    "scn": lambda: text("Scottish Candidate Number"),
    "second": lambda: text("second person"),
    "sector": lambda: text("sector"),
    "seen_by": lambda: text("seen there by"),
    "direct-claims since": lambda: text("since"),
    "learning-break since": lambda: text("since"),
    "setting": lambda: text("setting"),
    "shows": lambda: text("what it shows"),
    "stage": lambda: text("stage"),
    "started": lambda: text("start"),
    "stated": lambda: text("taken"),
    "targets": lambda: text("targets"),
    "text": lambda: text("words"),
    "to_develop": lambda: text("to develop"),
    "typed_by": lambda: text("typed by"),
    "uln": lambda: text("ULN"),
    "until": lambda: text("end"),
    "unit-plan unit": lambda: text("unit"),
    "units_only": lambda: text("certificates of units"),
    "verdict": lambda: text("verdict"),
    "contact way": lambda: text("how"),
    "withdrawn_because": lambda: text("reason"),
    "witness": lambda: text("witness"),
    "words": lambda: text("words"),
}
