"""How far each chain is here, so that another machine need send only what is not."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from csassess.data.exchange.chains import FORK, LINKS
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.record.redactions import UNEXPLAINED
from csassess.data.storage.sqlcipher import Database


class End(NamedTuple):
    """A place in a chain: the sequence of an event, and its id."""

    sequence: int
    event: str


Vector = dict[str, dict[str, End]]  # by stream and device

_FIRST_BLANK = f"""
    SELECT link.stream, link.device, MIN(link.sequence) FROM ({UNEXPLAINED}) AS blank
    JOIN ({LINKS}) AS link ON link.id = blank.event GROUP BY 1, 2
"""


def vector(db: Database) -> Vector:
    """Return the last event of each chain of the portfolios that is here with all before it.

    An event that lacks a value which no redaction explains is not here, and what follows it is not.
    """
    ends: Vector = {}
    rows = db.execute(
        f"SELECT stream, device, MAX(sequence), id FROM ({LINKS}) WHERE stream <> ?"
        " GROUP BY stream, device ORDER BY stream, device",
        (CASELOAD_STREAM,),
    ).fetchall()
    for stream, device, sequence, event in rows:
        ends.setdefault(stream, {})[device] = End(sequence, event)
    for stream, device, sequence in db.execute(_FIRST_BLANK).fetchall():
        if device in ends.get(stream, {}):
            before = event_at(db, stream, device, sequence - 1)
            if before:
                ends[stream][device] = End(sequence - 1, before)
            else:
                del ends[stream][device]
    return ends


def event_at(db: Database, stream: str, device: str, sequence: int) -> str | None:
    """Return the id of the event at a place of a chain, or None."""
    row = db.execute(
        f"SELECT id FROM ({LINKS}) WHERE stream = ? AND device = ? AND sequence = ?",
        (stream, device, sequence),
    ).fetchone()
    return row[0] if row else None


def known_to(db: Database, stream: str, stated: Mapping[str, End]) -> dict[str, int]:
    """Return how far the chains here reach that a machine has which states these ends, by device.

    A chain that it continued in another way than it was continued here counts as not there at all.
    """
    return {device: end.sequence for device, end in stated.items() if not _is_fork(db, stream, device, end)}


def _is_fork(db: Database, stream: str, device: str, end: End) -> bool:
    here = event_at(db, stream, device, end.sequence)
    if here is not None:
        return not here.startswith(end.event)
    row = db.execute(
        "SELECT 1 FROM apart WHERE stream = ? AND device = ? AND sequence = ? AND verdict = ?"
        " AND substr(id, 1, ?) = ?",
        (stream, device, end.sequence, FORK, len(end.event), end.event),
    ).fetchone()
    return row is not None


def not_here(db: Database, stated: Vector) -> Iterator[tuple[str, str, int]]:
    """Yield (stream, device, count) for each chain of which a machine that states these ends has more.

    A branch that was quarantined here is left out.
    """
    here = vector(db)
    for stream, ends in stated.items():
        for device in known_to(db, stream, ends):
            own = here.get(stream, {}).get(device)
            count = ends[device].sequence - (own.sequence if own else 0)
            if count > 0:
                yield stream, device, count
