"""What papers show, as plain data: filled by services, drawn by the forms."""

from dataclasses import dataclass
from enum import StrEnum

from csassess.domain.units import RecordingForm


@dataclass(frozen=True, slots=True)
class Identification:
    """What identifies a paper: its title, the form with its version, the record code it shows, and whose paper it is."""

    title: str
    form: str
    version: str
    record_code: str
    subject: str = ""


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
    """A table with heads repeated on each page, and its columns' relative widths."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """A declaration with a line to sign and a line to date for each name, always together on one page."""

    declaration: str
    names: tuple[str, ...]


Block = Heading | Words | Grid | Signing


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
