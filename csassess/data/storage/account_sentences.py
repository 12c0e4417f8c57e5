"""An index of the sentences in accounts, by which the same account is found under two candidates.

It is dropped when a portfolio changes and made again when asked for.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator

from csassess.data.storage.sqlcipher import Database

_AT_ONCE = 500  # parameters of one statement


def forget_sentences(db: Database, stream: str) -> None:
    """Drop the sentences of a portfolio."""
    if "account_sentences" in db.table_names():  # a backup of an earlier version has no index
        db.execute("DELETE FROM account_sentences WHERE stream = ?", (stream,))


def store_sentences(db: Database, stream: str, sentences: Iterable[str]) -> None:
    """Store the sentences of a portfolio. An empty digest marks a portfolio that is indexed."""
    forget_sentences(db, stream)
    db.conn.executemany(
        "INSERT OR IGNORE INTO account_sentences VALUES (?, ?)",
        [(_digest(sentence), stream) for sentence in sentences] + [("", stream)],
    )


def streams_without_sentences(db: Database) -> list[str]:
    """Return the portfolios that are not indexed."""
    rows = db.execute(
        "SELECT stream FROM candidate WHERE id = stream AND NOT COALESCE(deleted, 0) AND stream NOT IN"
        " (SELECT stream FROM account_sentences WHERE digest = '')"
    )
    return [row[0] for row in rows.fetchall()]


def texts_of(db: Database, stream: str) -> Iterator[str]:
    """Yield the texts of a portfolio's accounts, without those of withdrawn items."""
    rows = db.execute(
        "SELECT description FROM evidence WHERE stream = ? AND NOT COALESCE(deleted, 0) AND NOT"
        " COALESCE(withdrawn, 0) UNION ALL SELECT note.text FROM note JOIN evidence ON"
        " evidence.stream = note.stream AND evidence.id = note.evidence WHERE note.stream = ? AND NOT"
        " COALESCE(note.deleted, 0) AND NOT COALESCE(evidence.deleted, 0) AND NOT"
        " COALESCE(evidence.withdrawn, 0)",
        (stream, stream),
    )
    yield from (row[0] for row in rows.fetchall() if row[0])


def shared_with_others(db: Database, stream: str, sentences: Collection[str]) -> frozenset[str]:
    """Return those of a portfolio's sentences that other portfolios hold too."""
    by_digest = {_digest(sentence): sentence for sentence in sentences}
    digests, found = list(by_digest), set()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = db.execute(
            f"SELECT DISTINCT digest FROM account_sentences WHERE digest IN ({marks}) AND stream <> ?",
            (*some, stream),
        )
        found |= {by_digest[row[0]] for row in rows.fetchall()}
    return frozenset(found)


def _digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:32]
