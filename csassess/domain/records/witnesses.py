"""Witnesses, entered once in the witness status list, and details of their testimony."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.names import name_key
from csassess.domain.records.declaration import Id, ItemId, Line, Name, RestsOn, portfolio_record


@portfolio_record("witness", order=lambda witness: name_key(witness.name))
@dataclass(frozen=True, slots=True)
class Witness:
    """A person who supplies testimony: name, role, relation to the candidate, and contact.

    `known_as` are other names under which they sign, divided by commas.
    """

    id: Id
    name: Name
    role: Line
    relation: Line = ""
    contact: Line = ""
    known_as: Line = ""


@portfolio_record("testimony")
@dataclass(frozen=True, slots=True)
class Testimony:
    """How a testimony came about.

    Its id is the item's. One on paper is confirmed with the witness on a day.
    """

    id: ItemId
    witness: Annotated[str, RestsOn(("witness",))]
    typed_by: Line = ""
    on_paper: bool = False
    confirmed_on: date | None = None
