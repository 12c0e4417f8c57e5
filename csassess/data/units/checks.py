"""Checks of a unit beyond the types of its fields, and the words for what is wrong with one."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

from cattrs import ClassValidationError, ForbiddenExtraKeysError, transform_error

from csassess.catalogue import text
from csassess.domain.control_characters import has_control_characters
from csassess.domain.units.rules import ChoiceRule, FirstRule, Rule
from csassess.domain.units.units import EvidenceRequirement, Identity, RecordingForm, Unit
from csassess.domain.units.values import LONGEST_LABEL
from csassess.platform.files import reason_of


def cause_of(error: Exception) -> str:
    """Return what is wrong with a wording, field by field."""
    if isinstance(error, OSError):
        return reason_of(error) or text("it cannot be read")
    if not isinstance(error, ClassValidationError):
        return str(error)
    return "; ".join(
        _field_first(line) for line in transform_error(error, path="", format_exception=_explanation)
    )


def _explanation(error: BaseException, hint: Any) -> str:
    if isinstance(error, ForbiddenExtraKeysError):
        return f"unknown field {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, KeyError):
        if hint in (Rule, FirstRule) and error.args[0] != "kind":
            kinds = [get_args(get_type_hints(rule)["kind"])[0] for rule in get_args(hint)]
            return f"{error.args[0]!r} is no kind of rule; the kinds are {', '.join(kinds)}"
        return f"{error.args[0]!r} is missing or not known"
    return str(error).replace("not in literal typing.Literal", "is not one of ")


def _field_first(line: str) -> str:
    """Turn "cause @ .outcomes[0].title" into "outcomes[0].title: cause"."""
    cause, _, field = line.partition(" @ ")
    return f"{field.lstrip('.')}: {cause}" if field.strip(".") else cause


MOST_CRITERIA = 300
"""How many criteria, lettered items included, a unit may have."""

LONGEST_HEADING = 500  # characters of a heading of the recording form, which a cell on one page holds
_ID = r"[a-z0-9-]{1,200}"


def check_unit(unit: Unit) -> None:
    """Check the unit of a specification file, beyond the types of its fields.

    Raises ValueError if fields contradict each other, or if it is larger than the program shows.
    """
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
    check_sound(unit)


def check_sound(unit: Unit) -> None:
    """Check what the program relies on in every unit, from a file or received.

    Raises ValueError if the id is invalid, if there is no criterion, if a label is used twice, or if a rule,
    the recording form or a correspondence names what does not exist.
    """
    if not re.fullmatch(_ID, unit.id):
        raise ValueError(f"id: {unit.id!r} has other characters than a to z, 0 to 9 and hyphens")
    _check_outcomes(unit)
    _check_requirements(unit)
    if unit.recording_form:
        _check_form(unit, unit.recording_form)
    for correspondence in unit.correspondences:
        _no_repeats("correspondences", tuple(own for own, _ in correspondence.pairs))
        unknown = {own for own, _ in correspondence.pairs} - set(unit.labels())
        if unknown:
            raise ValueError(f"correspondences: the unit has no criterion {', '.join(sorted(unknown))}")


def _check_form(unit: Unit, form: RecordingForm) -> None:
    columns = tuple(label for table in form.tables for label in table.criteria)
    _no_repeats("recording_form", columns)
    if set(columns) != set(unit.labels()) or not all(table.criteria for table in form.tables):
        raise ValueError("recording_form: its tables must hold every criterion of the unit once")
    headings = {
        "title": form.title,
        "number_heading": form.number_heading,
        "description_heading": form.description_heading,
        "notes_heading": form.notes_heading,
        "date_heading": form.date_heading,
        **{f"tables[{number}].title": table.title for number, table in enumerate(form.tables)},
        **{f"signatures[{number}]": words for number, words in enumerate(form.signatures)},
    }
    for field, words in headings.items():
        if len(words) > LONGEST_HEADING:
            raise ValueError(f"recording_form.{field}: it has more than {LONGEST_HEADING} characters")


def _check_outcomes(unit: Unit) -> None:
    if not unit.outcomes:
        raise ValueError("outcomes: the unit has none")
    labels = [criterion.label for outcome in unit.outcomes for criterion in outcome.criteria]
    if len(labels) > MOST_CRITERIA:
        raise ValueError(f"outcomes: {len(labels)} criteria; a unit has at most {MOST_CRITERIA}")
    _no_repeats("outcomes", labels)
    for number, outcome in enumerate(unit.outcomes):
        if not outcome.criteria:
            raise ValueError(f"outcomes[{number}].criteria: the outcome has none")
        for place, criterion in enumerate(outcome.criteria):
            where = f"outcomes[{number}].criteria[{place}]"
            if not criterion.text.strip() or not criterion.label.strip():
                raise ValueError(f"{where}.text: label and text must not be empty")
            if len(criterion.label) > LONGEST_LABEL:
                raise ValueError(f"{where}.label: it has more than {LONGEST_LABEL} characters")


def _check_requirements(unit: Unit) -> None:
    _no_repeats("evidence_requirements", [stated.label for stated in unit.evidence_requirements])
    for requirement in unit.evidence_requirements:
        where = f"evidence_requirements {requirement.label}"
        items = [item.label for item in requirement.items]
        _no_repeats(where, items)
        named: set[str | None] = {rule.item for rule in requirement.rules}
        parts: set[str | None] = set(items) or {None}
        if not named - {None} <= set(items) or (unit.format == 1 and named != parts):
            raise ValueError(f"{where}: each item needs a rule, and each rule an item that exists")
        for rule in requirement.rules:
            _check_rule(unit, requirement, rule, where)


def _check_rule(unit: Unit, requirement: EvidenceRequirement, rule: Rule, where: str) -> None:
    """Raise ValueError if a rule names what the unit does not have."""
    for name in (*rule.only, *rule.without):
        if not unit.names(name):
            raise ValueError(f"{where}: the unit has no outcome, criterion or kind {name!r}")
    if not unit.applies_to(rule):
        raise ValueError(f"{where}: no criterion is left for which the rule holds")
    if isinstance(rule, ChoiceRule):
        chosen = requirement.chosen_among(rule)
        if len(chosen) < max(rule.at_least, len(rule.items)):
            raise ValueError(f"{where}: the choice is among items that it does not have")


def check_text(content: Any) -> None:
    """Raise ValueError if a wording holds characters that no text of a record holds."""
    if has_control_characters(content):
        raise ValueError("it holds control characters")


def _no_repeats(field: str, labels: Iterable[str]) -> None:
    repeated = [label for label, count in Counter(labels).items() if count > 1]
    if repeated:
        raise ValueError(f"{field}: {', '.join(repeated)} stands there twice")
