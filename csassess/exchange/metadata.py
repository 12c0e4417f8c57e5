"""What a portfolio file says of itself, each value checked before it is used."""

from collections.abc import Callable
from typing import Any

from csassess.catalogue import text
from csassess.domain.control_characters import has_control_characters
from csassess.domain.records.declaration import Code
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.value_gate import fault_in, is_plain_date, is_plain_time
from csassess.exchange.errors import BadFileError

FORMAT = 1
_LONGEST_NOTE = 1_000  # characters of what is said of the file itself
_MOST_STREAMS, _MOST_ENTRIES = 20_000, 200_000
_ID, _SHA256 = Code(64, r"[A-Za-z0-9_.-]+", may_be_empty=False), Code(64, r"[0-9a-f]{64}", may_be_empty=False)


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_NOTE and not has_control_characters(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.accepts(value)


def _is_portfolio(value: Any) -> bool:
    """Return whether a value can name a portfolio, and not what the centre shares."""
    return _is_id(value) and value != Stream.CENTRE


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.accepts(value)


def _fits(entity: str, values: dict[str, Any]) -> bool:
    """Return whether values fit the fields of a kind of record, its id included."""
    kind = KINDS[entity]
    return _is_id(values["id"]) and not any(
        value is None or fault_in(kind, name, value) for name, value in values.items() if name != "id"
    )


def _is_mapping(value: Any, names: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == names


def _is_qualification(value: Any) -> bool:
    return _is_mapping(value, {"id", "title", "number"}) and _fits("qualification", value)


def _is_erased(value: Any) -> bool:
    return (
        _is_mapping(value, {"id", "on", "by", "certificate"})
        and _is_id(value["id"])
        and is_plain_date(value["on"])
        and _fits("erasure", value)
    )


def _is_centre(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= {"name", "number"}
        and _fits("centre", {"id": "centre", **value})
    )


def _is_card_entry(value: Any) -> bool:
    """Return whether a value is a card with its signature, and perhaps what is claimed of its device."""
    needed, claimed = {"card", "signature"}, {"vouched", "succeeds", "accepted", "roles", "program"}
    return isinstance(value, dict) and needed <= set(value) <= needed | claimed


def _each(most: int, accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(accepts, value))


_META: dict[str, Callable[[Any], bool]] = {
    "format": lambda value: type(value) is int,
    "program": _is_short,
    "created": is_plain_time,
    "sender": _is_short,
    "cards": _each(_MOST_STREAMS, _is_card_entry),
    "heads": _each(_MOST_ENTRIES, lambda value: isinstance(value, dict)),
    "candidates": _each(_MOST_STREAMS, _is_portfolio),
    "qualifications": _each(_MOST_STREAMS, _is_qualification),
    "centre": _is_centre,
    "whole": lambda value: isinstance(value, bool),
    "missing": _each(_MOST_ENTRIES, _is_sha256),
    "erased": _each(_MOST_ENTRIES, _is_erased),
}


def checked_metadata(content: Any) -> dict[str, Any]:
    """Return what a portfolio file says of itself, if everything in it is possible.

    Raises BadFileError, which names the part that is not.
    """
    if not isinstance(content, dict) or type(content.get("format")) is not int:
        raise _refusal("bundle.json")
    if content["format"] > FORMAT:
        raise BadFileError(
            text("This file was made by a newer version of csassess. Install that version to receive it.")
        )
    content.setdefault("erased", [])  # absent from files written before portfolios could be erased
    if set(content) != set(_META):
        raise _refusal("bundle.json")
    for name, accepts in _META.items():
        if not accepts(content[name]):
            raise _refusal(name)
    return content


def _refusal(part: str) -> BadFileError:
    return BadFileError(
        text(
            "The file’s description of itself cannot be read (“{part}”). It was refused. Ask the sender "
            "for a new file.",
            part=part,
        )
    )
