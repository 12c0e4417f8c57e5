"""Record codes of scheme 2: of listed values of the record, and of nothing else.

Labels, language, layout and signatures are not listed, so that none of them changes a code. A value
that is to count for what is decided or signed from now on needs a scheme of its own.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from csassess.domain.codes.account_entries import in_account
from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.verification import Sample

Listed = dict[str, tuple[str, ...]]
"""The fields that count, by kind of record; with any of them, the ids of the records count too."""


def _listed(**fields: str) -> Listed:
    return {kind.replace("_", "-"): tuple(names.split()) for kind, names in fields.items()}


def _paper(**fields: str) -> Listed:
    """Return what a paper shows: the candidate and their registration, and these fields."""
    return _listed(candidate="name number", registration="qualification number on", **fields)


_JUDGED = (
    "method description on setting visit employment location withdrawn seen_by available_until written "
    "remote identity"
)
_ITEM = f"number {_JUDGED}"
_NOTE = "evidence at written kind text question customer shows until later_because"
_CUSTOMER = "evidence letter demeanour relationship channel same_as"
_FEEDBACK = "evidence origin received improvement note"
_REFERENCE = "evidence unit criterion note location"
_PHOTOGRAPH = "evidence sha256 at taken stated later_because caption informed covered"
_ATTACHMENT = "evidence sha256 name media_type kind at"
_TO_CANDIDATE = "evidence done_well to_develop comments next_on brings"
_JUDGEMENT = "outcome comment exceptions"
_CONFIRMATION = "unit requirement reason on by basis"
_SAMPLE = (
    "unit stage on by name evidence verdict exceptions comment feedback assessor_observed "
    "candidate_interviewed seen sheet"
)
_LOOKED_AT = "sample evidence criterion"
_ACTION = "sample unit evidence what due by name at note sheet"

DECISION = _listed(
    evidence=_ITEM,
    visit="on place started ended camera_allowed recording_allowed devices_allowed informed written "
    "later_because",
    testimony="witness typed_by on_paper confirmed_on",
    witness="name role relation",
    note=_NOTE,
    customer=_CUSTOMER,
    feedback=_FEEDBACK,
    reference=_REFERENCE,
    photograph=_PHOTOGRAPH,
    attachment=_ATTACHMENT,
    judgement=_JUDGEMENT,
    confirmation=_CONFIRMATION,
)
"""What a decision on a unit rests on."""

ACCOUNT = _listed(
    evidence="number method description on visit location remote identity",
    visit="on place started informed later_because",
    testimony="witness typed_by on_paper",
    witness="name role relation",
    note="evidence at written kind text question customer until later_because",
    customer=_CUSTOMER,
    feedback=_FEEDBACK,
    photograph="evidence sha256 at taken stated later_because caption informed",
    attachment="evidence sha256 name media_type kind at",
    to_candidate=_TO_CANDIDATE,
)
"""What the people present sign: how it happened, not what the assessor makes of it."""

JUDGEMENT = _listed(
    evidence=_JUDGED,
    note=_NOTE,
    customer=_CUSTOMER,
    feedback=_FEEDBACK,
    reference=_REFERENCE,
    photograph=_PHOTOGRAPH,
    attachment=_ATTACHMENT,
)
"""What a judgement of an item rests on."""

SAMPLE = _listed(sample=_SAMPLE, looked_at=_LOOKED_AT, action=_ACTION)
"""What the verifier signs of a sample: its answers come later."""

_ACTIONS = {
    "action": "sample unit evidence what due name at note",
    "action_answer": "action words name at",
    "action_closing": "action answer closed words name at",
    "action_withdrawal": "words name at",
}
PAPERS: dict[str, Listed] = {
    "CRF": _paper(
        evidence="number method description on setting visit location withdrawn written",
        visit="written",
        reference="evidence unit criterion location",
        judgement=_JUDGEMENT,
        **_ACTIONS,
    ),
    "ERC": _paper(
        evidence="number method on setting visit employment withdrawn",
        note="evidence customer shows",
        customer=_CUSTOMER,
        feedback=_FEEDBACK,
        reference="evidence unit criterion",
        judgement="outcome",
        confirmation=_CONFIRMATION,
    ),
    "UND": _paper(
        evidence="number withdrawn",
        judgement=_JUDGEMENT,
        decision="unit on code basis reason",
    ),
    "EVI": _paper(
        evidence="number method description on visit location withdrawn seen_by available_until written",
        visit="written",
        reference="evidence unit criterion location",
        judgement="outcome on exceptions",
    ),
    "CAR": _paper(
        enrolment="digest",
        evidence="number method on visit withdrawn",
        reference="evidence unit criterion",
        judgement="outcome",
        decision="unit on code",
    ),
    "WSL": _paper(
        witness="name role relation contact",
        testimony="witness",
        evidence="number",
    ),
    "VSR": _paper(
        evidence="number method on visit withdrawn written",
        visit="written",
        reference="evidence unit criterion location",
        sample=_SAMPLE,
        looked_at=_LOOKED_AT,
        sample_reading="name at words",
        not_sampled="reason",
        **_ACTIONS,
    ),
    "WTF": _paper(
        evidence="number method on",
        testimony="witness",
        witness="name role relation",
    ),
    "CST": _paper(evidence="number method description on"),
    "VSF": _paper(
        evidence="number method on visit withdrawn written",
        visit="written",
        reference="evidence unit criterion location",
        sample=_SAMPLE,
        **_ACTIONS,
    ),
    "FAK": _paper(sample="unit stage on name verdict comment feedback"),
    "VOI": _paper(
        verifier_talk="kind on whom name place questions answers agreed",
    ),
    "VPL": _paper(plan="on place lines brings agreed"),
    "VSH": _paper(plan="on place lines"),
    "OBR": _paper(
        evidence=_ITEM,
        visit="on place started ended informed written later_because",
        testimony="witness typed_by on_paper confirmed_on",
        witness="name role relation",
        note=_NOTE,
        customer=_CUSTOMER,
        feedback=_FEEDBACK,
        reference=_REFERENCE,
        photograph=_PHOTOGRAPH,
        attachment=_ATTACHMENT,
        to_candidate=_TO_CANDIDATE,
        addendum="evidence words at",
        **_ACTIONS,
    ),
    "CPY": _paper(
        evidence="number method description on setting visit location seen_by available_until written remote "
        "identity",
        visit="on place started ended informed written later_because",
        testimony="witness typed_by on_paper confirmed_on",
        witness="name role relation",
        note="evidence at written kind text question customer until later_because",
        customer=_CUSTOMER,
        feedback=_FEEDBACK,
        photograph=_PHOTOGRAPH,
        attachment=_ATTACHMENT,
        to_candidate=_TO_CANDIDATE,
        addendum="evidence words at",
    ),
    "FBC": _paper(
        evidence="number method on setting visit location",
        visit="on place started ended",
        to_candidate=_TO_CANDIDATE,
    ),
}
"""What the printed papers show, by the letters of the form."""

_OF_AN_ITEM = ("OBR", "CPY", "FBC", "WTF", "CST")
_OF_A_RECORD = {"VPL": "plan", "VSH": "plan", "FAK": "sample"}
"""The forms about an item, a plan or a sample; of the others, those about something are about a unit."""

_PART_OF = {kind.name: part for part, kind in PARTS.items()}


def decision_code(unit_id: str, portfolio: Portfolio, basis: Collection[str]) -> str:
    """Return the code of what a decision on a unit rests on, by scheme 2."""
    accepted = sorted(i.id for i in portfolio.evidence if i.id in basis and portfolio.is_accepted(i))
    return _digest("decision", [accepted, *_values(DECISION, portfolio, frozenset(basis), unit_id)])


def judgement_code(evidence_id: str, portfolio: Portfolio) -> str:
    """Return the code of what a judgement of an item rests on, by scheme 2."""
    return _digest("judgement", _values(JUDGEMENT, portfolio, frozenset((evidence_id,))))


def account_code(item: EvidenceItem, portfolio: Portfolio, as_of: datetime) -> str:
    """Return the code of an item's account as of a given time, by scheme 2."""
    notes = {n.id: n for n in portfolio.notes_of(item.id) if n.written <= as_of and in_account(n)}
    mentioned = {note.customer for note in notes.values()}

    def counts(kind: str, record: Any) -> bool:
        match kind:
            case "note":
                return record.id in notes
            case "customer":
                return record.id in mentioned
            case "photograph" | "attachment":
                return bool(record.at <= as_of)
            case "to-candidate":
                is_earlier = record.written is None or record.written <= as_of
                return is_earlier and not record.is_empty
        return True

    return _digest("account", _values(ACCOUNT, portfolio, frozenset((item.id,)), counts=counts))


