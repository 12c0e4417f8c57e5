"""The tables of the caseload file."""

from csassess.data.canonical import digest
from csassess.data.records import ENTITIES, columns
from csassess.data.sqlcipher import Database

APPLICATION_ID = 0x43534153  # "CSAS"
SCHEMA_VERSION = 1
_INDEXES = {
    "reference": (("unit", "criterion"), ("stream", "note")),
    "evidence": (("visit",),),
    "photograph": (("sha256",),),
}  # beside stream and id, by which all else is read


def create_tables(db: Database) -> None:
    """Create every table of a new caseload in one transaction."""
    with db.atomic():
        db.table("events").create(
            {"id": str, "stream": str, "device": str, "sequence": int, "body": bytes, "disclosed": str},
            pk="id",
            not_null={"stream", "device", "sequence", "body", "disclosed"},
        ).create_index(["stream", "device", "sequence"], unique=True)
        db.table("wordings").create({"digest": str, "unit": str, "content": str}, pk="digest")
        db.table("drafts").create({"record": str, "field": str, "value": str, "at": str}, pk=("record", "field"))
        db.table("local").create({"key": str, "value": str}, pk="key")
        create_group_table(db)
        create_fold_tables(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def create_group_table(db: Database) -> None:
    """Create, where it is missing, the table of events that one action of this machine wrote together."""
    db.execute("CREATE TABLE IF NOT EXISTS grouped (event TEXT PRIMARY KEY, first TEXT NOT NULL)")


def create_fold_tables(db: Database) -> None:
    """Create the tables that are made from events, empty, and note the layout they have."""
    db.table("heads").create(
        {"stream": str, "entity": str, "id": str, "field": str, "event": str},
        pk=("stream", "entity", "id", "field", "event"),
    )
    for entity in ENTITIES:
        db.table(entity).create({"stream": str, "id": str, **columns(entity), "deleted": int}, pk=("stream", "id"))
    for entity, indexes in _INDEXES.items():
        for indexed in indexes:
            db.table(entity).create_index(indexed)
    db.table("local").upsert({"key": "layout", "value": layout()}, pk="key")


def drop_fold_tables(db: Database) -> None:
    """Drop the tables that are made from events."""
    for table in ("heads", *ENTITIES):
        db.execute(f'DROP TABLE IF EXISTS "{table}"')


def layout() -> str:
    """Return the digest of the fold tables' layout: a caseload with another one has its tables rebuilt."""
    tables = {entity: {name: kind.__name__ for name, kind in columns(entity).items()} for entity in ENTITIES}
    return digest([tables, _INDEXES])
