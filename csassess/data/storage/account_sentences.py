"""An index of the sentences in accounts, by which the same account is found under two candidates.

The portfolios held here are indexed: entries are dropped when a portfolio changes and made again when asked
for. The index also has the fingerprints of portfolios elsewhere, as status files reported them. A fingerprint
is the HMAC-SHA256 of a sentence's digest, shortened to 64 bits, under a secret that never leaves this
caseload.
"""

import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping

from csassess.data.storage.sqlcipher import Database
from csassess.domain.asking.sentences import sentence_digest

_SECRET = "sentence-secret"  # local key
_AT_ONCE = 500  # parameters of one statement
_NOT_ERASED = (
    "NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.id = f.stream AND NOT COALESCE(erasure.deleted, 0))"
)
_COUNTS = (  # of a reported fingerprint f: its machine is in a JSON list, and its portfolio not in another
    "f.device IN (SELECT value FROM json_each(?)) AND f.stream NOT IN (SELECT value FROM json_each(?))"
    f" AND {_NOT_ERASED}"
)


def forget_sentences(db: Database, stream: str) -> None:
    """Drop the sentences of a portfolio."""
    if "account_sentences" in db.table_names():  # a backup of an earlier version has no index
        db.execute("DELETE FROM account_sentences WHERE stream = ?", (stream,))


def store_sentences(db: Database, stream: str, sentences: Iterable[str]) -> None:
    """Store the sentences of a portfolio. An empty fingerprint marks a portfolio that is indexed."""
    secret = _secret(db) or _new_secret(db)
    forget_sentences(db, stream)
    db.conn.executemany(
        "INSERT OR IGNORE INTO account_sentences VALUES (?, ?)",
        [(_fingerprint(secret, sentence_digest(sentence)), stream) for sentence in sentences]
        + [("", stream)],
    )


def streams_without_sentences(db: Database) -> list[str]:
    """Return the portfolios that are not indexed."""
    rows = db.execute(
        "SELECT stream FROM candidate WHERE id = stream AND NOT COALESCE(deleted, 0)"
    ).fetchall()
    is_of_earlier_version = _secret(db) is None
    indexed = db.execute("SELECT stream FROM account_sentences WHERE digest = ''").fetchall()
    known = set() if is_of_earlier_version else {row[0] for row in indexed}
    return [stream for (stream,) in rows if stream not in known]


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


def shared_with_others(
    db: Database, stream: str, sentences: Collection[str], machines: Collection[str], held: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return those of a portfolio's sentences that other portfolios hold too, with the ids of these.

    Those `held` here count, and what other `machines` reported of portfolios elsewhere.
    """
    secret = _secret(db)
    if secret is None:
        return {}
    by_digest = {_fingerprint(secret, sentence_digest(sentence)): sentence for sentence in sentences}
    digests, found = list(by_digest), dict[str, set[str]]()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = db.execute(
            f"SELECT digest, stream, '' FROM account_sentences WHERE digest IN ({marks}) AND stream <> ?"
            " UNION SELECT digest, stream, device FROM account_fingerprints AS f"
            f" WHERE digest IN ({marks}) AND stream <> ? AND {_NOT_ERASED}",
            (*some, stream, *some, stream),
        )
        for digest, other, device in rows.fetchall():
            counts = device in machines and other not in held if device else other in held
            if counts:
                found.setdefault(by_digest[digest], set()).add(other)
    return {sentence: frozenset(others) for sentence, others in found.items()}


def keep_fingerprints(db: Database, device: str, by_stream: Mapping[str, Iterable[str]]) -> None:
    """Store the digests that a machine reported, by portfolio, in place of those of its earlier report."""
    secret = _secret(db) or _new_secret(db)
    forget_fingerprints(db, device)
    db.conn.executemany(
        "INSERT OR IGNORE INTO account_fingerprints VALUES (?, ?, ?)",
        [
            (_fingerprint(secret, digest), stream, device)
            for stream, digests in by_stream.items()
            for digest in digests
        ],
    )


def forget_fingerprints(db: Database, device: str) -> None:
    """Drop what a machine reported of its accounts."""
    db.execute("DELETE FROM account_fingerprints WHERE device = ?", (device,))


def forget_uncounted_fingerprints(db: Database, machines: Collection[str], held: Collection[str]) -> None:
    """Drop what other machines than these reported, and what concerns portfolios held or erased here."""
    counting, here = json.dumps(sorted(machines)), json.dumps(sorted(held))
    db.execute(f"DELETE FROM account_fingerprints AS f WHERE NOT ({_COUNTS})", (counting, here))


def held_by_several(
    db: Database, machines: Collection[str], held: Collection[str]
) -> list[tuple[str, str, str]]:
    """Return (fingerprint, portfolio, machine) of the sentences that two portfolios share, by fingerprint.

    One of the two is elsewhere, reported by one of `machines`. The other may be `held` here: its machine
    is then empty.
    """
    here = json.dumps(sorted(held))
    rows = db.execute(
        "WITH several AS (SELECT digest FROM account_fingerprints GROUP BY digest HAVING MIN(stream) <>"
        " MAX(stream) UNION SELECT f.digest FROM account_fingerprints AS f JOIN account_sentences AS s ON"
        " s.digest = f.digest AND s.stream <> f.stream)"
        " SELECT digest, stream, device FROM account_fingerprints AS f WHERE digest IN several AND"
        f" {_COUNTS} UNION ALL SELECT digest, stream, '' FROM account_sentences WHERE digest IN several AND"
        " stream IN (SELECT value FROM json_each(?)) ORDER BY digest",
        (json.dumps(sorted(machines)), here, here),
    )
    return [(digest, stream, device) for digest, stream, device in rows.fetchall()]


def streams_sharing_with(db: Database, device: str) -> set[str]:
    """Return the portfolios held here that share a sentence with what a machine reported."""
    rows = db.execute(
        "SELECT DISTINCT s.stream FROM account_fingerprints AS f JOIN account_sentences AS s ON s.digest ="
        " f.digest WHERE f.device = ?",
        (device,),
    )
    return {row[0] for row in rows.fetchall()}


def _secret(db: Database) -> bytes | None:
    row = db.execute("SELECT value FROM local WHERE key = ?", (_SECRET,)).fetchone()
    return bytes.fromhex(row[0]) if row else None


def _new_secret(db: Database) -> bytes:
    """Make the secret, and drop an index that was made without it."""
    secret = secrets.token_bytes(32)
    db.execute("INSERT INTO local (key, value) VALUES (?, ?)", (_SECRET, secret.hex()))
    db.execute("DELETE FROM account_sentences")
    db.execute("DELETE FROM account_fingerprints")
    return secret


def _fingerprint(secret: bytes, digest: str) -> str:
    return hmac.digest(secret, digest.encode(), "sha256")[:8].hex()
