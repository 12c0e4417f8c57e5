"""A chain of this caseload that was continued elsewhere: the caseload was put back, or copied.

The branch that arrived stays the chain of its device. What was written here instead is set aside as a
fork, and written again by the device that this caseload is from then on.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from csassess.catalogue import text
from csassess.data.exchange.chains import FORK, StoredEvent
from csassess.data.exchange.merge import Merged, Quarantined, Ruling, Verdict
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Change, Event, decode, encode, event_id
from csassess.data.record.history import chain_end
from csassess.data.record.list_cache import forget_portfolio_rows
from csassess.domain.records.people import Device

_PUT_BACK = "put-back"  # local key: the devices that this caseload was, each with the time it ceased to be it


def devices_before(caseload: Caseload) -> dict[str, datetime]:
    """Return the devices that this caseload was until it met their chains, continued elsewhere, and when."""
    stored = json.loads(caseload.local.get(_PUT_BACK) or "{}")
    return {device: datetime.fromisoformat(at) for device, at in stored.items()}


def note_device_before(caseload: Caseload, device: str) -> None:
    """Store that this caseload was a device until now."""
    times = {**devices_before(caseload), device: caseload.clock()}
    caseload.local.set(_PUT_BACK, json.dumps({device: at.isoformat() for device, at in times.items()}))


class Branch(NamedTuple):
    """A chain of a device of this caseload that was continued elsewhere: `last` is the last common event."""

    stream: str
    device: str
    last: int


def own_branches(caseload: Caseload, merged: Merged) -> list[Branch]:
    """Return the chains of this caseload's devices of which a file brought another continuation."""
    own = {device.id for device in caseload.all(Device, CASELOAD_STREAM)}
    found: dict[tuple[str, str], Branch] = {}
    for event, ruling in merged.quarantined:
        chain = (event.stream, event.device)
        is_own_fork = ruling.verdict is Verdict.FORK and event.device in own
        if is_own_fork and chain not in found and _is_link(caseload, event):
            found[chain] = Branch(*chain, event.sequence - 1)
    return list(found.values())


def _is_link(caseload: Caseload, event: Event) -> bool:
    """Return whether what an event follows is a link of its chain, or it is the first."""
    if event.previous is None:
        return event.sequence == 1
    row = caseload.db.execute(
        "SELECT 1 FROM events WHERE id = ? UNION ALL SELECT 1 FROM apart WHERE id = ? AND verdict <> ?",
        (event.previous, event.previous, FORK),
    ).fetchone()
    return row is not None


def swap(caseload: Caseload, branch: Branch, merged: Merged) -> list[StoredEvent]:
    """Set aside what was written here in place of a branch that arrived, within the caller's transaction.

    The branch that arrived, and what others wrote that depends on this one, is then to be judged again.
    Return the entries to be written again: those of this branch, and what this caseload's devices wrote
    that depends on them.
    """
    stream, device, last = branch
    arrived = [
        quarantined.event.id
        for quarantined in merged.quarantined
        if quarantined.ruling.verdict is Verdict.FORK
        and (quarantined.event.stream, quarantined.event.device) == (stream, device)
    ]
    db = caseload.db
    reason = text("the history splits here: a copy of this machine’s caseload was also used")
    db.execute(
        "UPDATE apart SET verdict = ?, reason = ? WHERE stream = ? AND device = ? AND sequence > ?",
        (FORK, reason, stream, device, last),
    )
    again = set_aside_branch(caseload, branch, reason)
    waits = Ruling(Verdict.WAITS, text("it depends on an entry that was set aside"))
    for event in arrived:
        db.execute("UPDATE apart SET verdict = ?, reason = ? WHERE id = ?", (*waits, event))
    merged.quarantined = [
        Quarantined(event, waits) if event.id in arrived else Quarantined(event, ruling)
        for event, ruling in merged.quarantined
    ]
    db.execute(
        "UPDATE had SET sequence = MIN(sequence, ?) WHERE stream = ? AND device = ?", (last, stream, device)
    )
    fold.rebuild_stream(db, stream)
    forget_portfolio_rows(db, stream)
    return again


def set_aside_branch(caseload: Caseload, branch: Branch, fork: str) -> list[StoredEvent]:
    """Move a branch, and what depends on it, to the quarantine; return what devices here wrote of it."""
    own = {device.id for device in caseload.all(Device, CASELOAD_STREAM)}
    moved, again = set[str](), list[StoredEvent]()
    rows = caseload.db.execute(
        "SELECT id, body, disclosed FROM events WHERE stream = ? ORDER BY rowid", (branch.stream,)
    ).fetchall()
    for stored in map(StoredEvent._make, rows):
        event = decode(*stored)
        is_branch = event.device == branch.device and event.sequence > branch.last
        if not is_branch and not any(parent in moved for c in event.changes for parent in c.parents):
            continue
        moved.add(event.id)
        if event.device in own:
            again.append(stored)
        caseload.db.execute("DELETE FROM events WHERE id = ?", (event.id,))
        caseload.db.execute(
            "INSERT INTO apart (id, stream, body, disclosed, reason, device, sequence, verdict)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                stored.id,
                event.stream,
                stored.body,
                stored.disclosed,
                fork if is_branch else text("it depends on an entry that was set aside"),
                event.device,
                event.sequence,
                FORK if is_branch else Verdict.WAITS,
            ),
        )
    return again


def write_again(caseload: Caseload, entries: Iterable[StoredEvent]) -> None:
    """Write entries that were set aside as entries of this device, within the caller's transaction.

    They keep their changes, actions, authors and times.
    """
    new_ids: dict[str, str] = {}
    streams: dict[str, None] = {}
    set_aside = {row[0] for row in caseload.db.execute("SELECT id FROM apart").fetchall()}
    for stored in entries:
        event, body = decode(*stored), json.loads(stored.body)
        sequence, previous = chain_end(caseload.db, event.stream, caseload.device)
        action = event.action
        for old, new in new_ids.items():  # the action of undoing names the event that is undone
            action = action.replace(old, new)
        changes = [
            Change(
                c.entity,
                c.id,
                c.field,
                c.value,
                _mapped(c.parents, new_ids, set_aside),
                _mapped(c.seen, new_ids, set_aside),
            )
            for c in event.changes
        ]
        new_body, disclosed = encode(
            event.stream,
            action,
            changes,
            [secrets.token_hex(16) for _ in changes],
            author=event.author,
            device=caseload.device,
            sequence=sequence + 1,
            previous=previous,
            at=event.at,
            units=body["units"],
        )
        new = new_ids[event.id] = event_id(new_body)
        caseload.db.execute(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            (new, event.stream, caseload.device, sequence + 1, new_body, disclosed),
        )
        caseload.db.execute("UPDATE grouped SET event = ? WHERE event = ?", (new, event.id))
        caseload.db.execute("UPDATE grouped SET first = ? WHERE first = ?", (new, event.id))
        streams[event.stream] = None
    for stream in streams:
        fold.rebuild_stream(caseload.db, stream)
        forget_portfolio_rows(caseload.db, stream)


def _mapped(events: tuple[str, ...], new_ids: dict[str, str], set_aside: set[str]) -> tuple[str, ...]:
    """Return events with the new ids of those that were written again, without others that do not count."""
    return tuple(new_ids.get(event, event) for event in events if event in new_ids or event not in set_aside)
