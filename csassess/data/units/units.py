"""Unit specification files: load them, check them, identify their exact wording by digest."""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, transform_error

from csassess.catalogue import text
from csassess.data.storage.canonical import digest
from csassess.domain.errors import UserError
from csassess.domain.units.units import Identity, Rule, Unit
from csassess.resources import unit_specs_folder

_converter = Converter(forbid_extra_keys=True)


def _exactly(expected: type, name: str) -> None:
    """Accept only values of exactly this type: a number instead of text is an error."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not expected:
            raise ValueError(f"{value!r} is not {name}")
        return value

    def structure_optional(value: Any, hint: Any) -> Any:
        return None if value is None else structure(value, hint)

    _converter.register_structure_hook_func(lambda hint: hint is expected, structure)
    _converter.register_structure_hook_func(lambda hint: hint == expected | None, structure_optional)


_exactly(str, "text")
_exactly(int, "a whole number")


def load_unit(path: Path) -> Unit:
    """Return the unit that a specification file describes.

    Raises UserError naming the file, the field and the cause.
    """
    try:
        unit: Unit = unit_from(tomllib.loads(path.read_text(encoding="utf-8")))
        _check(unit, path)
    except (ClassValidationError, ValueError, OSError) as error:
        raise UserError(
            text("{file} is not a valid unit specification: {cause}.", file=path.name, cause=_cause(error))
        ) from None
    return unit


def unit_from(content: Any) -> Unit:
    """Return the unit that plain values describe.

    Raises ClassValidationError naming each wrong field.
    """
    return _converter.structure(content, Unit)


def plain(unit: Unit) -> Any:
    """Return a unit as plain values: the input of its digest and of `unit_from`."""
    return _converter.unstructure(unit)


def unit_digest(unit: Unit) -> str:
    """Return the digest of a unit's exact wording."""
    return digest(plain(unit))


@cache
def catalogue() -> dict[str, Unit]:
    """Return the units that ship with the program, by id, in order of name."""
    units = [load_unit(path) for path in sorted(unit_specs_folder().glob("*.toml"))]
    return {unit.id: unit for unit in sorted(units, key=lambda unit: (unit.name, unit.id))}


def catalogue_unit(unit_id: str) -> Unit:
    """Return a unit that ships with the program.

    Raises UserError for an unknown id.
    """
    try:
        return catalogue()[unit_id]
    except KeyError:
        raise UserError(
            text(
                "The unit “{unit}” was not found. To see all units, use “csassess units list”.",
                unit=unit_id,
            )
        ) from None


def _cause(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or text("it cannot be read")
    if not isinstance(error, ClassValidationError):
        return str(error)
    return "; ".join(
        _field_first(line) for line in transform_error(error, path="", format_exception=_explanation)
    )


def _explanation(error: BaseException, hint: Any) -> str:
    if isinstance(error, ForbiddenExtraKeysError):
        return f"unknown field {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, KeyError):
        if hint == Rule and error.args[0] != "kind":
            kinds = [get_args(get_type_hints(rule)["kind"])[0] for rule in get_args(Rule)]
            return f"{error.args[0]!r} is no kind of rule; the kinds are {', '.join(kinds)}"
        return f"{error.args[0]!r} is missing or not known"
    return str(error).replace("not in literal typing.Literal", "is not one of ")


def _field_first(line: str) -> str:
    """Turn "cause @ .outcomes[0].title" into "outcomes[0].title: cause"."""
    cause, _, field = line.partition(" @ ")
    return f"{field.lstrip('.')}: {cause}" if field.strip(".") else cause


def _check(unit: Unit, path: Path) -> None:
    """Raise ValueError if fields contradict each other."""
    if not re.fullmatch(r"[a-z0-9-]+", unit.id):
        raise ValueError(f"id: {unit.id!r} has other characters than a to z, 0 to 9 and hyphens")
    if unit.id != path.stem:
        raise ValueError(f"id: {unit.id!r} is not the file's name")
    stated = {
        name
        for name in Identity.__dataclass_fields__
        if name not in ("purpose", "unstated") and getattr(unit.identity, name) is not None
    }
    unstated = set(unit.identity.unstated)
    all_fields = set(Identity.__dataclass_fields__) - {"purpose", "unstated"}
    if stated & unstated or (stated | unstated) != all_fields:
        wrong_fields = sorted(
            (stated & unstated) | (all_fields - stated - unstated) | (unstated - all_fields)
        )
        raise ValueError(f"identity: {', '.join(wrong_fields)} must be either given or named in 'unstated'")
    if not unit.outcomes:
        raise ValueError("outcomes: the unit has none")
    _no_repeats("outcomes", unit.labels())
    for number, outcome in enumerate(unit.outcomes):
        if not outcome.criteria:
            raise ValueError(f"outcomes[{number}].criteria: the outcome has none")
        for place, criterion in enumerate(outcome.criteria):
            if not criterion.text.strip() or not criterion.label.strip():
                raise ValueError(
                    f"outcomes[{number}].criteria[{place}].text: label and text must not be empty"
                )
    _no_repeats(
        "evidence_requirements", tuple(requirement.label for requirement in unit.evidence_requirements)
    )
    for requirement in unit.evidence_requirements:
        if {rule.item for rule in requirement.rules} != set(requirement.parts):
            raise ValueError(
                f"evidence_requirements {requirement.label}: each item needs a rule, and each rule an item"
                " that exists"
            )
    if unit.recording_form:
        columns = tuple(label for table in unit.recording_form.tables for label in table.criteria)
        _no_repeats("recording_form", columns)
        if set(columns) != set(unit.labels()):
            raise ValueError("recording_form: its tables must hold every criterion of the unit once")
    for correspondence in unit.correspondences:
        _no_repeats("correspondences", tuple(own for own, _ in correspondence.pairs))
        unknown = {own for own, _ in correspondence.pairs} - set(unit.labels())
        if unknown:
            raise ValueError(f"correspondences: the unit has no criterion {', '.join(sorted(unknown))}")


def _no_repeats(field: str, labels: tuple[str, ...]) -> None:
    repeated = [label for label, count in Counter(labels).items() if count > 1]
    if repeated:
        raise ValueError(f"{field}: {', '.join(repeated)} stands there twice")
