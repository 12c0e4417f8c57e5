"""Witnesses, entered once in the witness status list, and what stands beside their testimony."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Witness:
    """Someone who supplies testimony: name, role, relation to the candidate, and how to reach them."""

    id: str
    name: str
    role: str
    relation: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Testimony:
    """How a testimony came about; its id is the item's. On paper it is confirmed with the witness on a day."""

    id: str
    witness: str
    typed_by: str = ""
    on_paper: bool = False
    confirmed_on: date | None = None