def sample_code(sample: Sample, portfolio: Portfolio) -> str:
    """Return the code of a sample as it is signed, by scheme 2."""

    def counts(kind: str, record: Any) -> bool:
        return bool((record.id if kind == "sample" else record.sample) == sample.id)

    return _digest("sample", _values(SAMPLE, portfolio, counts=counts))


def paper_code(form: str, about: str, portfolio: Portfolio) -> str:
    """Return the code that a paper prints, by scheme 2.

    `form` is the form's letters, `about` the id of the unit, item, plan or sample that the paper is about.
    """
    if about and form in _OF_AN_ITEM:
        values = _values(PAPERS[form], portfolio, frozenset((about,)))
    elif about and form in _OF_A_RECORD:
        own = _OF_A_RECORD[form]
        values = _values(PAPERS[form], portfolio, counts=lambda kind, r: kind != own or r.id == about)
    elif about:
        items = frozenset(item.id for item in portfolio.items_for(about))
        items |= {action.evidence for action in portfolio.actions if action.unit == about}
        values = _values(PAPERS[form], portfolio, items, about)
    else:
        values = _values(PAPERS[form], portfolio)
    return _digest(f"{form} {about}", values)[:12]


def _values(
    listed: Listed,
    portfolio: Portfolio,
    items: frozenset[str] | None = None,
    unit_id: str = "",
    counts: Callable[[str, Any], bool] = lambda _, __: True,
) -> Iterator[Any]:
    """Yield the listed values of the records that belong to some items and a unit, or of all.

    `counts` leaves out others, given their kind and the record.
    """
    for kind in sorted(listed):
        for record in sorted(_records(kind, portfolio, items), key=lambda record: str(record.id)):
            belongs_to = _items_of(kind, record, portfolio) if items is not None else None
            is_among = items is None or belongs_to is None or not belongs_to.isdisjoint(items)
            is_of_unit = not unit_id or _unit_of(kind, record, portfolio) in (None, unit_id)
            if is_among and is_of_unit and counts(kind, record):
                yield [kind, record.id, *(getattr(record, field) for field in listed[kind])]


