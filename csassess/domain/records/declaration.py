"""The vocabulary in which each kind of record declares what it is, and the register of all kinds.

A kind is declared once, on its dataclass. Tables, the fold, the checks of received files,
permissions, redaction and the contents of a portfolio file are derived from the declaration.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from csassess.domain.records.roles import Role


class Stream(StrEnum):
    """Where records of a kind are written: a candidate's portfolio, the caseload, or what the centre shares.

    The caseload's own stream never leaves it. The centre's is written by the office or the lead verifier,
    and arrives on every machine of the centre.
    """

    CASELOAD = "caseload"
    CENTRE = "centre"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True, slots=True)
class Words:
    """A person's own words, of at most `longest` characters. Only words can be redacted.

    `typed` is how many may be typed now: what was kept longer, or comes from elsewhere, stays as it is.
    """

    longest: int
    typed: int
    is_prose: bool = False  # else it is one line

    def accepts(self, value: object) -> bool:
        """Return whether a value is within the limit."""
        return not isinstance(value, str) or len(value) <= self.longest


@dataclass(frozen=True, slots=True)
class Code:
    """Text that identifies something, of at most `longest` characters.

    `shape` is a regular expression that it must match, if given.
    """

    longest: int = 1_000
    shape: str = ""
    may_be_empty: bool = True

    def accepts(self, value: object) -> bool:
        """Return whether a value has the length and the shape, or is empty if it may be."""
        if not isinstance(value, str):
            return True
        if not value:
            return self.may_be_empty
        return len(value) <= self.longest and (not self.shape or re.fullmatch(self.shape, value) is not None)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The id of a record of the same portfolio without which this one makes no sense.

    `kinds` are the kinds that it may have.
    """

    kinds: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Return whether a value can be an id."""
        return _ID.accepts(value)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The SHA-256 of stored bytes, kept under `folder` in a portfolio file.

    `extension` is that of the file name; if empty, it follows from the record's `media_type`.
    """

    folder: str
    extension: str = ""

    def accepts(self, value: object) -> bool:
        """Return whether a value is empty or the hexadecimal form of a SHA-256."""
        return _SHA256.accepts(value)


@dataclass(frozen=True, slots=True)
class Range:
    """A whole number between `least` and `most`, both included."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        """Return whether a number lies in the range."""
        return not isinstance(value, int) or self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Several:
    """A list of at most `most` entries; an entry that is text has at most `longest` characters.

    `shape` is a regular expression that such an entry must match, if given.
    """

    most: int
    longest: int = 1_000_000
    shape: str = ""

    def accepts(self, value: object) -> bool:
        """Return whether a list is within the limits."""
        if not isinstance(value, list | tuple):
            return True
        return len(value) <= self.most and all(
            self._accepts_text(entry) if isinstance(entry, str) else self.accepts(entry) for entry in value
        )

    def _accepts_text(self, entry: str) -> bool:
        return len(entry) <= self.longest and (not self.shape or re.fullmatch(self.shape, entry) is not None)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines as they were drawn, each of at least one point: x, y, then the next x, y."""

    def accepts(self, value: object) -> bool:
        """Return whether every line has whole points."""
        return not isinstance(value, list | tuple) or all(
            isinstance(drawn, list | tuple) and len(drawn) > 0 and len(drawn) % 2 == 0 for drawn in value
        )


Declared = Words | Code | RestsOn | StoredFile | Range | Several | Lines

_ID = Code(64, r"[A-Za-z0-9_.-]+")
_SHA256 = Code(64, r"[0-9a-f]{64}")

LONGEST_NAME, LONGEST_LINE, LONGEST_PROSE = 200, 500, 100_000
"""How many characters may be typed into a name, a line and a text."""

Id = Annotated[str, _ID]
Sha256 = Annotated[str, _SHA256]
Label = Annotated[str, Code()]
Person = Annotated[str, Code(32_767)]  # an id, in older records also a name
# Received records are held to the same limits, so these are no narrower than what older versions could
# save: a one-line field of Qt takes 32,767 characters.
Name = Annotated[str, Words(32_767, typed=LONGEST_NAME)]
Line = Annotated[str, Words(32_767, typed=LONGEST_LINE)]
Prose = Annotated[str, Words(1_000_000, typed=LONGEST_PROSE, is_prose=True)]
Count = Annotated[int, Range(0, 2**53)]
Scheme = Annotated[int, Range(1, 1_000)]  # of a record code; of records that name none, the first
Strokes = Annotated[tuple[tuple[int, ...], ...], Several(1_000_000), Lines()]
ItemId = Annotated[str, RestsOn(("evidence",))]


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of a kind of record: its type without what is declared of it, and what is declared."""

    name: str
    type: Any
    declared: tuple[Declared, ...]
    is_required: bool

    def accepts(self, value: object) -> bool:
        """Return whether a plain value is within the field's limits; its type is checked elsewhere."""
        return all(declared.accepts(value) for declared in self.declared)


