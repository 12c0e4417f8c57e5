"""What the machines that sync through a folder state there: what each has, and which files it has read.

`FOLDER/csassess/DEVICE/state.json` is written by its machine alone and signed with its key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from csassess.data.exchange.device_card import Card, is_signed
from csassess.data.exchange.devices import own_card, own_signature, peers
from csassess.data.exchange.own_branch import devices_before
from csassess.data.exchange.vectors import End, Vector, vector
from csassess.data.record.caseload import Caseload
from csassess.data.storage.plain_files import is_plain, read_at_most
from csassess.domain.errors import UserError
from csassess.exchange.bag import strict_json
from csassess.services.candidates.staff import lost_devices
from csassess.services.exchange.sync_folder_location import folder_of
from csassess.services.files import write_copy

STATE = "state.json"
_FORMAT = 1
_MOST_BYTES = 64 << 20
_ID_SHOWN = 16  # characters of an event's id
_PARTNERS = "step-partners"


@dataclass(frozen=True, slots=True)
class State:
    """What a machine states: when, how far it has each chain, and which files it has read, by giver.

    The givers are the machines that it has accepted. `formerly` holds the machines that it was before its
    caseload was put back, each with the time until which.
    """

    time: datetime
    has: Vector
    read: Mapping[str, frozenset[str]]
    formerly: Mapping[str, datetime]


def accepted_partners(caseload: Caseload) -> set[str]:
    """Return the machines accepted in the folder as the user's own."""
    return set(json.loads(caseload.local.get(_PARTNERS) or "[]"))


def keep_partner(caseload: Caseload, device: str) -> None:
    """Store that a machine was accepted in the folder."""
    caseload.local.set(_PARTNERS, json.dumps(sorted({*accepted_partners(caseload), device})))


def partner_cards(caseload: Caseload) -> list[Card]:
    """Return the cards of accepted devices that are not marked lost."""
    cards, lost = peers(caseload), lost_devices(caseload)
    return [
        cards[device]
        for device in sorted(accepted_partners(caseload))
        if device in cards and device not in lost
    ]


def own_folder(caseload: Caseload, folder: Path) -> Path:
    """Return the part of a sync folder in which this device writes."""
    return folder / "csassess" / caseload.device[:12]


def write_state(caseload: Caseload, read: Mapping[str, frozenset[str]]) -> None:
    """Write this machine's state, unless it already lies in the folder.

    Raises UserError if it cannot be written.
    """
    folder = folder_of(caseload)
    if folder is None or not own_folder(caseload, folder).is_dir():
        return
    path = own_folder(caseload, folder) / STATE
    ends = vector(caseload.db)
    content: dict[str, Any] = {
        "format": _FORMAT,
        "device": caseload.device,
        "has": {s: {d: end.sequence for d, end in chains.items()} for s, chains in ends.items()},
        "heads": {s: {d: end.event[:_ID_SHOWN] for d, end in chains.items()} for s, chains in ends.items()},
        "read": {giver: sorted(names) for giver, names in read.items()},
        "formerly": {device: at.isoformat() for device, at in devices_before(caseload).items()},
    }
    present = _content(path, caseload.device, own_card(caseload).public_key) if is_plain(path) else None
    if present and {**present, "time": ""} == {**content, "time": ""}:
        return
    content["time"] = caseload.clock().isoformat(timespec="milliseconds")
    signed = {"state": content, "signature": own_signature(caseload, _signed(content))}
    write_copy(path, json.dumps(signed, sort_keys=True, indent=1).encode())


def _signed(content: Any) -> list[Any]:
    return ["sync state", content]


def states(caseload: Caseload, cards: list[Card]) -> dict[str, State]:
    """Return the states of some machines, by device; what is missing or not theirs is left out."""
    folder = folder_of(caseload)
    found: dict[str, State] = {}
    for card in cards if folder else []:
        path = folder / "csassess" / card.device[:12] / STATE  # type: ignore[operator]
        content = _content(path, card.device, card.public_key)
        if content:
            found[card.device] = _state_from(content)
    return found


def _content(path: Path, device: str, public_key: str) -> dict[str, Any] | None:
    """Return the content of a state file of a device.

    None if it is missing, damaged, of another device, or not signed with its `public_key`.
    """
    try:
        whole = strict_json(read_at_most(path, _MOST_BYTES))
        content, signature = whole["state"], whole["signature"]
        if content["device"] != device or content["format"] != _FORMAT:
            return None
        if not is_signed(public_key, signature, _signed(content)):
            return None
        _state_from(content)
    except (OSError, UserError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return dict(content)


def _state_from(content: dict[str, Any]) -> State:
    """Return the state that plain data hold.

    Raises ValueError, KeyError, TypeError or AttributeError if they hold none.
    """
    has: Vector = {}
    for stream, chains in content["has"].items():
        for device, sequence in chains.items():
            event = content["heads"][stream][device]
            if type(sequence) is not int or sequence < 1 or not isinstance(event, str) or not event:
                raise ValueError("not a place in a chain")
            has.setdefault(stream, {})[device] = End(sequence, event)
    read = {giver: frozenset(map(str, names)) for giver, names in content["read"].items()}
    formerly = {device: _time(at) for device, at in content["formerly"].items()}
    return State(_time(content["time"]), has, read, formerly)


def _time(text: str) -> datetime:
    """Return the time that a text says, with its zone; raises ValueError if it says none."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return time


def are_now_others(stated: Mapping[str, State]) -> set[str]:
    """Return the machines that are others now, and have stated nothing since."""
    return {
        device
        for state in stated.values()
        for device, until in state.formerly.items()
        if device not in stated or stated[device].time <= until
    }
