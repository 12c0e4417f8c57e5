"""Events as lines of a portfolio file, each checked before it is used."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.chains import StoredEvent
from csassess.data.record.events import EVENT_VERSION, WITHHELD
from csassess.data.record.records import holds_words
from csassess.data.storage.canonical import canonical, commitment
from csassess.domain.records.kinds import KINDS, Stream
from csassess.exchange.bag import HashingReader, strict_json
from csassess.exchange.errors import BadFileError

_LONGEST = 8 << 20  # bytes of one line
_BODY = {"v", "stream", "action", "author", "device", "sequence", "previous", "at", "units", "changes"}
_CHANGE = {"entity", "id", "field", "commitment", "parents"}
_ID, _HASH = re.compile(r"[A-Za-z0-9_.-]{1,64}"), re.compile(r"[0-9a-f]{64}")

_CENTRE_ID = re.compile(r"[A-Za-z0-9_. -]{1,64}")  # that of an approval is a form and its version


def line(event: StoredEvent) -> bytes:
    """Return an event as a line of a portfolio file, with the bytes of its body as text."""
    content = {"id": event.id, "body": event.body.decode(), "disclosed": json.loads(event.disclosed)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def read_lines(content: HashingReader) -> Iterator[bytes]:
    """Yield the lines of a file.

    Raises BadFileError for a line that is too long.
    """
    remainder = b""
    while piece := content.read(1 << 20):
        *whole, remainder = (remainder + piece).split(b"\n")
        yield from whole
        if len(remainder) > _LONGEST:
            raise BadFileError(
                text("Part of the file is too large. It was refused. Ask the sender for a new file.")
            )
    if remainder:
        yield remainder


def checked_event(content: bytes, streams: Iterable[str]) -> StoredEvent:
    """Return the event of a line, with its id and its commitments checked.

    Raises BadFileError, saying what is wrong.
    """
    fields = strict_json(content)
    try:
        if set(fields) != {"id", "body", "disclosed"}:
            raise ValueError
        raw, disclosed = fields["body"].encode(), fields["disclosed"]
        body = strict_json(raw)
        if canonical(body) != raw:
            raise ValueError
    except (ValueError, TypeError, AttributeError):
        raise _unreadable() from None
    if hashlib.sha256(raw).hexdigest() != fields["id"]:
        raise BadFileError(
            text(
                "An entry in the history was changed after it was written. The file was "
                "refused. Ask the sender for a new file."
            )
        )
    if isinstance(body, dict) and isinstance(body.get("v"), int) and body["v"] > EVENT_VERSION:
        raise BadFileError(
            text("This file was made by a newer version of csassess. Install that version to receive it.")
        )
    try:
        _check_body(body, {*streams, Stream.CENTRE.value})
        _check_values(body, disclosed)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise _unreadable() from None
    return StoredEvent(fields["id"], raw, canonical(disclosed).decode())


_OF_CENTRE = b'"stream":"centre"'


def is_of_centre(event: StoredEvent) -> bool:
    """Return whether a checked event is of what the centre shares."""
    return _OF_CENTRE in event.body


def _unreadable() -> BadFileError:
    return BadFileError(
        text("An entry in the history is not valid. The file was refused. Ask the sender for a new file.")
    )


def _check_body(body: dict[str, Any], streams: set[str]) -> None:
    """Raise ValueError, TypeError or KeyError if this is not the body of an event."""
    if set(body) != _BODY or body["v"] != EVENT_VERSION or body["stream"] not in streams:
        raise ValueError
    if body["stream"] == Stream.CASELOAD:
        raise BadFileError(
            text(
                "The file contains entries from a caseload’s own history. It was refused. Ask "
                "the sender for a new file."
            )
        )
    if not all(_ID.fullmatch(body[name]) for name in ("stream", "author", "device")):
        raise ValueError
    previous = body["previous"]
    if type(body["sequence"]) is not int or (body["sequence"] == 1) != (previous is None):
        raise ValueError
    if previous is not None and not _HASH.fullmatch(previous):
        raise ValueError
    if not isinstance(body["action"], str) or len(body["action"]) > 100 or not body["changes"]:
        raise ValueError
    if datetime.fromisoformat(body["at"]).tzinfo is None:
        raise ValueError
    if not all(_ID.fullmatch(unit) and _HASH.fullmatch(digest) for unit, digest in body["units"].items()):
        raise ValueError
    fields = [(change["entity"], change["id"], change["field"]) for change in body["changes"]]
    if len(set(fields)) != len(fields):
        raise ValueError


def _check_values(body: dict[str, Any], disclosed: list[dict[str, Any]]) -> None:
    """Check that every change sets a field that there is, to the value that it was committed to.

    Raises BadFileError, ValueError, TypeError or KeyError otherwise.
    """
    for change, disclosed_value in zip(body["changes"], disclosed, strict=True):
        is_id = _CENTRE_ID if body["stream"] == Stream.CENTRE else _ID
        if not set(change) - {"seen"} == _CHANGE or not is_id.fullmatch(change["id"]):
            raise ValueError
        _check_field(body["stream"], change["entity"], change["field"])
        is_withheld = disclosed_value == WITHHELD and disclosed_value["withheld"] is True
        if not is_withheld and set(disclosed_value) != {"salt", "value"}:
            raise ValueError
        if not all(_HASH.fullmatch(parent) for parent in (*change["parents"], *change.get("seen", ()))):
            raise ValueError
        if is_withheld:
            if not _HASH.fullmatch(change["commitment"]) or not holds_words(
                change["entity"], change["field"]
            ):
                raise ValueError
            continue
        if commitment(disclosed_value["salt"], disclosed_value["value"]) != change["commitment"]:
            raise BadFileError(
                text(
                    "A value in the history was altered. The file was refused. Ask the sender for a new file."
                )
            )


def _check_field(stream: str, entity: str, name: str) -> None:
    """Check that records of a stream have this field; its value is judged when the event is merged.

    Raises BadFileError or KeyError otherwise.
    """
    kind = KINDS[entity]
    if kind.stream is not (Stream.CENTRE if stream == Stream.CENTRE else Stream.PORTFOLIO):
        raise BadFileError(
            text(
                "The history contains an entry of the kind “{kind}”, which does not belong in "
                "a portfolio. The file was refused. Ask the sender for a new file.",
                kind=entity,
            )
        )
    if name != "deleted" and name not in kind.fields:
        raise KeyError(name)
