"""Records as rows and as plain JSON values, derived from the declaration of each kind."""

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, TypeVar, cast, get_origin, get_type_hints

from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter

from csassess.domain.asking.names import index_of
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.kinds import KINDS, kind_of
from csassess.domain.value_gate import cleaned

Record = TypeVar("Record")

_REMEMBERED = 20_000  # records read last: each page reads the same rows again after every change
_converter = make_converter()


def entity_name(record_type: type) -> str:
    """Return the stored name of a kind of record."""
    return kind_of(record_type).name


@cache
def columns(entity: str) -> dict[str, type]:
    """Return the columns of a kind's table with their SQLite types, without the id."""
    return {
        name: int if field.type in (bool, bool | None, int) else str
        for name, field in KINDS[entity].fields.items()
    }


def to_values(record: Any) -> dict[str, Any]:
    """Return a record's fields without the id as plain JSON values.

    Text is in composed form (NFC), without what no one sees.
    """
    values: dict[str, Any] = _converter.unstructure(record)
    del values["id"]
    fields = kind_of(type(record)).fields
    return {
        name: cleaned(fields[name], unicodedata.normalize("NFC", value))
        if isinstance(value, str)
        else _plain_list(value)
        for name, value in values.items()
    }


def _plain_list(value: Any) -> Any:
    """Return a list with its codes as plain text; any other value as it is."""
    if not isinstance(value, list | tuple):
        return value
    return [part.value if isinstance(part, StrEnum) else part for part in value]


def to_plain(record: Any) -> Any:
    """Return a dataclass of the domain as plain JSON values, with the id."""
    return _converter.unstructure(record)


def from_plain(record_type: type[Record], plain: Any) -> Record:
    """Return the dataclass that plain JSON values hold.

    Raises an exception of cattrs if they hold none.
    """
    return _converter.structure(plain, record_type)


_PARTS = get_type_hints(Portfolio)


def _portfolio(plain: dict[str, Any], _: type) -> Portfolio:
    """Read only the parts of a portfolio that are given.

    By default cattrs would first generate code for each of the forty kinds of record.
    """
    return Portfolio(
        **{name: _converter.structure(value, _PARTS[name]) for name, value in plain.items() if value}
    )


_converter.register_structure_hook(Portfolio, _portfolio)


def default_values(record_type: type) -> dict[str, Any]:
    """Return the plain default values of a record's optional fields."""
    return {
        field.name: _converter.unstructure(field.default)
        for field in dataclasses.fields(record_type)
        if field.default is not dataclasses.MISSING
    }


def holds_words(entity: str, field: str) -> bool:
    """Return whether a field of a kind holds a person's own words."""
    return field in KINDS[entity].words


def to_column(value: Any) -> Any:
    """Return a JSON value as a column holds it: lists as text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def from_row(record_type: type[Record], row: dict[str, Any]) -> Record:
    """Return the record that a table's row holds. Empty columns take the field's default."""
    return cast(Record, _read(cast(Any, record_type), tuple(row.items())))


@lru_cache(_REMEMBERED)
def _read(record_type: type, columns: tuple[tuple[str, Any], ...]) -> Any:
    """Return the record made from some columns; equal rows share one object, as records never change."""
    lists = _list_fields(entity_name(record_type))
    values = {
        name: json.loads(value) if name in lists else value
        for name, value in columns
        if value is not None and name not in ("stream", "deleted", "made")
    }
    try:
        return _converter.structure(values, record_type)
    except BaseValidationError:
        return _converter.structure(_blanks(record_type) | values, record_type)


def forget_read() -> None:
    """Forget the records and names read last, so that closing or erasing leaves none in memory."""
    _read.cache_clear()
    index_of.cache_clear()


def _blanks(record_type: type) -> dict[str, Any]:
    """Return empty texts for the required texts of a kind: earlier versions took in some without a value."""
    kind = kind_of(record_type)
    return {name: "" for name in kind.required if kind.fields[name].type is str}


@cache
def _list_fields(entity: str) -> frozenset[str]:
    return frozenset(name for name, field in KINDS[entity].fields.items() if get_origin(field.type) is tuple)


@dataclasses.dataclass
class Edit:
    """A record as it was shown when a person began to change it.

    `values` holds the value shown of each field, `heads` the event that set it. Saving an edit writes
    only the fields that differ from `values`, as changes that follow `heads`: a value that arrived
    meanwhile stays, in conflict with the new one.
    """

    stream: str
    entity: str
    id: str
    values: Mapping[str, Any]
    heads: dict[str, tuple[str, ...]]

    def is_of(self, stream: str, entity: str, record_id: str) -> bool:
        """Return whether this is an edit of a record."""
        return (self.stream, self.entity, self.id) == (stream, entity, record_id)

    def saved(self, values: Mapping[str, Any], fields: set[str], event: str) -> None:
        """Continue from the values saved by an event, which set these fields."""
        self.values = values
        self.heads |= dict.fromkeys(fields, (event,))
