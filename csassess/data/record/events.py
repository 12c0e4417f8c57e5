"""Events: one action of a user, its bytes, and the values that are disclosed with it."""

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple

from csassess.data.storage.canonical import canonical, commitment

EVENT_VERSION = 1
TAKEN_OUT = (  # the text shown in place of a redacted one, on every device
    "[taken out]"
)
WITHHELD = {"withheld": True}  # stored in place of a redacted value and its salt


class Change(NamedTuple):
    """One field of one record set to a value; `parents` are the events whose value it replaces.

    A removal also lists in `seen` every event of the record that it knew, so that changes made
    elsewhere meanwhile are not lost with it.
    """

    entity: str
    id: str
    field: str
    value: Any
    parents: tuple[str, ...]
    seen: tuple[str, ...] = ()


class Event(NamedTuple):
    """One action in the history of a stream; `at` carries its UTC offset."""

    id: str
    stream: str
    action: str
    author: str
    device: str
    sequence: int
    at: datetime
    changes: tuple[Change, ...]
    previous: str | None = None


def event_id(body: bytes) -> str:
    """Return an event's id: the SHA-256 of its body's canonical bytes."""
    return hashlib.sha256(body).hexdigest()


def encode(
    stream: str,
    action: str,
    changes: list[Change],
    salts: list[str],
    *,
    author: str,
    device: str,
    sequence: int,
    previous: str | None,
    at: datetime,
    units: dict[str, str],
) -> tuple[bytes, str]:
    """Return an event's body as canonical bytes and, separately, its values with their salts.

    The body holds commitments only, so that a value can be redacted later while the chain still verifies.
    """
    body = {
        "v": EVENT_VERSION,
        "stream": stream,
        "action": action,
        "author": author,
        "device": device,
        "sequence": sequence,
        "previous": previous,
        "at": at.isoformat(timespec="milliseconds"),
        "units": units,
        "changes": [
            {
                "entity": change.entity,
                "id": change.id,
                "field": change.field,
                "commitment": commitment(salt, change.value),
                "parents": sorted(change.parents),
                **({"seen": sorted(change.seen)} if change.seen else {}),
            }
            for change, salt in zip(changes, salts, strict=True)
        ],
    }
    disclosed = [{"salt": salt, "value": change.value} for change, salt in zip(changes, salts, strict=True)]
    return canonical(body), canonical(disclosed).decode()


def decode(event_id: str, body: bytes, disclosed: str) -> Event:
    """Return the event that a stored body and its disclosed values hold.

    Redacted values read as `TAKEN_OUT`.
    """
    fields, disclosed_values = json.loads(body), json.loads(disclosed)
    return Event(
        event_id,
        fields["stream"],
        fields["action"],
        fields["author"],
        fields["device"],
        fields["sequence"],
        datetime.fromisoformat(fields["at"]),
        tuple(
            Change(
                c["entity"],
                c["id"],
                c["field"],
                value.get("value", TAKEN_OUT),
                tuple(c["parents"]),
                tuple(c.get("seen", ())),
            )
            for c, value in zip(fields["changes"], disclosed_values, strict=True)
        ),
        fields["previous"],
    )
