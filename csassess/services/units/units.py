"""The units that ship with the program, and checks of specification files."""

from pathlib import Path
from typing import Any

from csassess.data.units.units import catalogue, catalogue_unit, load_unit, plain
from csassess.domain.units.units import Unit


def all_units() -> list[Unit]:
    """Return the units that ship with the program."""
    return list(catalogue().values())


def unit(unit_id: str) -> Unit:
    """Return a unit that ships with the program.

    Raises UserError for an unknown id.
    """
    return catalogue_unit(unit_id)


def check_file(path: Path) -> Unit:
    """Return the unit that a specification file describes.

    Raises UserError naming the file, the field and the cause.
    """
    return load_unit(path)


def describe(unit: Unit) -> dict[str, Any]:
    """Return a unit as plain data, as `csassess units show ID --json` prints it.

    Values the source does not state are null.
    """
    identity = unit.identity
    content = plain(unit)
    return {
        "id": unit.id,
        "title": identity.title,
        "number": identity.number,
        "reference": identity.reference,
        "level": identity.level,
        "credit": identity.credit,
        "guided_learning_hours": identity.guided_learning_hours,
        "awarding_body": identity.awarding_body,
        "source": content["source"],
        "outcomes": [
            {key: outcome[key] for key in ("label", "title", "kind", "lead", "criteria", "guidance")}
            for outcome in content["outcomes"]
        ],
        "evidence_requirements": [
            {
                "label": r["label"],
                "text": r["text"],
                "items": r["items"],
                "rule": [_stated(rule) for rule in r["rules"]],
            }
            for r in content["evidence_requirements"]
        ],
        "correspondences": content["correspondences"],
    }


def _stated(rule: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if value is not None}
