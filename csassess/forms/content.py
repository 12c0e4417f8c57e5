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
