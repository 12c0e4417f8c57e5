"""Units of any shape, written as specification files and read by the program's own reader."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from csassess.domain.units.units import Unit
from csassess.services.units import units

IDENTITY = ("awarding_body", "number", "title", "reference", "level", "credit", "guided_learning_hours")


def toml(value: Any) -> str:
    """Return a plain value as inline TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def criteria(*labels: str) -> list[dict[str, Any]]:
    """Return criteria with these labels and words of their own."""
    return [{"label": label, "text": f"Do the thing called {label}"} for label in labels]


def outcome(
    label: str, stated: Iterable[Mapping[str, Any]], kind: str = "performance", **more: Any
) -> dict[str, Any]:
    """Return an outcome with its criteria."""
    return {"label": label, "title": f"Outcome {label}", "kind": kind, "lead": "", "criteria": stated, **more}


def content(
    unit_id: str = "any-unit",
    outcomes: Iterable[Mapping[str, Any]] = (),
    requirements: Iterable[Mapping[str, Any]] = (),
    version: int = 2,
    identity: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return the plain content of a unit specification; what is not stated is named as unstated."""
    stated = {"title": "Bake bread", **(identity or {})}
    return {
        "format": version,
        "id": unit_id,
        "identity": {
            "purpose": "",
            **stated,
            "unstated": [name for name in IDENTITY if name not in stated],
        },
        "source": {"document": "bread.pdf"},
        "outcomes": list(outcomes) or [outcome("1", criteria("1.1", "1.2"))],
        "evidence_requirements": list(requirements),
        **more,
    }


def unit_file(folder: Path, stated: Mapping[str, Any]) -> Path:
    """Write a unit's content as a specification file and return its path."""
    path = folder / f"{stated['id']}.toml"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in stated.items()), encoding="utf-8")
    return path


def made_unit(folder: Path, *args: Any, **stated: Any) -> Unit:
    """Return the unit that such a file describes."""
    return units.check_file(unit_file(folder, content(*args, **stated)))
