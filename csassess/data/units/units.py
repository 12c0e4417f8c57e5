"""Unit specification files: load them, check them, identify their exact wording by digest."""

import errno
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cattrs import ClassValidationError

from csassess.catalogue import text
from csassess.data.storage.canonical import digest
from csassess.data.storage.plain_files import read_at_most
from csassess.data.units.checks import cause_of, check_text, check_unit
from csassess.data.units.formats import first_wording, unit_from
from csassess.domain.errors import UserError
from csassess.domain.units.units import Unit
from csassess.resources import unit_specs_folder

_LARGEST = 4 << 20  # bytes of a specification file, as of a wording in a portfolio file


@dataclass(frozen=True)
class Wording:
    """A unit with its wording as it is stored, of which the digest is taken."""

    unit: Unit
    content: Any
    digest: str


def load_wording(path: Path, *, of_any_name: bool = False) -> Wording:
    """Return the unit that a specification file describes, with its wording.

    The file is named after the unit's id, unless it may be `of_any_name`.

    Raises UserError naming the file, the field and the cause.
    """
    try:
        lines = _read(path).decode().replace("\r\n", "\n").replace("\r", "\n")
        content = tomllib.loads(lines)
        wording = wording_of(content)
        if not of_any_name and wording.unit.id != path.stem:
            raise ValueError(f"id: {wording.unit.id!r} is not the file's name")
    except (ClassValidationError, ValueError, RecursionError, OSError) as error:
        raise UserError(
            text("{file} is not a valid unit specification: {cause}.", file=path.name, cause=cause_of(error))
        ) from None
    return wording


def _read(path: Path) -> bytes:
    try:
        return read_at_most(path, _LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ValueError(text("it is larger than any unit")) from None
        raise


def wording_of(content: Any) -> Wording:
    """Return the unit that plain values describe, checked, with its wording.

    Raises ClassValidationError or ValueError naming each wrong field.
    """
    unit = unit_from(content)
    check_text(content)
    check_unit(unit)
    stored = first_wording(unit) if unit.format == 1 else content
    return Wording(unit, stored, digest(stored))


def load_unit(path: Path) -> Unit:
    """Return the unit that a specification file describes.

    Raises UserError naming the file, the field and the cause.
    """
    return load_wording(path).unit


def plain(unit: Unit) -> Any:
    """Return a unit that ships with the program as plain values: the input of its digest."""
    return built_in()[unit.id].content


def unit_digest(unit: Unit) -> str:
    """Return the digest of the exact wording of a unit that ships with the program."""
    return built_in()[unit.id].digest


@cache
def built_in() -> dict[str, Wording]:
    """Return the units that ship with the program with their wordings, by id, in order of name."""
    wordings = [load_wording(path) for path in sorted(unit_specs_folder().glob("*.toml"))]
    return {w.unit.id: w for w in sorted(wordings, key=lambda w: (w.unit.name, w.unit.id))}


def catalogue() -> dict[str, Unit]:
    """Return the units that ship with the program, by id, in order of name."""
    return {unit_id: wording.unit for unit_id, wording in built_in().items()}


def catalogue_unit(unit_id: str) -> Unit:
    """Return a unit that ships with the program.

    Raises UserError for an unknown id.
    """
    if unit_id not in built_in():
        raise unknown_unit(unit_id)
    return built_in()[unit_id].unit


def unknown_unit(unit_id: str) -> UserError:
    """Return the error that says that there is no unit with an id."""
    return UserError(
        text("The unit “{unit}” was not found. To see all units, use “csassess units list”.", unit=unit_id)
    )
