"""The formats of a unit's stored wording, and the unit that each describes.

Format 1 has no fields but those listed here, whatever the program has gained since: its wording is what
those fields hold. The wording of format 2 is its content as it is written. Nothing is added to either.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, get_args

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from csassess.catalogue import text
from csassess.domain.units.rules import FirstRule, Rule
from csassess.domain.units.units import (
    Correspondence,
    Criterion,
    EvidenceRequirement,
    Identity,
    Outcome,
    RecordingForm,
    RequirementItem,
    Section,
    Source,
    Unit,
)
from csassess.domain.units.values import Grade, Kind

NEWEST = 2
"""The newest format that this program reads."""


class NewerFormatError(ValueError):
    """The wording of a unit is in a format that this program does not know yet."""


def is_newer(content: Any) -> bool:
    """Return whether a wording is in a format that this program does not know yet."""
    version = content.get("format") if isinstance(content, dict) else None
    return type(version) is int and version > NEWEST


def unit_from(content: Any) -> Unit:
    """Return the unit that plain values describe.

    Raises NewerFormatError, or ClassValidationError or ValueError naming each wrong field.
    """
    if not isinstance(content, dict):
        raise ValueError(f"{type(content).__name__} is no unit")
    version = content.get("format")
    if is_newer(content):
        raise NewerFormatError(
            text(
                "format: {version} is newer than this program reads ({newest})",
                version=version,
                newest=NEWEST,
            )
        )
    if version == 2 and type(version) is int:
        return _unit(_second.structure(content, _Unit))
    unit: Unit = _first.structure(content, Unit)
    return unit


def first_wording(unit: Unit) -> Any:
    """Return the wording of a unit of format 1, with every field of that format."""
    return _first.unstructure(unit)


def _converter() -> Converter:
    made = Converter(forbid_extra_keys=True)
    _exactly(made, str, "text")
    _exactly(made, int, "a whole number")
    _exactly(made, bool, "true or false")
    return made


def _exactly(made: Converter, expected: type, name: str) -> None:
    """Accept only values of exactly this type: a number instead of text is an error."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not expected:
            raise ValueError(f"{value!r} is not {name}")
        return value

    def structure_optional(value: Any, hint: Any) -> Any:
        return None if value is None else structure(value, hint)

    made.register_structure_hook_func(lambda hint: hint is expected, structure)
    made.register_structure_hook_func(lambda hint: hint == expected | None, structure_optional)


# Format 1

_FIRST_FIELDS: dict[type, str] = {  # what is inside goes before what holds it
    **{
        rule: " ".join(
            field.name
            for field in dataclasses.fields(rule)
            if field.name in ("kind", "allowed", "scope", "about", "facet", "value", "of", "origin", "item")
        )
        for rule in get_args(FirstRule)
    },
    Criterion: "label text",
    Outcome: "title kind lead criteria label guidance",
    EvidenceRequirement: "label text rules items",
    Unit: "format id identity source outcomes evidence_requirements recording_form correspondences"
    " guidance_heading assessment_strategy",
}


@dataclasses.dataclass(frozen=True, slots=True)
class _FirstIdentity:
    """What a unit of format 1 states about itself: level, credit and hours are whole numbers."""

    purpose: str
    unstated: tuple[str, ...]
    awarding_body: str | None = None
    number: str | None = None
    title: str | None = None
    reference: str | None = None
    level: int | None = None
    credit: int | None = None
    guided_learning_hours: int | None = None


_NUMBERS = ("level", "credit", "guided_learning_hours")


def _first_converter() -> Converter:
    made = _converter()

    def identity(value: Any, _: Any) -> Identity:
        stated = made.structure(value, _FirstIdentity)
        values = {field.name: getattr(stated, field.name) for field in dataclasses.fields(stated)}
        numbers = {name: None if values[name] is None else str(values[name]) for name in _NUMBERS}
        return Identity(**values | numbers)

    def plain_identity(stated: Identity) -> dict[str, Any]:
        values = {field.name: getattr(stated, field.name) for field in dataclasses.fields(stated)}
        numbers = {name: None if values[name] is None else int(values[name]) for name in _NUMBERS}
        return values | {"unstated": list(stated.unstated)} | numbers

    def first_rule(value: Any, _: Any) -> Any:
        rules: Any = FirstRule
        return made.structure(value, rules)

    made.register_structure_hook(Identity, identity)
    made.register_unstructure_hook(Identity, plain_identity)
    made.register_structure_hook_func(_is_rule, first_rule)
    made.register_structure_hook_func(_is_format, _format)
    for described, listed in _FIRST_FIELDS.items():
        names = listed.split()
        left_out: dict[str, Any] = {
            field.name: override(omit=True)
            for field in dataclasses.fields(described)
            if field.name not in names
        }
        made.register_structure_hook(
            described,
            make_dict_structure_fn(described, made, _cattrs_forbid_extra_keys=True, **left_out),
        )
        made.register_unstructure_hook(described, make_dict_unstructure_fn(described, made, **left_out))
    return made


