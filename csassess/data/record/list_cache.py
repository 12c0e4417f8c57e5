"""Stored rows of the lists over many portfolios.

They are dropped when a portfolio changes and made again when asked for.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date

import csassess
from csassess.data.record.records import from_plain, to_plain
from csassess.data.storage.account_sentences import forget_sentences
from csassess.data.storage.canonical import digest
from csassess.data.storage.sqlcipher import Database
from csassess.domain.assessment.candidate_row import (
    AskedCounts,
    CandidateRow,
    DraftItem,
    QualificationRow,
    UnitRow,
)
from csassess.domain.assessment.coverage import CoverageCounts
from csassess.domain.assessment.portfolio_status import (
    PortfolioStatus,
    SampledSoFar,
    SampleStatus,
    UnitStatus,
)
from csassess.domain.names import excerpt, folded, indexed
from csassess.domain.portfolio import Portfolio

_MOST_FOUND = 50


def forget_portfolio_rows(db: Database, stream: str) -> None:
    """Drop what lists show of a portfolio, because it has changed."""
    db.execute("DELETE FROM summary WHERE stream = ?", (stream,))
    db.execute("DELETE FROM outline WHERE stream = ?", (stream,))
    forget_sentences(db, stream)


def store_candidate_row(db: Database, stream: str, content: str) -> None:
    """Store a portfolio's row of the window's lists."""
    db.execute("INSERT OR REPLACE INTO outline VALUES (?, ?)", (stream, content))


def forget_candidate_rows(db: Database, streams: Iterable[str]) -> None:
    """Drop the candidate rows of portfolios, because what is asked of them has changed."""
    db.conn.executemany("DELETE FROM outline WHERE stream = ?", [(stream,) for stream in streams])


def stored_candidate_rows(db: Database) -> dict[str, str]:
    """Return the stored candidate rows, by portfolio."""
    return dict(db.execute("SELECT stream, content FROM outline").fetchall())


def streams_without_candidate_row(db: Database) -> list[str]:
    """Return the portfolios without a stored candidate row."""
    return _streams_without(db, "outline")


def forget_all_statuses(db: Database) -> None:
    """Drop every portfolio status, because an assessor's name changed or another device became known.

    Candidate rows name no assessor, so they stay.
    """
    db.execute("DELETE FROM summary")


def forget_all_lists(db: Database) -> None:
    """Drop everything that lists show, because its stored form has changed."""
    forget_all_statuses(db)
    db.execute("DELETE FROM outline")


def list_format() -> str:
    """Return a digest of the stored form of statuses and rows.

    Those of another version are made again.
    """
    stored_types = (
        PortfolioStatus,
        UnitStatus,
        SampledSoFar,
        SampleStatus,
        CandidateRow,
        UnitRow,
        DraftItem,
        AskedCounts,
        QualificationRow,
        CoverageCounts,
        Portfolio,
    )
    return digest(
        [
            csassess.__version__,
            "folded words",
            {
                stored_type.__name__: [f"{f.name}: {f.type}" for f in fields(stored_type)]
                for stored_type in stored_types
            },
        ]
    )


def forget_statuses_changed_by_date(db: Database, last: date, today: date) -> None:
    """Drop the statuses of portfolios in which a job or a cover began or ended between two days."""
    first, then = min(last, today).isoformat(), max(last, today).isoformat()
    db.execute(
        "DELETE FROM summary WHERE stream IN (SELECT stream FROM employment "
        "WHERE (started > ? AND started <= ?) OR (ended >= ? AND ended < ?))",
        (first, then, first, then),
    )
    db.execute(
        "DELETE FROM summary WHERE stream IN (SELECT stream FROM cover "
        "WHERE (since > ? AND since <= ?) OR (until >= ? AND until < ?))",
        (first, then, first, then),
    )


def forget_candidate_rows_changed_by_date(db: Database, last: date, today: date) -> None:
    """Drop the candidate rows of portfolios in which a registration expired between two days."""
    first, then = min(last, today).isoformat(), max(last, today).isoformat()
    db.execute(
        "DELETE FROM outline WHERE stream IN (SELECT stream FROM registration "
        "WHERE expires >= ? AND expires < ?)",
        (first, then),
    )


def store_portfolio_status(db: Database, summary: PortfolioStatus, words: Iterable[tuple[str, str]]) -> None:
    """Store a portfolio's status and its words for searching, each with its location."""
    stream = summary.candidate
    db.execute(
        "INSERT OR REPLACE INTO summary VALUES (?, ?, ?)",
        (stream, summary.assessor, json.dumps(to_plain(summary), ensure_ascii=False)),
    )
    forget_words(db, stream)
    for place, content in words:
        row = db.execute("INSERT INTO search_rows (stream) VALUES (?)", (stream,)).lastrowid
        db.execute(
            "INSERT INTO search (rowid, words, said, stream, place) VALUES (?, ?, ?, ?, ?)",
            (row, indexed(content), content, stream, place),
        )


def forget_words(db: Database, stream: str) -> None:
    """Remove a portfolio's words from the search index."""
    rows = db.execute("SELECT id FROM search_rows WHERE stream = ?", (stream,)).fetchall()
    db.conn.executemany("DELETE FROM search WHERE rowid = ?", rows)
    db.execute("DELETE FROM search_rows WHERE stream = ?", (stream,))


def streams_without_status(db: Database) -> list[str]:
    """Return the portfolios without a stored status."""
    return _streams_without(db, "summary")


def _streams_without(db: Database, table: str) -> list[str]:
    rows = db.execute(
        "SELECT stream FROM candidate WHERE NOT COALESCE(deleted, 0) AND stream NOT IN (SELECT stream FROM"
        f" {table})"
    )
    return [row[0] for row in rows.fetchall()]


