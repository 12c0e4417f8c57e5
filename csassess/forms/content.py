"""Contents of papers as plain data, filled by services and drawn by the forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from csassess.domain.units.units import RecordingForm


@dataclass(frozen=True, slots=True)
class Identification:
    """What identifies a paper: title, form and version, record code, and its subject.

    `scheme` is that of the record code; `first_code` is the one that scheme 1 gives, printed on older pages.
    `about` is what the title of the file says besides the title, without names of persons. `dated` is when
    what the paper shows was last changed. `returns_to` is the code of what a paper belongs to that comes back
    filled in.
    """

    title: str
    form: str
    version: str
    record_code: str
    subject: str = ""
    approval: str = ""
    letterhead: "Letterhead | None" = None
    scheme: int = 1
    first_code: str = ""
    about: tuple[str, ...] = ()
    dated: datetime | None = None
    returns_to: str = ""

    @property
    def file_title(self) -> str:
        """The title of the file: what the paper is, what it is about, and whose it is, by code."""
        return " – ".join(part for part in (self.title, *self.about) if part)

    @property
    def codes(self) -> dict[int, str]:
        """The record codes that pages of this paper may bear, by scheme."""
        return {1: self.first_code or self.record_code, self.scheme: self.record_code}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the centre adds to its papers.

    `heading` is a line above the title, `logo` a JPEG, `privacy` a notice at the end.
    """

    heading: str = ""
    logo: bytes = b""
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of a part of a paper; never the last line of a page."""

    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `quiet` sets explanations in smaller grey type.

    `first` is what scheme 1 of record codes has in place of the words, if they were others then.
    """

    words: str
    quiet: bool = False
    first: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose heads are repeated on each page.

    `widths` are relative; `empty` is the number of blank rows at the end, to write in by hand. `first` are
    the rows of which scheme 1 of record codes is made, if they were others then.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    empty: int = 0
    first: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One entry of an account: a head with its times, and its words.

    `margin` lists the criteria it shows. `first` is what scheme 1 of record codes has in place of the words,
    None if it has the same.
    """

    margin: str
    head: str
    words: str
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as JPEG bytes, with its caption.

    `margin` lists the criteria it shows. `first` is the caption as scheme 1 has it, if that says less.
    """

    jpeg: bytes
    caption: str
    margin: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page of an attached file as JPEG bytes, its caption, and the words that are read in place of it."""

    jpeg: bytes
    caption: str
    words: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line to sign and to date.

    If it is signed on screen, `strokes` holds lines of x, y, x, y … in thousandths of the width. `printed` is
    the name of who is to sign, if it is known.
    """

    label: str
    name: str = ""
    day: str = ""
    strokes: tuple[tuple[int, ...], ...] = ()
    remark: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """A declaration with its signature lines, kept together on one page."""

    declaration: str
    lines: tuple[SignatureLine, ...]


class FieldKind(StrEnum):
    """What a field of a form takes: one line, several lines, a date, a tick, or a signature by hand."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"
    TICK = "tick"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field to fill in, on screen or by hand, with the words above it.

    `room` is the number of lines to write in. `group` is what a tick belongs to, for whoever hears only the
    field. A signature can be written by hand only.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    room: int = 1
    group: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Fields side by side, with their relative widths; one that `leads` stays with what follows."""

    fields: tuple[FormField, ...]
    widths: tuple[float, ...] = ()
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Blocks that are made while the paper is drawn, because they take long."""

    blocks: Callable[[], "list[Block]"]


Block = Heading | Words | Grid | AccountEntry | Picture | PageImage | Signing | FieldRow | Later


@dataclass(frozen=True, slots=True)
class Paper:
    """Contents of one of the product's own papers: a heading block of facts, then blocks."""

    identification: Identification
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The fields that can be filled in on screen."""
        rows = (block for block in self.blocks if isinstance(block, FieldRow))
        return tuple(f for row in rows for f in row.fields if f.kind is not FieldKind.SIGNATURE)


class Mark(StrEnum):
    """What a cell of the recording form says about an item and a criterion."""

    ACCEPTED = "accepted"
    DRAFT = "draft"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One evidence item on the recording form, with its marks by criterion.

    `remark` is an addition of the product's.
    """

    number: str
    description: str
    marks: dict[str, Mark]
    remark: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class FormHeading:
    """Heading block of the recording form: the unit's full name, and (name, value) facts."""

    unit: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordingFormContent:
    """Contents of a recording form."""

    identification: Identification
    heading: FormHeading
    layout: RecordingForm
    rows: tuple[FormRow, ...]
    notes: tuple[str, ...] = ()
    countersigned: bool = False
    signed: tuple["SignatureLine", ...] = ()
    by_method: bool = False
