"""The entities of the record: which dataclass stands in which table, and how values travel between them."""

import dataclasses
import json
import unicodedata
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

from cattrs.preconf.json import make_converter

from csassess.domain.assessment import question_bank
from csassess.domain.portfolio import Portfolio
from csassess.domain.records import (
    attachments,
    evidence,
    form_control,
    milestones,
    people,
    phrases,
    retention,
    signatures,
    signed_sheets,
    staff,
    verification,
    visits,
    witnesses,
)

Record = TypeVar("Record")

ENTITIES: dict[str, type] = {
    # Stream of the caseload: no candidate data.
    "centre": people.Centre,
    "assessor": people.Assessor,
    "device": people.Device,
    "qualification": people.Qualification,
    "bank-question": question_bank.BankQuestion,
    "phrase": phrases.Phrase,
    "form-approval": form_control.FormApproval,
    "staff-member": staff.StaffMember,
    "reminder": milestones.Reminder,
    "lost-device": staff.LostDevice,
    "erasure": retention.Erasure,
    # One stream for each portfolio.
    "candidate": people.Candidate,
    "registration": people.Registration,
    "employment": people.Employment,
    "enrolment": people.Enrolment,
    "hand-over": people.HandOver,
    "joined": people.Joined,
    "visit": visits.Visit,
    "evidence": evidence.EvidenceItem,
    "note": evidence.Note,
    "customer": evidence.Customer,
    "feedback": evidence.CustomerFeedback,
    "reference": evidence.Reference,
    "judgement": evidence.Judgement,
    "confirmation": evidence.Confirmation,
    "decision": evidence.Decision,
    "plan": visits.Plan,
    "addendum": evidence.Addendum,
    "photograph": attachments.Photograph,
    "attachment": attachments.Attachment,
    "to-candidate": signatures.FeedbackToCandidate,
    "signature": signatures.Signature,
    "unit-signature": signatures.UnitSignature,
    "signed-sheet": signed_sheets.SignedSheet,
    "witness": witnesses.Witness,
    "testimony": witnesses.Testimony,
    "sample": verification.Sample,
    "looked-at": verification.LookedAt,
    "sample-signature": verification.SampleSignature,
    "action": verification.Action,
    "action-answer": verification.ActionAnswer,
    "action-closing": verification.ActionClosing,
    "not-sampled": verification.NotSampled,
    "needed": verification.Needed,
    "milestone": milestones.Milestone,
    "hold": retention.Hold,
    "data-request": retention.DataRequest,
    "taken-out": retention.Redaction,
}
_NAMES = {record_type: name for name, record_type in ENTITIES.items()}
_converter = make_converter()


def entity_name(record_type: type) -> str:
    """Return the entity's name for a type of the domain."""
    return _NAMES[record_type]


@cache
def columns(entity: str) -> dict[str, type]:
    """Return the columns of an entity's table with their SQLite types, the id left out."""
    hints = get_type_hints(ENTITIES[entity])
    return {
        field.name: int if hints[field.name] in (bool, bool | None, int) else str
        for field in dataclasses.fields(ENTITIES[entity])
        if field.name != "id"
    }


def to_values(record: Any) -> dict[str, Any]:
    """Return a record's fields, the id left out, as plain JSON values, text in composed form (NFC)."""
    values: dict[str, Any] = _converter.unstructure(record)
    del values["id"]
    return {name: unicodedata.normalize("NFC", v) if isinstance(v, str) else v for name, v in values.items()}


def to_plain(record: Any) -> Any:
    """Return any dataclass of the domain as plain JSON values, the id included."""
    return _converter.unstructure(record)


def from_plain(record_type: type[Record], plain: Any) -> Record:
    """Return the dataclass that plain JSON values hold; raises an exception of cattrs where they hold none."""
    return _converter.structure(plain, record_type)


_PARTS = get_type_hints(Portfolio)


def _portfolio(plain: dict[str, Any], _: type) -> Portfolio:
    """Make what there is of a portfolio: left to itself cattrs first writes the code for each of its forty kinds of record."""
    return Portfolio(
        **{name: _converter.structure(value, _PARTS[name]) for name, value in plain.items() if value}
    )


_converter.register_structure_hook(Portfolio, _portfolio)


@cache
def required_fields(entity: str) -> frozenset[str]:
    """Return the fields a record cannot be made without, the id left out."""
    return frozenset(
        field.name
        for field in dataclasses.fields(ENTITIES[entity])
        if field.default is dataclasses.MISSING and field.name != "id"
    )


def default_values(record_type: type) -> dict[str, Any]:
    """Return the plain values that a record's fields take where nothing is said."""
    return {
        field.name: _converter.unstructure(field.default)
        for field in dataclasses.fields(record_type)
        if field.default is not dataclasses.MISSING
    }


# Text by which records name one another, units, machines and kept bytes: none of it is a person's own words.
_CODES = {
    "id",
    "letter",
    "public_key",
    "unit",
    "criterion",
    "certificate",
    "qualification",
    "digest",
    "from_device",
    "to_device",
    "after",
    "into",
    "method",
    "visit",
    "employment",
    "evidence",
    "customer",
    "same_as",
    "judged",
    "requirement",
    "code",
    "head",
    "sha256",
    "original",
    "media_type",
    "paper",
    "form",
    "about",
    "witness",
    "sample",
    "sheet",
    "action",
    "addendum",
    "answer",
    "entity",
    "record",
    "field",
    "by",
    "logo",
}
_CODES_OF = {("evidence", "number"), ("feedback", "note"), ("reference", "note"), ("action", "note")}


@cache
def holds_words(entity: str, field: str) -> bool:
    """Whether a field of an entity is text that a person writes."""
    hint = get_type_hints(ENTITIES[entity]).get(field)
    return hint in (str, str | None) and field not in _CODES and (entity, field) not in _CODES_OF


def to_column(value: Any) -> Any:
    """Return a JSON value as a column keeps it: lists as text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def from_row(record_type: type[Record], row: dict[str, Any]) -> Record:
    """Return the record that a table's row holds; what the row leaves empty takes the field's default."""
    lists = _list_fields(entity_name(record_type))
    known = {
        name: json.loads(value) if name in lists else value
        for name, value in row.items()
        if value is not None and name not in ("stream", "deleted", "made")
    }
    return _converter.structure(known, record_type)


@cache
def _list_fields(entity: str) -> frozenset[str]:
    hints = get_type_hints(ENTITIES[entity])
    return frozenset(name for name, hint in hints.items() if get_origin(hint) is tuple)
