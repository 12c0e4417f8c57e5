"""What papers show, as plain data: filled by services, drawn by the forms."""

from dataclasses import dataclass
from enum import StrEnum

from csassess.domain.units.units import RecordingForm


@dataclass(frozen=True, slots=True)
class Identification:
    """What identifies a paper: its title, the form with its version, the record code it shows, and whose paper it is."""

    title: str
    form: str
    version: str
    record_code: str
    subject: str = ""
    approval: str = ""
    letterhead: "Letterhead | None" = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the centre puts on its papers: a line above the title, a logo as JPEG bytes, a privacy notice at the end."""

    heading: str = ""
    logo: bytes = b""
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part of a paper; it never stands alone at a page's foot."""

    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, in the quiet type where it explains rather than tells."""

    words: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with heads repeated on each page, and its columns' relative widths; `empty` rows to write in by hand follow."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of an account: the criteria it shows in the margin, a head with its times, and its words."""

    margin: str
    head: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as JPEG bytes with its caption, and the criteria it shows in the margin."""

    jpeg: bytes
    caption: str
    margin: str = ""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line to sign and to date; where it is signed, the name, the day and the strokes (x, y … in thousandths of the width)."""

    label: str
    name: str = ""
    day: str = ""
    strokes: tuple[tuple[int, ...], ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """A declaration with its signature lines, always together on one page."""

    declaration: str
    lines: tuple[SignatureLine, ...]


Block = Heading | Words | Grid | Told | Picture | Signing


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a paper of the product's own shows: heading block of facts, then block after block."""

    identification: Identification
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


class Mark(StrEnum):
    """What stands in a cell of the form."""

    ACCEPTED = "accepted"
    DRAFT = "draft"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One evidence item on the form: its number, description, a remark of the product's, and its marks by criterion."""

    number: str
    description: str
    marks: dict[str, Mark]
    remark: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class FormHeading:
    """What the heading block says: pairs of a name and its value, and the unit's full name."""

    unit: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordingFormContent:
    """Everything a recording form shows."""

    identification: Identification
    heading: FormHeading
    layout: RecordingForm
    rows: tuple[FormRow, ...]
    notes: tuple[str, ...] = ()
    countersigned: bool = False
    signed: tuple["SignatureLine", ...] = ()
    by_method: bool = False
