"""A unit's wording as a specification file."""

import json
from typing import Any


def as_toml(content: dict[str, Any]) -> str:
    """Return a stored wording as TOML; what has no value is left out.

    Read again, it is the same wording.
    """
    lines = [f"{key} = {_value(value)}" for key, value in content.items() if _is_plain(value)]
    for key, value in content.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *_fields(value)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for part in value:
                lines += ["", f"[[{key}]]", *_fields(part)]
        elif isinstance(value, list):
            lines.insert(0, f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _is_plain(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list)


def _fields(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value, several=True)}" for key, value in table.items() if value is not None]


def _value(value: Any, *, several: bool = False) -> str:
    """Return a value inline; a list of tables with one on each line if `several`."""
    if isinstance(value, dict):
        parts = [f"{key} = {_value(part)}" for key, part in value.items() if part is not None]
        return "{ " + ", ".join(parts) + " }"
    if isinstance(value, list):
        parts = [_value(part) for part in value]
        if several and value and isinstance(value[0], dict):
            return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"
        return "[" + ", ".join(parts) + "]"
    return json.dumps(value, ensure_ascii=False)
