"""Values that are written here: what cannot be saved is said in a sentence."""

from collections.abc import Iterable
from typing import Any

from csassess.catalogue import text
from csassess.data.record.events import Change
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.value_gate import Fault, fault_in, is_too_long_to_type


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


def check_set(changes: Iterable[Change]) -> None:
    """Raise UserError if a change sets a value that no record can hold, whatever it was copied from."""
    for change in changes:
        fault = fault_in(KINDS[change.entity], change.field, change.value)
        if fault in (Fault.FORM, Fault.LIMIT):
            raise UserError(_sentence(fault, change.value))


def _sentence(fault: Fault, value: Any) -> str:
    if isinstance(value, list):
        return text("This has too many parts to be saved. Make it shorter.")
    start = "".join(character if character.isprintable() else " " for character in str(value)[:40])
    if fault is Fault.LIMIT and isinstance(value, str):
        return text("The text that begins “{start}…” is too long. Shorten it, or divide it.", start=start)
    if fault is Fault.CHARACTER:
        return text(
            "The text that begins “{start}…” contains a character that cannot be saved. Type it "
            "again instead of pasting it.",
            start=start,
        )
    return text("“{value}” cannot be saved here. Enter another value.", value=start)