def stored_portfolio_statuses(db: Database, assessor: str | None = None) -> list[PortfolioStatus]:
    """Return the stored statuses of one assessor's candidates, or of all."""
    where, parameters = ("WHERE assessor = ?", (assessor,)) if assessor is not None else ("", ())
    rows = db.execute(f"SELECT content FROM summary {where}", parameters).fetchall()
    return [from_plain(PortfolioStatus, json.loads(row[0])) for row in rows]


def statuses_of(db: Database, streams: Collection[str]) -> list[tuple[date | None, PortfolioStatus]]:
    """Return the status of some portfolios, with the day it was reported, None if it is held here."""
    wanted = (json.dumps(sorted(streams)),)
    chosen = "stream IN (SELECT value FROM json_each(?))"
    held = db.execute(f"SELECT content FROM summary WHERE {chosen}", wanted).fetchall()
    reported = db.execute(
        f"SELECT on_day, content FROM status WHERE {chosen} AND stream NOT IN (SELECT stream FROM summary)"
        " AND stream NOT IN (SELECT id FROM erasure) ORDER BY on_day",
        wanted,
    ).fetchall()
    latest = {
        status.candidate: (date.fromisoformat(on), status)
        for on, content in reported
        for status in (from_plain(PortfolioStatus, json.loads(content)),)
    }
    return [*((None, from_plain(PortfolioStatus, json.loads(row[0]))) for row in held), *latest.values()]


def names_of(db: Database, streams: Collection[str]) -> dict[str, str]:
    """Return the candidates' names of those portfolios that are held here."""
    marks = ", ".join("?" * len(streams))
    rows = db.execute(
        f"SELECT stream, name FROM candidate WHERE stream IN ({marks}) AND id = stream AND NOT"
        " COALESCE(deleted, 0)",
        tuple(streams),
    )
    return dict(rows.fetchall())


def keep_status(db: Database, device: str, on: date, summaries: Iterable[PortfolioStatus]) -> None:
    """Store the statuses that an assessor's device reported, in place of its earlier report."""
    db.execute("DELETE FROM status WHERE device = ?", (device,))
    db.conn.executemany(
        "INSERT INTO status VALUES (?, ?, ?, ?, ?)",
        [
            (
                device,
                summary.candidate,
                on.isoformat(),
                summary.assessor,
                json.dumps(to_plain(summary), ensure_ascii=False),
            )
            for summary in summaries
        ],
    )


def reported_names(db: Database) -> dict[tuple[str, str], str]:
    """Return the candidates' names in the latest reports, by portfolio and the device that reported."""
    rows = db.execute("SELECT stream, device, json_extract(content, '$.name') FROM status").fetchall()
    return {(stream, device): name for stream, device, name in rows}


def last_status_day(db: Database, device: str) -> date | None:
    """Return the day of a device's last report, or None."""
    row = db.execute("SELECT MAX(on_day) FROM status WHERE device = ?", (device,)).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def statuses_from_elsewhere(db: Database, held: Collection[str]) -> list[tuple[str, date, PortfolioStatus]]:
    """Return the reported statuses of portfolios that are not `held` here, the oldest first.

    Each comes with the device that reported it, and the day.
    """
    rows = db.execute(
        "SELECT device, on_day, content FROM status WHERE stream NOT IN (SELECT value FROM json_each(?)) AND"
        " NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.id = status.stream) ORDER BY on_day, device",
        (json.dumps(sorted(held)),),
    ).fetchall()
    return [
        (device, date.fromisoformat(on), from_plain(PortfolioStatus, json.loads(content)))
        for device, on, content in rows
    ]


def assessors_known(db: Database) -> dict[str, str]:
    """Return the names of the assessors of all candidates held here or reported, by id."""
    names: dict[str, str] = {}
    for table in ("status", "summary"):
        rows = db.execute(
            f"SELECT assessor, json_extract(content, '$.assessor_name') FROM {table} WHERE rowid IN"
            f" (SELECT MAX(rowid) FROM {table} GROUP BY assessor)"
        )
        names.update(rows.fetchall())
    return names


def streams_in_plan(db: Database) -> dict[str, str]:
    """Return the assessor of each registered candidate held here or reported, by portfolio.

    No status is read: the unregistered are few, and listed in an index.
    """
    streams: dict[str, str] = {}
    for table, order in (("status", "ORDER BY on_day"), ("summary", "")):
        unregistered = {row[0] for row in db.execute(_UNREGISTERED.format(table=table)).fetchall()}
        rows = db.execute(f"SELECT rowid, stream, assessor FROM {table} {order}").fetchall()
        for row, stream, assessor in rows:
            if row in unregistered:
                streams.pop(stream, None)
            else:
                streams[stream] = assessor
    erased = db.execute("SELECT id FROM erasure WHERE NOT COALESCE(deleted, 0)").fetchall()
    for (stream,) in erased:
        streams.pop(stream, None)
    return streams


_UNREGISTERED = "SELECT rowid FROM {table} WHERE NOT json_extract(content, '$.is_registered')"


def search(db: Database, wanted: str) -> list[tuple[str, str, str]]:
    """Return where words begin with all of the wanted ones, the best matches first.

    Each match is a portfolio, a location in it, and an extract.
    """
    words = [word.replace('"', '""') for word in folded(wanted).split()]
    if not words:
        return []
    rows = db.execute(
        "SELECT stream, place, said FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?",
        (" ".join(f'"{word}"*' for word in words), _MOST_FOUND),
    ).fetchall()
    return [(stream, place, excerpt(said, wanted)) for stream, place, said in rows]
