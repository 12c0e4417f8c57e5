"""Packs: several documents in one file, signed by the device that wrote it, such as the units of a centre.

A pack is JSON and holds nothing secret. Each document says of which kind it is; a document of an unknown kind
is left out and named, and the rest is read.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cattrs import ClassValidationError

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card, is_signed, received_card
from csassess.data.storage.canonical import canonical, digest
from csassess.data.units.checks import cause_of
from csassess.data.units.formats import is_newer
from csassess.data.units.units import Wording, wording_of
from csassess.domain.control_characters import has_control_characters
from csassess.domain.records.declaration import LONGEST_LINE
from csassess.domain.value_gate import is_plain_date, is_plain_time
from csassess.exchange.bag import strict_json
from csassess.exchange.errors import BadFileError

EXTENSION = "cspack"
MOST_BYTES, MOST_DOCUMENTS = 16 << 20, 500
_FORMAT, _MARK, _UNIT = 1, "pack", "unit"
_LONGEST_KIND, _LONGEST_DOCUMENT = 40, 4 << 20  # characters; bytes
_PARTS = {"csassess", "format", "program", "created", "documents", "card"}


@dataclass(frozen=True, slots=True)
class PackedUnit:
    """One unit of a pack, with who approved it at the centre, in which role, and when."""

    wording: Wording
    approved: date
    approved_by: str
    approved_role: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose form and signature were checked.

    The identity of the sender is not judged yet. `id` is the SHA-256 of the file. `left_out` gives the reason
    for each document that was left out.
    """

    id: str
    sender: Card
    created: datetime
    units: tuple[PackedUnit, ...]
    left_out: tuple[str, ...]


def sealed_pack(
    card: Card,
    signature_of: Callable[[Any], str],
    program: str,
    created: datetime,
    units: Sequence[PackedUnit],
) -> bytes:
    """Return a pack of units; `signature_of` signs plain data as the card's device.

    Raises UserError if it would be too large for recipients to read.
    """
    content = {
        "csassess": _MARK,
        "format": _FORMAT,
        "program": program,
        "created": created.replace(microsecond=0).isoformat(),
        "card": card.content,
        "documents": [
            {
                "kind": _UNIT,
                "digest": packed.wording.digest,
                "content": packed.wording.content,
                "approved": packed.approved.isoformat(),
                "approved_by": packed.approved_by,
                "approved_role": packed.approved_role,
            }
            for packed in units
        ],
    }
    whole = {**content, "signature": signature_of(_signed(content))}
    written = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    if len(units) > MOST_DOCUMENTS or len(written) > MOST_BYTES:
        raise BadFileError(
            text("A pack holds at most {count} units and 16 MB. Choose fewer.", count=MOST_DOCUMENTS)
        )
    return written


def _signed(content: dict[str, Any]) -> list[Any]:
    return ["pack", content]


