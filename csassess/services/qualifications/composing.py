"""A qualification that is being composed: kept on this machine until it is a draft of the caseload."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import TypeVar

from cattrs import BaseValidationError

from csassess.catalogue import text
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.qualifications.reader import qualification_from
from csassess.data.record.caseload import Caseload
from csassess.data.record.records import from_plain, to_plain
from csassess.data.units.checks import cause_of
from csassess.domain.errors import FieldError, MissingError, UserError
from csassess.domain.qualifications.composition import (
    ComposedGroup,
    ComposedTotal,
    ComposedUnit,
    Composition,
    Most,
    Need,
    can_be_composed,
    composition_of,
    id_from,
)
from csassess.domain.qualifications.specification import (
    Entry,
    Requires,
    Specification,
    number_of,
    rank_of,
    typed_number,
)
from csassess.domain.records.questions import QualificationVersion
from csassess.services.qualifications import caseload_qualifications
from csassess.services.qualifications.caseload_qualifications import CaseloadQualification
from csassess.services.units import caseload_units

Part = TypeVar("Part")

_COMPOSED = "qualification-composed"  # local key: never part of the record


def composed(caseload: Caseload) -> Composition | None:
    """Return the qualification that is being composed here, or None."""
    kept = caseload.local.get(_COMPOSED)
    try:
        return from_plain(Composition, json.loads(kept)) if kept else None
    except (ValueError, TypeError, KeyError, BaseValidationError):
        return None  # of another version of the program


def keep(caseload: Caseload, composition: Composition) -> None:
    """Save what is composed so far."""
    with caseload.together():
        caseload.local.set(_COMPOSED, json.dumps(to_plain(composition), ensure_ascii=False))


def discard(caseload: Caseload) -> None:
    """Discard what was composed."""
    with caseload.together():
        caseload.local.set(_COMPOSED, "")


def start_from(caseload: Caseload, version: QualificationVersion) -> Composition:
    """Begin to compose another wording of a qualification that is here.

    Raises UserError if it cannot be composed here without losing what it says.
    """
    specification = kept_qualification(caseload, version.digest)
    if specification is None or not can_be_composed(specification):
        raise UserError(
            text("This one says more than can be composed here. Export it, and change the file instead.")
        )
    composition = composition_of(specification)
    keep(caseload, composition)
    return composition


def checked(composition: Composition) -> tuple[Specification | None, str]:
    """Return what is composed, if it can be kept as a draft; else None, and what is wrong or missing yet."""
    if not composition.title.strip():
        return None, text("The title is missing.")
    try:
        return qualification_from(composition.content()), ""
    except (BaseValidationError, ValueError) as error:
        return None, text("Not yet: {cause}.", cause=cause_of(error))


def finish(caseload: Caseload) -> CaseloadQualification:
    """Make what is composed a draft of the caseload.

    Raises UserError if something is wrong or missing, or if it is here already.
    """
    composition = composed(caseload)
    if composition is None or not composition.title.strip():
        raise MissingError(text("the title"), "title")
    with caseload.together():
        draft = caseload_qualifications.compose(
            caseload, composition.content(), new_version=bool(composition.of)
        )
        caseload.local.set(_COMPOSED, "")
    return draft


def units_here(caseload: Caseload, composition: Composition) -> list[Entry]:
    """Return the units that are here and not in the qualification yet, as it would list them."""
    entries = []
    for unit_id in caseload_units.offered(caseload):
        if unit_id in composition.names:
            continue
        identity = caseload_units.wording_of(caseload, unit_id).unit.identity
        entries.append(
            Entry(
                unit_id,
                identity.title or unit_id,
                identity.number or "",
                identity.reference or "",
                identity.level or "",
                identity.credit or "",
            )
        )
    return entries


# Parts, as dialogs put them in


def _present(caseload: Caseload) -> Composition:
    return composed(caseload) or Composition()


def put_identity(caseload: Caseload, identity: Composition) -> None:
    """Save title, number, awarding body, level and note.

    Raises UserError if the title is blank.
    """
    if not identity.title.strip():
        raise MissingError(text("the title"), "title")
    names = ("title", "number", "awarding_body", "level", "note")
    stated = {name: getattr(identity, name).strip() for name in names}
    keep(caseload, replace(_present(caseload), **stated))


def put_total(caseload: Caseload, before: ComposedTotal | None, total: ComposedTotal) -> None:
    """Add a total of what is needed, or replace another one.

    Raises UserError if it is not a number, or if the level is invalid.
    """
    _check_number(total.at_least, "at_least")
    if total.level.strip() and rank_of(total.level) is None:
        raise FieldError(text("Enter a level such as 2, Entry 3 or SCQF 6, or leave it empty."), "level")
    present = _present(caseload)
    keep(
        caseload,
        replace(present, totals=_put(present.totals, before, replace(total, level=total.level.strip()))),
    )


def put_group(caseload: Caseload, before: str, group: ComposedGroup) -> None:
    """Add a group, or change the one with the label `before`.

    Raises UserError if the label is missing or in use, or if a number that is needed is invalid.
    """
    present = _present(caseload)
    group = replace(group, label=group.label.strip(), title=group.title.strip())
    if not group.label:
        raise MissingError(text("the group’s letter"), "label")
    if any(each.label == group.label != before for each in present.groups):
        raise FieldError(text("There is a group {label} already.", label=group.label), "label")
    if group.need in (Need.CREDITS, Need.UNITS):
        _check_number(group.least, "least", whole=group.need is Need.UNITS)
    if group.most is not Most.EVERYTHING:
        _check_number(group.limit, "limit", whole=group.most is Most.UNITS)
    if before:
        keep(caseload, present.renamed_group(before, group))
    else:
        keep(caseload, replace(present, groups=(*present.groups, group)))


def put_unit(caseload: Caseload, before: str, unit: ComposedUnit) -> None:
    """Add a unit, or change the one with the id `before`; a unit without an id gets one from its name.

    Raises UserError without a title or group, or if the credit is not a number.
    """
    present, entry = _present(caseload), unit.entry
    if not entry.title.strip():
        raise MissingError(text("the title of the unit"), "title")
    if unit.group not in {group.label for group in present.groups}:
        raise MissingError(text("the group of the unit"), "group")
    if entry.credit.strip():
        _check_number(entry.credit, "credit")
    others = {name for name in present.names if name != before}
    entry = replace(entry, id=before or entry.id or _free_id(entry.name, others))
    if entry.id in others:
        raise FieldError(text("This unit is in the qualification already."), "unit")
    units = _put(present.units, _unit(present, before), ComposedUnit(entry, unit.group))
    keep(caseload, replace(present, units=units))


def put_requires(caseload: Caseload, before: Requires | None, rule: Requires) -> None:
    """Save that a unit counts only with one of others.

    Raises UserError if no other unit is chosen.
    """
    others = tuple(unit for unit in rule.one_of if unit != rule.unit)
    if not others:
        raise MissingError(text("the other units"), "one_of")
    present = _present(caseload)
    keep(caseload, replace(present, requires=_put(present.requires, before, replace(rule, one_of=others))))


def put_at_most_one(caseload: Caseload, before: tuple[str, ...] | None, units: tuple[str, ...]) -> None:
    """Save that only one of some units counts.

    Raises UserError if fewer than two are chosen.
    """
    if len(units) < 2:
        raise MissingError(text("at least two units"), "units")
    present = _present(caseload)
    keep(caseload, replace(present, at_most_one=_put(present.at_most_one, before, units)))


def take_out(
    caseload: Caseload, part: ComposedTotal | ComposedGroup | ComposedUnit | Requires | tuple[str, ...]
) -> None:
    """Remove a part; the units of a group go with it."""
    present = _present(caseload)
    match part:
        case ComposedTotal():
            smaller = replace(present, totals=tuple(each for each in present.totals if each != part))
        case ComposedGroup():
            smaller = present.without_group(part.label)
        case ComposedUnit():
            smaller = present.without_unit(part.entry.id)
        case Requires():
            smaller = replace(present, requires=tuple(each for each in present.requires if each != part))
        case _:
            smaller = replace(
                present, at_most_one=tuple(each for each in present.at_most_one if each != part)
            )
    keep(caseload, smaller)


def _unit(composition: Composition, unit_id: str) -> ComposedUnit | None:
    return next((unit for unit in composition.units if unit.entry.id == unit_id), None)


def _put(parts: tuple[Part, ...], before: Part | None, part: Part) -> tuple[Part, ...]:
    """Return parts with one replaced, or added at the end."""
    if before is None or before not in parts:
        return (*parts, part)
    return tuple(part if each == before else each for each in parts)


def _free_id(name: str, used: set[str]) -> str:
    return next(each for each in _ids(id_from(name)) if each not in used)


def _ids(first: str) -> Iterator[str]:
    yield first
    yield from (f"{first[:56]}-{number}" for number in count(2))


def _check_number(typed: str, field: str, *, whole: bool = False) -> None:
    number = number_of(typed_number(typed))
    if number is None or (whole and number != int(number)):
        words = text("Enter a whole number.") if whole else text("Enter a number, such as 6 or 0.5.")
        raise FieldError(words, field)