def _is_rule(hint: Any) -> bool:
    return bool(hint == Rule)


def _is_format(hint: Any) -> bool:
    return bool(hint == Literal[1, 2])


def _format(value: Any, _: Any) -> int:
    """Accept 1 only: a unit of format 2 is structured otherwise."""
    if type(value) is not int or value != 1:
        raise ValueError(f"{value!r} is not one of [1, 2]")
    return value


# Format 2


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    label: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Range:
    """What a criterion ranges over: text, or items of which each has to be shown if it is `required`."""

    text: str = ""
    items: tuple[_Item, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        if not self.text and not self.items:
            raise ValueError("a range needs 'text' or 'items'")


@dataclasses.dataclass(frozen=True, slots=True)
class _Criterion:
    label: str
    text: str
    kind: Kind | None = None
    items: tuple[_Item, ...] = ()
    range: _Range | None = None
    note: str = ""
    grade: Grade | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Outcome:
    title: str
    kind: Kind
    criteria: tuple[_Criterion, ...]
    lead: str = ""
    label: str | None = None
    guidance: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Requirement:
    label: str
    text: str
    rules: tuple[Rule, ...] = ()
    items: tuple[_Item, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Unit:
    format: Literal[2]
    id: str
    identity: Identity
    source: Source
    outcomes: tuple[_Outcome, ...]
    evidence_requirements: tuple[_Requirement, ...] = ()
    recording_form: RecordingForm | None = None
    correspondences: tuple[Correspondence, ...] = ()
    guidance_heading: str | None = None
    assessment_strategy: str | None = None
    sections: tuple[Section, ...] = ()


def _second_converter() -> Converter:
    made = _converter()
    for rule in get_args(Rule):
        made.register_structure_hook(
            rule,
            make_dict_structure_fn(
                rule,
                made,
                _cattrs_forbid_extra_keys=True,
                only=override(rename="for"),
                without=override(rename="except"),
            ),
        )
    return made


def _unit(stated: _Unit) -> Unit:
    """Return the unit that a wording of format 2 describes."""
    repeated = _repeated([c.label for outcome in stated.outcomes for c in outcome.criteria])
    return Unit(
        format=2,
        id=stated.id,
        identity=stated.identity,
        source=stated.source,
        outcomes=tuple(_outcomes(stated.outcomes, repeated)),
        evidence_requirements=tuple(
            EvidenceRequirement(
                r.label, r.text, r.rules, tuple(RequirementItem(item.label, item.text) for item in r.items)
            )
            for r in stated.evidence_requirements
        ),
        recording_form=stated.recording_form,
        correspondences=stated.correspondences,
        guidance_heading=stated.guidance_heading,
        assessment_strategy=stated.assessment_strategy,
        sections=stated.sections,
    )


def _repeated(labels: list[str]) -> frozenset[str]:
    return frozenset(label for label, count in Counter(labels).items() if count > 1)


def _outcomes(stated: tuple[_Outcome, ...], repeated: frozenset[str]) -> Iterator[Outcome]:
    for number, outcome in enumerate(stated, 1):
        own = _repeated([c.label for c in outcome.criteria])
        if own:
            raise ValueError(f"outcomes[{number - 1}]: {', '.join(sorted(own))} stands there twice")
        criteria = [
            part
            for criterion in outcome.criteria
            for part in _parts(
                criterion,
                f"{outcome.label or number} {criterion.label}"
                if criterion.label in repeated
                else criterion.label,
            )
        ]
        yield Outcome(
            outcome.title, outcome.kind, outcome.lead, tuple(criteria), outcome.label, outcome.guidance
        )


def _parts(stated: _Criterion, label: str) -> Iterator[Criterion]:
    """Yield a criterion, or one for each of its lettered items and of what it has to range over."""
    ranged, items = stated.range, [(item.label, item.text) for item in stated.items]
    explained = ""
    if ranged and ranged.required and ranged.items:
        items += [(item.label, item.text) for item in ranged.items]
    elif ranged:
        listed = "; ".join(f"{item.label} {item.text}".strip() for item in ranged.items)
        explained = " ".join(filter(None, (ranged.text, listed)))
    whole = Criterion(label, stated.text, stated.kind, range=explained, note=stated.note, grade=stated.grade)
    if not items:
        yield whole
    for letter, words in items:
        yield dataclasses.replace(
            whole, label=f"{label} {letter}", text=f"{stated.text} ({letter}) {words}", of=label
        )


_first, _second = _first_converter(), _second_converter()
