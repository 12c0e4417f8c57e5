"""Quarantined events: stored and named, without effect."""

from csassess.data.exchange.merge import Verdict
from csassess.data.record.events import Event, decode
from csassess.data.storage.sqlcipher import Database


def quarantined_events(db: Database) -> list[tuple[str, str, str]]:
    """Return the quarantined events, as (stream, event id, reason), in order of arrival.

    Those that wait for an agreement are left out.
    """
    rows = db.execute(
        "SELECT stream, id, reason FROM apart WHERE verdict <> ? ORDER BY rowid", (Verdict.ASKED,)
    ).fetchall()
    return [(stream, event, reason) for stream, event, reason in rows]


def events_asked(db: Database) -> list[Event]:
    """Return the events that wait for an agreement, in order of arrival."""
    rows = db.execute(
        "SELECT id, body, disclosed FROM apart WHERE verdict = ? ORDER BY rowid", (Verdict.ASKED,)
    ).fetchall()
    return [decode(*row) for row in rows]


def quarantined_of(db: Database, stream: str) -> list[Event]:
    """Return the quarantined events of a stream in the order of each chain, without branches of forks."""
    rows = db.execute(
        "SELECT id, body, disclosed FROM apart WHERE stream = ? AND verdict <> ? ORDER BY device, sequence",
        (stream, Verdict.FORK),
    ).fetchall()
    return [decode(*row) for row in rows]


def quarantined_devices(db: Database, stream: str) -> set[str]:
    """Return the devices that wrote the quarantined events of a stream."""
    return {row[0] for row in db.execute("SELECT device FROM apart WHERE stream = ?", (stream,)).fetchall()}


def most_quarantined(db: Database) -> int:
    """Return how many bytes of quarantined events the device with the most of them wrote."""
    row = db.execute(
        "SELECT MAX(size) FROM (SELECT SUM(LENGTH(body) + LENGTH(disclosed)) AS size FROM apart"
        " GROUP BY device)"
    ).fetchone()
    return int(row[0] or 0)


def streams_with_quarantined_events(db: Database) -> list[str]:
    """Return the streams that have quarantined events."""
    return [row[0] for row in db.execute("SELECT DISTINCT stream FROM apart ORDER BY stream").fetchall()]
