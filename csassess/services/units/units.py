"""The units that ship with the program, and checks of specification files."""

from pathlib import Path
from typing import Any

from csassess.data.units.units import catalogue, catalogue_unit, load_unit, plain
from csassess.domain.units.units import Unit, as_number


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


def describe(unit: Unit, content: Any = None) -> dict[str, Any]:
    """Return a unit as plain data, as `csassess units show ID --json` prints it.

    `content` is its stored wording, that of the program's own unit if None. Values the source does not state
    are null; a number if the source states one, else its words.
    """
    identity = unit.identity
    content = plain(unit) if content is None else content
    return {
        "id": unit.id,
        "title": identity.title,
        "number": identity.number,
        "reference": identity.reference,
        "level": as_number(identity.level),
        "credit": as_number(identity.credit),
        "guided_learning_hours": as_number(identity.guided_learning_hours),
        "awarding_body": identity.awarding_body,
        "source": content["source"],
        "outcomes": [_outcome(outcome) for outcome in content["outcomes"]],
        "evidence_requirements": [
            {
                "label": r["label"],
                "text": r["text"],
                "items": r.get("items", []),
                "rule": [_stated(rule) for rule in r.get("rules", [])],
            }
            for r in content.get("evidence_requirements", [])
        ],
        "correspondences": content.get("correspondences", []),
        **({"sections": content["sections"]} if "sections" in content else {}),
    }


def _outcome(stated: dict[str, Any]) -> dict[str, Any]:
    unsaid = {"label": None, "lead": "", "guidance": ""}
    return {key: stated.get(key, unsaid.get(key)) for key in _OUTCOME}


_OUTCOME = ("label", "title", "kind", "lead", "criteria", "guidance")


def _stated(rule: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if value is not None}