def _unordered(_: Any) -> int:
    return 0


@dataclass(frozen=True)
class RecordKind:
    """A kind of record. `name` is the stored entity name and never changes.

    `order` is the sort key in a portfolio; records with equal keys keep the order in which they
    were made. `writers` are the roles that may write it. `typed_from_paper` says that an assessor
    may type it in from a signed sheet, although it is the verifier's word. `looked_up_by` are the
    columns by which it is looked up in all portfolios at once.
    """

    name: str
    record_type: type
    stream: Stream
    order: Callable[[Any], Any]
    writers: frozenset[Role]
    typed_from_paper: bool
    looked_up_by: tuple[tuple[str, ...], ...]

    @cached_property
    def fields(self) -> dict[str, RecordField]:
        """The fields by name, without the id."""
        return {name: field for name, field in self._all_fields.items() if name != "id"}

    @cached_property
    def _all_fields(self) -> dict[str, RecordField]:
        plain = get_type_hints(self.record_type)
        annotated = get_type_hints(self.record_type, include_extras=True)
        return {
            field.name: RecordField(
                field.name,
                plain[field.name],
                tuple(_declared_in(annotated[field.name])),
                field.default is MISSING and field.name != "id",
            )
            for field in fields(self.record_type)
        }

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which no record can be made, the id left out."""
        return frozenset(field.name for field in self.fields.values() if field.is_required)

    @cached_property
    def words(self) -> frozenset[str]:
        """The fields that hold a person's own words."""
        return frozenset(
            field.name
            for field in self.fields.values()
            if any(isinstance(declared, Words) for declared in field.declared)
        )

    @cached_property
    def rests_on(self) -> tuple[tuple[str, str], ...]:
        """The fields, the id included, that name a record this one rests on, with its kind."""
        return tuple(
            (field.name, kind)
            for field in self._all_fields.values()
            for declared in field.declared
            if isinstance(declared, RestsOn)
            for kind in declared.kinds
        )

    @property
    def owner(self) -> str | None:
        """The field that names the evidence item a record belongs to, or None if it belongs to no item."""
        return next((field for field, kind in self.rests_on if kind == "evidence"), None)

    @cached_property
    def files(self) -> tuple[tuple[str, StoredFile], ...]:
        """The fields that name stored files."""
        return tuple(
            (field.name, declared)
            for field in self.fields.values()
            for declared in field.declared
            if isinstance(declared, StoredFile)
        )

    def has(self, field: str) -> bool:
        """Return whether records of this kind have a field."""
        return field in self._all_fields


def _declared_in(hint: Any) -> Iterator[Declared]:
    """Yield what is declared of a type, also inside `X | None`."""
    if get_origin(hint) is Annotated:
        yield from (each for each in hint.__metadata__ if isinstance(each, Declared))
    elif get_origin(hint) is not tuple:
        for argument in get_args(hint):
            yield from _declared_in(argument)


KINDS: dict[str, RecordKind] = {}
"""Every kind by its stored name. Import it from `kinds`, which loads all declarations."""

EVERY_WRITER = frozenset(Role) - {Role.READER}
ASSESSOR = frozenset({Role.ASSESSOR})
CENTRE = ASSESSOR | {Role.CENTRE}
VERIFIER = frozenset({Role.VERIFIER})

Record = TypeVar("Record", bound=type)


def portfolio_record(
    name: str,
    *,
    writers: frozenset[Role] = ASSESSOR,
    order: Callable[[Any], Any] = _unordered,
    typed_from_paper: bool = False,
    looked_up_by: tuple[tuple[str, ...], ...] = (),
) -> Callable[[Record], Record]:
    """Declare a dataclass as a kind of record of a portfolio."""
    return _declare(name, Stream.PORTFOLIO, order, writers, typed_from_paper, looked_up_by)


def caseload_record(
    name: str, *, looked_up_by: tuple[tuple[str, ...], ...] = ()
) -> Callable[[Record], Record]:
    """Declare a dataclass as a kind of record of the caseload itself: it holds no candidate's data."""
    return _declare(name, Stream.CASELOAD, _unordered, EVERY_WRITER, False, looked_up_by)


def centre_record(name: str, *, looked_up_by: tuple[tuple[str, ...], ...] = ()) -> Callable[[Record], Record]:
    """Declare a dataclass as a kind of record of the centre: it travels, and holds no candidate's data."""
    return _declare(name, Stream.CENTRE, _unordered, EVERY_WRITER, False, looked_up_by)


def _declare(
    name: str,
    stream: Stream,
    order: Callable[[Any], Any],
    writers: frozenset[Role],
    typed_from_paper: bool,
    looked_up_by: tuple[tuple[str, ...], ...],
) -> Callable[[Record], Record]:
    def register(record_type: Record) -> Record:
        KINDS[name] = RecordKind(name, record_type, stream, order, writers, typed_from_paper, looked_up_by)
        return record_type

    return register
