"""Qualification files: read them, check them, identify their exact wording by digest."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cattrs import ClassValidationError, Converter

from csassess.catalogue import text
from csassess.data.storage.canonical import digest
from csassess.data.storage.plain_files import opened
from csassess.data.units.checks import cause_of, check_text
from csassess.domain.errors import UserError
from csassess.domain.qualifications.specification import (
    Entry,
    Group,
    Measure,
    Specification,
    number_of,
    rank_of,
)

KIND = "qualification"
NEWEST = 1
"""The newest format that this program reads."""

MOST_UNITS, MOST_GROUPS, MOST_TOTALS, MOST_RULES, DEEPEST = 500, 100, 20, 100, 5
LONGEST_LABEL, LONGEST_LINE, LONGEST_NOTE = 20, 500, 5_000
"""How much a qualification may hold; none of an awarding body is half as large."""
_LARGEST = 4 << 20  # bytes of a file


@dataclass(frozen=True)
class QualificationWording:
    """A qualification, and its wording as stored, from which the digest is computed."""

    specification: Specification
    content: Any
    digest: str


def _decimal(value: Any, _: Any) -> Decimal:
    stated = str(value) if type(value) is int else value
    number = number_of(stated) if isinstance(stated, str) else None
    if number is None:
        raise ValueError(text("{value} is no number such as 6 or “0.5”", value=repr(value)))
    return number


def _exactly(expected: type, name: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not expected:
            raise ValueError(text("{value} is not {name}", value=repr(value), name=name))
        return value

    return structure


def _measure(value: Any, _: Any) -> Measure:
    if value not in (*Measure,):
        raise ValueError(text("{value} is neither “credits” nor “units”", value=repr(value)))
    return Measure(value)


def _strict_converter() -> Converter:
    """Return a converter that refuses unknown fields and values of another type."""
    made = Converter(forbid_extra_keys=True)
    for expected, name in ((str, text("text")), (bool, text("true or false")), (int, text("a whole number"))):
        made.register_structure_hook(expected, _exactly(expected, name))
    made.register_structure_hook(Decimal, _decimal)
    made.register_structure_hook(Measure, _measure)
    made.register_structure_hook_func(  # groups may contain groups
        lambda hint: hint == "Group", lambda value, _: made.structure(value, Group)
    )
    return made


_converter = _strict_converter()


class NewerQualificationError(ValueError):
    """A qualification is in a format that this program does not know yet."""


def is_newer(content: Any) -> bool:
    """Return whether a qualification is in a format that this program does not know yet."""
    version = content.get("format") if isinstance(content, dict) else None
    return is_qualification(content) and type(version) is int and version > NEWEST


def is_qualification(content: Any) -> bool:
    """Return whether plain values say that they are a qualification."""
    return isinstance(content, dict) and content.get("kind") == KIND


def load_qualification(path: Path) -> QualificationWording:
    """Return the qualification that a file describes.

    Raises UserError naming the file, the field and the cause.
    """
    try:
        with opened(path) as file:
            written = file.read(_LARGEST + 1)
        if len(written) > _LARGEST:
            raise ValueError(text("it is larger than any qualification"))
        lines = written.decode().replace("\r\n", "\n").replace("\r", "\n")
        return qualification_wording(tomllib.loads(lines))
    except (ClassValidationError, ValueError, RecursionError, OSError) as error:
        cause = cause_of(error)
    raise UserError(text("{file} is not a valid qualification: {cause}.", file=path.name, cause=cause))


def qualification_wording(content: Any) -> QualificationWording:
    """Return the qualification that plain values describe, checked, with its wording.

    Raises ClassValidationError or ValueError naming each wrong field.
    """
    return QualificationWording(qualification_from(content), content, digest(content))


def qualification_from(content: Any) -> Specification:
    """Return the qualification that plain values describe, checked.

    Raises NewerQualificationError, or ClassValidationError or ValueError naming each wrong field.
    """
    if not is_qualification(content):
        raise ValueError(text("it does not say kind = “qualification”"))
    if is_newer(content):
        raise NewerQualificationError(
            text(
                "format: {version} is newer than this program reads ({newest})",
                version=content["format"],
                newest=NEWEST,
            )
        )
    if type(content.get("format")) is not int or content["format"] != NEWEST:
        raise ValueError(text("format: it is not {newest}", newest=NEWEST))
    _check_depth(content)
    check_text(content)
    fields = {name: value for name, value in content.items() if name not in ("kind", "format")}
    specification = _converter.structure(fields, Specification)
    check_qualification(specification)
    return specification


def _check_depth(content: Any, depth: int = 0) -> None:
    """Raise ValueError if groups are nested more deeply than in any qualification."""
    groups = content.get("groups") if isinstance(content, dict) else None
    if depth > DEEPEST:
        raise ValueError(text("groups: they stand in each other more than {most} deep", most=DEEPEST))
    for group in groups if isinstance(groups, list) else ():
        _check_depth(group, depth + 1)


def check_qualification(specification: Specification) -> None:
    """Check a qualification beyond the types of its fields.

    Raises ValueError if fields contradict each other, name missing units, or ask for more than its units can
    give.
    """
    if not re.fullmatch(r"[a-z0-9-]{1,60}", specification.id):
        raise ValueError(
            text(
                "id: {id} has other characters than a to z, 0 to 9 and hyphens, or too many",
                id=repr(specification.id),
            )
        )
    if not specification.title.strip():
        raise ValueError(text("title: it is empty"))
    lines = (specification.name, specification.awarding_body, specification.level)
    if max(map(len, lines)) > LONGEST_LINE:
        raise ValueError(text("title: it has more than {most} characters", most=LONGEST_LINE))
    if len(specification.note) > LONGEST_NOTE:
        raise ValueError(text("note: it has more than {most} characters", most=LONGEST_NOTE))
    groups, entries = [group for group, _ in specification.walk()], [*specification.entries()]
    if not entries:
        raise ValueError(text("groups: no group lists a unit"))
    if len(entries) > MOST_UNITS or len(groups) > MOST_GROUPS:
        raise ValueError(
            text("groups: at most {units} units in {groups} groups", units=MOST_UNITS, groups=MOST_GROUPS)
        )
    _no_repeats("groups", (group.label for group in groups))
    _no_repeats("units", (entry.id for entry in entries))
    for entry in entries:
        _check_entry(entry)
    for group in groups:
        _check_group(group)
    _check_totals(specification, entries)
    _check_relations(specification, {entry.id for entry in entries})


def _check_entry(entry: Entry) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", entry.id):
        raise ValueError(text("units: {id} is no id of a unit", id=repr(entry.id)))
    if not entry.title.strip():
        raise ValueError(text("units {id}: title: it is empty", id=entry.id))
    if max(map(len, (entry.title, entry.number, entry.reference, entry.level))) > LONGEST_LINE:
        raise ValueError(
            text("units {id}: it has more than {most} characters", id=entry.id, most=LONGEST_LINE)
        )
    if entry.credit and number_of(entry.credit) is None:
        raise ValueError(
            text("units {id}: credit: {value} is no number", id=entry.id, value=repr(entry.credit))
        )


def _check_group(group: Group) -> None:
    where = text("group {label}", label=group.label)
    if not group.label.strip() or len(group.label) > LONGEST_LABEL:
        raise ValueError(text("{where}: its label is empty or too long", where=where))
    if len(group.title) > LONGEST_LINE:
        raise ValueError(text("{where}: its title is too long", where=where))
    entries = [*group.entries()]
    if not entries:
        raise ValueError(text("{where}: it lists no unit", where=where))
    for least, most, name in (
        (group.units_min, group.units_max, "units"),
        (group.credit_min, group.credit_max, "credit"),
    ):
        if (least is not None and least < 0) or (most is not None and most < 0):
            raise ValueError(text("{where}: {name}: it is below 0", where=where, name=name))
        if least is not None and most is not None and least > most:
            raise ValueError(text("{where}: {name}_min is more than {name}_max", where=where, name=name))
    if group.units_min is not None and group.units_min > len(entries):
        raise ValueError(text("{where}: it asks for more units than it lists", where=where))
    most_credits = _credits(entries)
    if group.credit_min is not None and most_credits is not None and group.credit_min > most_credits:
        raise ValueError(text("{where}: it asks for more credits than its units have", where=where))


def _check_totals(specification: Specification, entries: list[Entry]) -> None:
    for rules, name, limit in (
        (specification.totals, "totals", MOST_TOTALS),
        (specification.requires, "requires", MOST_RULES),
        (specification.at_most_one, "at_most_one", MOST_RULES),
    ):
        if len(rules) > limit:
            raise ValueError(text("{name}: there are more than {most}", name=name, most=limit))
    for total in specification.totals:
        if total.level and rank_of(total.level) is None:
            raise ValueError(
                text("totals: {level} is no level such as 2, Entry 3 or SCQF 6", level=repr(total.level))
            )
        most = Decimal(len(entries)) if total.of is Measure.UNITS else _credits(entries)
        if total.at_least <= 0 or (most is not None and total.at_least > most):
            raise ValueError(text("totals: at_least must be above 0, and no more than all units have"))


def _credits(entries: Iterable[Entry]) -> Decimal | None:
    """Return the credits of some units; None if not all are stated."""
    numbers = [number_of(entry.credit) for entry in entries]
    stated = [credit for credit in numbers if credit is not None]
    return sum(stated, Decimal(0)) if len(stated) == len(numbers) else None


def _check_relations(specification: Specification, units: set[str]) -> None:
    for rule in specification.requires:
        if not rule.one_of or rule.unit in rule.one_of:
            raise ValueError(text("requires: {unit} needs one of other units", unit=rule.unit))
        _check_named("requires", rule.one_of)
        _known("requires", {rule.unit, *rule.one_of}, units)
    for barred in specification.at_most_one:
        if len(barred) < 2:
            raise ValueError(text("at_most_one: it names fewer than two units"))
        _check_named("at_most_one", barred)
        _known("at_most_one", set(barred), units)


def _check_named(field: str, named: tuple[str, ...]) -> None:
    if len(named) > MOST_UNITS:
        raise ValueError(text("{name}: there are more than {most}", name=field, most=MOST_UNITS))
    _no_repeats(field, named)


def _known(field: str, named: set[str], units: set[str]) -> None:
    if unknown := sorted(named - units):
        raise ValueError(
            text("{field}: the qualification lists no unit {units}", field=field, units=", ".join(unknown))
        )


def _no_repeats(field: str, labels: Iterable[str]) -> None:
    repeated = [label for label, count in Counter(labels).items() if count > 1]
    if repeated:
        raise ValueError(
            text("{field}: {labels} stands there twice", field=field, labels=", ".join(repeated))
        )
