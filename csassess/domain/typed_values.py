"""Values that are written here: what cannot be saved is said in a sentence."""

from collections.abc import Iterable
from typing import Any

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS
from csassess.domain.value_gate import Fault, fault_in, is_too_long_to_type

_SHORT = 64  # characters: what is shorter is no text that is too long


def check_typed(entity: str, name: str, value: Any, *, is_copied: bool = False) -> None:
    """Raise UserError if a value cannot be saved: every other device would set it aside.

    What `is_copied` from another record or file may be as long as earlier versions kept it.
    """
    if name == "deleted":
        return
    kind = KINDS[entity]
    fault = fault_in(kind, name, value)
    if fault is None and not is_copied and is_too_long_to_type(kind.fields[name], value):
        fault = Fault.LIMIT
    if fault:
        raise UserError(_sentence(fault, value))


def check_set(changes: Iterable[tuple[Any, ...]]) -> None:
    """Raise UserError if a change sets a value that no record can hold, whatever it was copied from.

    Each begins with kind, id, field and value.
    """
    for entity, _, name, value, *_ in changes:
        fault = fault_in(KINDS[entity], name, value)
        if fault in (Fault.FORM, Fault.LIMIT):
            raise UserError(_sentence(fault, value))


def _sentence(fault: Fault, value: Any) -> str:
    if isinstance(value, list):
        return text("This has too many parts to be saved. Make it shorter.")
    start = "".join(character if character.isprintable() else " " for character in str(value)[:40])
    if fault is Fault.LIMIT and isinstance(value, str) and len(value) > _SHORT:
        return text("The text that begins “{start}…” is too long. Shorten it, or divide it.", start=start)
    if fault is Fault.CHARACTER:
        return text(
            "The text that begins “{start}…” contains a character that cannot be saved. Type it "
            "again instead of pasting it.",
            start=start,
        )
    return text("“{value}” cannot be saved here. Enter another value.", value=start)
