"""The gate for values: whatever enters the record, typed or received, is held to its declaration here."""

import re
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from csassess.catalogue import deferred, text
from csassess.domain.control_characters import has_control_characters
from csassess.domain.records.declaration import RecordField, RecordKind, Words
from csassess.domain.records.kinds import KINDS

EARLIEST_YEAR, LATEST_YEAR = 1000, 2999
"""The years of which dates can be reckoned with on every system."""

_PLAIN = (str, bool, int, type(None))
_LARGEST_INNER = 10_000_000  # of a number inside a list: what is drawn takes no larger ones
_LONGEST_INNER = 1_000_000  # characters of a text inside a list
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_SPACE = re.compile("\r\n|[\t\n\r\v\f\u2028\u2029]")


class Fault(StrEnum):
    """What is wrong with a value. The words complete a sentence about it."""

    _message: str

    def __new__(cls, value: str, message: str = "") -> "Fault":
        """Return the member with its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._message = message
        return member

    FORM = "form", deferred("is of the wrong kind")
    LIMIT = "limit", deferred("is outside its limits")
    CHARACTER = "character", deferred("contains a control character")

    @property
    def words(self) -> str:
        """The fault in words."""
        return text(self._message)


def fault_in(kind: RecordKind, name: str, value: Any) -> Fault | None:
    """Return what is wrong with a plain value of a field of a kind; None if a record can hold it.

    The limits are those that every version kept. An undo sets a field to None: the record then has
    the field's default. Raises KeyError if records of the kind have no such field.
    """
    if name == "deleted":
        return None if value is None or isinstance(value, bool) else Fault.FORM
    field = kind.fields[name]
    if value is None:
        return Fault.FORM if field.is_required and type(None) not in get_args(field.type) else None
    if not _has_form(value, field.type):
        return Fault.FORM
    if not field.accepts(value) or not _is_bounded(value):
        return Fault.LIMIT
    return Fault.CHARACTER if has_control_characters(value) else None


def is_too_long_to_type(field: RecordField, value: Any) -> bool:
    """Return whether a text is longer than may be typed now, although earlier versions kept longer ones."""
    return isinstance(value, str) and len(value) > typed_limit(field)


def typed_limit(field: RecordField) -> int:
    """Return the most characters that may be typed into a field."""
    limits = [declared.typed for declared in field.declared if isinstance(declared, Words)]
    return min(limits, default=_LONGEST_INNER)


def longest_typed(entity: str, field: str) -> int:
    """Return the most characters that may be typed into a field of a kind of record."""
    return typed_limit(KINDS[entity].fields[field])


def cleaned(field: RecordField, value: str) -> str:
    """Return what was typed or pasted without what no one sees.

    Ends of lines become one kind, in a line spaces; marks that turn the direction of text go.
    """
    words = _TURNING.sub("", value)
    if any(isinstance(declared, Words) and declared.is_prose for declared in field.declared):
        return _LINE_END.sub("\n", words)
    return _SPACE.sub(" ", words)


def is_plain_date(value: Any) -> bool:
    """Return whether a value is a date, as YYYY-MM-DD, that can be reckoned with."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        return EARLIEST_YEAR <= date.fromisoformat(value).year <= LATEST_YEAR
    except ValueError:
        return False


def is_plain_time(value: Any) -> bool:
    """Return whether a value is a time with its offset, as records hold it, that can be reckoned with."""
    if not isinstance(value, str) or len(value) > 40:
        return False
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return False
    return at.tzinfo is not None and EARLIEST_YEAR <= at.year <= LATEST_YEAR and at.isoformat() == value


def _has_form(value: Any, hint: Any) -> bool:
    """Return whether a plain value is what a field of a type stores."""
    if hint in _PLAIN:
        return type(value) is hint
    if hint in (date, datetime):
        return is_plain_time(value) if hint is datetime else is_plain_date(value)
    if get_origin(hint) is tuple:
        entry = get_args(hint)[0]
        return isinstance(value, list) and all(_has_form(part, entry) for part in value)
    if not isinstance(hint, type):  # `X | None`
        return any(_has_form(value, option) for option in get_args(hint))
    if issubclass(hint, StrEnum):
        return isinstance(value, str) and value in hint.__members__.values()
    return is_dataclass(hint) and _has_fields(value, hint)


def _has_fields(value: Any, record_type: type) -> bool:
    hints = get_type_hints(record_type)
    return (
        isinstance(value, dict)
        and value.keys() == hints.keys()
        and all(_has_form(part, hints[name]) for name, part in value.items())
    )


def _is_bounded(value: Any) -> bool:
    """Return whether what is inside a list is bounded too."""
    if isinstance(value, list):
        return all(
            _is_bounded(part) and not (type(part) is int and abs(part) > _LARGEST_INNER) for part in value
        )
    if isinstance(value, dict):
        return all(_is_bounded(part) for part in value.values())
    return not isinstance(value, str) or len(value) <= _LONGEST_INNER