def is_pack(start: bytes) -> bool:
    """Return whether a file that starts with these bytes can be a pack."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_pack(content: bytes) -> Pack:
    """Return a pack from the bytes of a file, with its signature and every document checked.

    Raises BadFileError with a sentence that says what is wrong; then nothing of it can be used.
    """
    if len(content) > MOST_BYTES:
        raise BadFileError(text("The file is larger than any pack. It was refused. Ask for a new one."))
    if not is_pack(content[:100]):
        raise _no_pack()
    whole = strict_json(content)
    if not isinstance(whole, dict) or whole.get("csassess") != _MARK:
        raise _no_pack()
    if type(whole.get("format")) is int and whole["format"] > _FORMAT:
        raise BadFileError(
            text("This pack was made by a newer version of csassess. Install that version to read it.")
        )
    try:
        card, created = _checked_frame(whole)
    except Exception:  # whatever fails on foreign content, it is not a pack
        raise _no_pack() from None
    units, left_out = list[PackedUnit](), list[str]()
    for place, document in enumerate(whole["documents"], start=1):
        kind = document["kind"]
        if kind != _UNIT:
            left_out.append(
                text(
                    "Document {place} is of the kind “{kind}”, which this version of csassess does not know.",
                    place=place,
                    kind=kind,
                )
            )
        elif is_newer(document.get("content")):
            left_out.append(
                text(
                    "Document {place} is a unit in a newer format than this version of csassess reads.",
                    place=place,
                )
            )
        else:
            units.append(_unit(place, document, created.date()))
    _refuse_repeats(units)
    return Pack(hashlib.sha256(content).hexdigest(), card, created, tuple(units), tuple(left_out))


def _checked_frame(whole: dict[str, Any]) -> tuple[Card, datetime]:
    """Return the sender's card and the time of a pack, once its form and signature are checked.

    Raises BadFileError, or any other error that foreign content causes.
    """
    signature, content = whole["signature"], {k: v for k, v in whole.items() if k != "signature"}
    card = received_card(content["card"])
    is_whole = (
        set(content) == _PARTS
        and content["format"] == _FORMAT
        and is_plain_time(content["created"])
        and isinstance(content["program"], str)
        and 0 < len(content["documents"]) <= MOST_DOCUMENTS
        and all(map(_is_document, content["documents"]))
        and is_signed(card.public_key, signature, _signed(content))
    )
    if not is_whole:
        raise ValueError("not a pack")
    return card, datetime.fromisoformat(content["created"])


def _is_document(document: Any) -> bool:
    kind = document.get("kind") if isinstance(document, dict) else None
    return isinstance(kind, str) and 0 < len(kind) <= _LONGEST_KIND and not has_control_characters(kind)


def _unit(place: int, document: dict[str, Any], until: date) -> PackedUnit:
    """Return the unit of a document, approved no later than a day.

    Raises BadFileError naming the document and what is wrong with it.
    """
    try:
        if set(document) != {"kind", "digest", "content", "approved", "approved_by", "approved_role"}:
            raise ValueError(text("its fields are not those of a unit"))
        if len(canonical(document["content"])) > _LONGEST_DOCUMENT:
            raise ValueError(text("it is larger than any unit"))
        if digest(document["content"]) != document["digest"]:
            raise ValueError(text("its wording was changed"))
        if not all(map(_is_name, (document["approved_by"], document["approved_role"]))):
            raise ValueError(text("it does not say who approved it"))
        if not is_plain_date(document["approved"]) or date.fromisoformat(document["approved"]) > until:
            raise ValueError(text("it does not say when it was approved"))
        wording = wording_of(document["content"])
        if wording.digest != document["digest"]:
            raise ValueError(text("its wording was changed"))
    except (ClassValidationError, ValueError, TypeError, RecursionError) as error:
        raise BadFileError(
            text(
                "Document {place} of the pack is not a valid unit: {cause}. The pack was refused, and nothing"
                " was changed.",
                place=place,
                cause=_shortened(cause_of(error)),
            )
        ) from None
    return PackedUnit(
        wording,
        date.fromisoformat(document["approved"]),
        document["approved_by"].strip(),
        document["approved_role"].strip(),
    )


def _is_name(value: Any) -> bool:
    return (
        isinstance(value, str)
        and bool(value.strip())
        and len(value) <= LONGEST_LINE
        and not has_control_characters(value)
    )


_LONGEST_CAUSE = 300


def _shortened(cause: str) -> str:
    """Return a cause on one line, without control characters; it may quote what the file says."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in cause).split())
    return plain if len(plain) <= _LONGEST_CAUSE else plain[:_LONGEST_CAUSE] + "…"


def _refuse_repeats(units: Sequence[PackedUnit]) -> None:
    """Raise BadFileError if a pack holds two wordings of one unit, or one twice."""
    frequency = Counter(packed.wording.unit.id for packed in units)
    repeated = next((unit_id for unit_id, count in frequency.items() if count > 1), None)
    if repeated is not None:
        raise BadFileError(
            text(
                "The pack holds the unit “{unit}” more than once. It was refused, and nothing was changed."
                " Ask the sender which wording is meant.",
                unit=_shortened(repeated),
            )
        )


def _no_pack() -> BadFileError:
    return BadFileError(
        text("This is not a csassess pack, or it was changed after it was signed. Ask for it again.")
    )
