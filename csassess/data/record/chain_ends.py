"""The links of all chains, and where a chain ends."""

from csassess.data.storage.sqlcipher import Database

FORK = "fork"  # the verdict on the branch of a chain that was continued twice

COUNTING = "SELECT rowid AS place, 0 AS set_aside, id, stream, device, sequence, body, disclosed FROM events"
LINKS = (
    f"{COUNTING} UNION ALL SELECT rowid, 1, id, stream, device, sequence, body, disclosed FROM apart"
    f" WHERE verdict <> '{FORK}'"
)
"""Query for the links of all chains; `place` is the order of arrival among those that are not set aside."""


def chain_end(db: Database, stream: str, device: str) -> tuple[int, str | None]:
    """Return the sequence and id of the last event of a chain; (0, None) if it has none.

    A quarantined event counts, except on the branch of a fork.
    """
    row = db.execute(
        "SELECT sequence, id FROM events WHERE stream = ? AND device = ? UNION ALL"
        " SELECT sequence, id FROM apart WHERE stream = ? AND device = ? AND verdict <> ?"
        " ORDER BY sequence DESC LIMIT 1",
        (stream, device, stream, device, FORK),
    ).fetchone()
    return (row[0], row[1]) if row else (0, None)