def _records(kind: str, portfolio: Portfolio, items: frozenset[str] | None) -> Iterable[Any]:
    """Return records of a kind that include those of some items; all of them if the kind has no owner."""
    if kind == "candidate":
        return [portfolio.candidate]
    part = _PART_OF[kind]
    if items is not None and (kind == "evidence" or PARTS[part].owner):  # by the index, not one by one
        return portfolio.of_items(part, items)
    if items is not None and kind == "visit":
        visits = {item.visit for item in portfolio.of_items("evidence", items)}
        return [visit for visit in portfolio.visits if visit.id in visits]
    return getattr(portfolio, part)  # type: ignore[no-any-return]  # a part is a tuple of records


def _unit_of(kind: str, record: Any, portfolio: Portfolio) -> str | None:
    """Return the unit that a record belongs to; None if its kind belongs to none."""
    if kind in ("action-answer", "action-closing"):
        return next((action.unit for action in portfolio.actions if action.id == record.action), None)
    return getattr(record, "unit", None)


def _items_of(kind: str, record: Any, portfolio: Portfolio) -> set[str] | None:
    """Return the items that a record belongs to; None if its kind belongs to none."""
    match kind:
        case "evidence" | "judgement":
            return {record.id}
        case "visit":
            return {item.id for item in portfolio.evidence if item.visit == record.id}
        case "witness":
            return {t.id for t in portfolio.testimonies if t.witness == record.id}
        case "action-answer" | "action-closing":
            return {action.evidence for action in portfolio.actions if action.id == record.action}
        case "action-withdrawal":
            return {action.evidence for action in portfolio.actions if action.id == record.id}
    owner = PARTS[_PART_OF[kind]].owner if kind in _PART_OF else None
    return {getattr(record, owner)} if owner else None


def _digest(of: str, values: Any) -> str:
    content = ["scheme 2", of, list(values)]
    serialized = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(serialized.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value of the record as JSON takes it: a planned line as its fields, a time as its text."""
    if hasattr(value, "__dataclass_fields__"):
        return {field: getattr(value, field) for field in value.__dataclass_fields__}
    return str(value)
