"""The tables of the caseload file."""

from functools import cache

from csassess.data.record.records import columns
from csassess.data.storage.canonical import digest
from csassess.data.storage.sqlcipher import Database, memory_database
from csassess.domain.records.kinds import KINDS

APPLICATION_ID = 0x43534153  # "CSAS"
SCHEMA_VERSION = 1
MACHINES_TO_ACCEPT = "machines-to-accept"  # local key: an earlier version accepted every machine it met
_FOLD = 5  # raised when the fold itself gives other tables


def create_tables(db: Database) -> None:
    """Create every table of a new caseload in one transaction."""
    with db.atomic():
        db.table("events").create(
            {"id": str, "stream": str, "device": str, "sequence": int, "body": bytes, "disclosed": str},
            pk="id",
            not_null={"stream", "device", "sequence", "body", "disclosed"},
        ).create_index(["stream", "device", "sequence"], unique=True)
        db.table("wordings").create({"digest": str, "unit": str, "content": str}, pk="digest")
        db.table("drafts").create(
            {"record": str, "field": str, "value": str, "at": str}, pk=("record", "field")
        )
        db.table("local").create({"key": str, "value": str}, pk="key")
        create_side_tables(db)
        create_fold_tables(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def create_side_tables(db: Database) -> None:
    """Create the tables that are not made from events, if they are missing.

    - grouped: events of this device that one action wrote together
    - peers: the cards of other devices, when each was written, and what else is claimed of the device
    - signed: heads of chains, as their devices signed them
    - apart: quarantined events, with the verdict and the reason
    - had: how far each device's chain has gone to a recipient
    - summary: the status of each portfolio, dropped when it changes
    - outline: the candidate row of each portfolio, likewise; never sent
    - search, search_rows: the words of portfolios, folded, and as they were said
    - status: statuses of portfolios elsewhere, as their assessors reported them
    - account_sentences: the fingerprints of sentences in accounts, by portfolio
    - account_fingerprints: those of portfolios elsewhere, as status files reported them
    - withheld: values that were redacted on purpose
    - erasing: portfolios being erased, and the stored bytes that go with them
    """
    for table in (
        "grouped (event TEXT PRIMARY KEY, first TEXT NOT NULL)",
        (
            "peers (device TEXT PRIMARY KEY, card TEXT NOT NULL, signature TEXT NOT NULL, written TEXT,"
            " claims TEXT)"
        ),
        (
            "signed (stream TEXT, device TEXT, sequence INTEGER, event TEXT, signature TEXT, PRIMARY KEY"
            " (stream, device, event))"
        ),
        (
            "apart (id TEXT PRIMARY KEY, stream TEXT, body BLOB, disclosed TEXT, reason TEXT, device TEXT,"
            " sequence INTEGER, verdict TEXT)"
        ),
        (
            "had (recipient TEXT, stream TEXT, device TEXT, sequence INTEGER, PRIMARY KEY (recipient, stream,"
            " device))"
        ),
        "summary (stream TEXT PRIMARY KEY, assessor TEXT NOT NULL, content TEXT NOT NULL)",
        "outline (stream TEXT PRIMARY KEY, content TEXT NOT NULL)",
        (
            "status (device TEXT, stream TEXT, on_day TEXT NOT NULL, assessor TEXT NOT NULL, content TEXT NOT"
            " NULL, PRIMARY KEY (device, stream))"
        ),
        "search_rows (id INTEGER PRIMARY KEY, stream TEXT NOT NULL)",
        (
            "withheld (stream TEXT, event TEXT, entity TEXT, id TEXT, field TEXT, PRIMARY KEY (event, entity,"
            " id, field))"
        ),
        "account_sentences (digest TEXT, stream TEXT, PRIMARY KEY (digest, stream)) WITHOUT ROWID",
        (
            "account_fingerprints (digest TEXT, stream TEXT, device TEXT, PRIMARY KEY (digest, stream,"
            " device)) WITHOUT ROWID"
        ),
        "erasing (stream TEXT, sha256 TEXT, PRIMARY KEY (stream, sha256))",
    ):
        db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
    _complete_quarantine(db)
    db.execute("CREATE INDEX IF NOT EXISTS summary_assessor ON summary (assessor)")
    db.execute("CREATE INDEX IF NOT EXISTS search_stream ON search_rows (stream)")
    db.execute("CREATE INDEX IF NOT EXISTS status_assessor ON status (assessor)")
    for table in ("summary", "status"):  # the few that are not registered, without reading every status
        db.execute(
            f"CREATE INDEX IF NOT EXISTS {table}_unregistered ON {table} (stream)"
            " WHERE NOT json_extract(content, '$.is_registered')"
        )
    if "search" in db.table_names() and "said" not in db.table("search").columns_dict:
        db.execute("DROP TABLE search")  # of an earlier version: the words were not folded
        db.execute("DELETE FROM search_rows")
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5("
        "words, said UNINDEXED, stream UNINDEXED, place UNINDEXED, tokenize = 'unicode61')"
    )
    db.execute("INSERT INTO search (search, rank) VALUES ('secure-delete', 1)")


def _complete_quarantine(db: Database) -> None:
    """Add what a caseload of an earlier version does not record of quarantined events.

    Their verdict stays empty: they are judged again when the next file is received.
    """
    if "verdict" in db.table("apart").columns_dict:
        return
    for column in ("device TEXT", "sequence INTEGER", "verdict TEXT"):
        db.execute(f"ALTER TABLE apart ADD COLUMN {column}")
    db.execute(
        "UPDATE apart SET verdict = '', device = json_extract(CAST(body AS TEXT), '$.device'),"
        " sequence = json_extract(CAST(body AS TEXT), '$.sequence')"
    )
    for column in ("written TEXT", "claims TEXT"):
        db.execute(f"ALTER TABLE peers ADD COLUMN {column}")
    db.table("local").upsert({"key": MACHINES_TO_ACCEPT, "value": "all"}, pk="key")


def create_fold_tables(db: Database) -> None:
    """Create the tables made from events, empty, and store the digest of their layout."""
    # One row for each event that is the head of some of a record's fields, with these fields.
    db.execute(
        "CREATE TABLE heads (stream TEXT, entity TEXT, id TEXT, event TEXT, fields TEXT, "
        "PRIMARY KEY (stream, entity, id, event)) WITHOUT ROWID"
    )
    for statement in _tables_of_records():
        db.execute(statement)
    db.table("local").upsert({"key": "layout", "value": layout()}, pk="key")


@cache
def _tables_of_records() -> tuple[str, ...]:
    """Return the statements that create the tables of records; composing them takes the longest."""
    db = memory_database()
    db.table("revived").create({"stream": str, "entity": str, "id": str}, pk=("stream", "entity", "id"))
    for entity, kind in KINDS.items():
        own = {"stream": str, "id": str, **columns(entity), "deleted": int, "made": str}
        db.table(entity).create(own, pk=("stream", "id"))
        for indexed in kind.looked_up_by:
            db.table(entity).create_index(indexed)
    statements = [
        sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    ]
    db.close()
    return tuple(statements)


def drop_fold_tables(db: Database) -> None:
    """Drop the tables that are made from events."""
    for table in ("heads", "revived", *KINDS):
        db.execute(f'DROP TABLE IF EXISTS "{table}"')


def layout() -> str:
    """Return the digest of the fold tables' layout; a caseload with another one is rebuilt."""
    tables = {entity: {name: kind.__name__ for name, kind in columns(entity).items()} for entity in KINDS}
    indexes = {entity: kind.looked_up_by for entity, kind in KINDS.items() if kind.looked_up_by}
    return digest([_FOLD, tables, indexes])
