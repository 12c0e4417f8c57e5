"""One tick, durable on disk, beside one raw SQLCipher commit of the same bytes in the same settings."""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from bench.timing import median_time
from csassess.data.keys import KdfCost
from csassess.data.sqlcipher import connect
from csassess.services import candidates, caseloads, evidence, references
from csassess.services.caseloads import Caseload, Owner

ROUNDS = 400
AIM = 8


def measure() -> dict[str, Any]:
    """Return the median time of one tick, of one raw commit of as many bytes, and their ratio, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        keys = caseloads.prepare_keys("a bench passphrase", cost=KdfCost(64, 1, 1))
        caseload = caseloads.set_up(Path(folder) / "caseload", keys, Owner("Bench", "Bench"))
        ours = median_time(_ticks(caseload), ROUNDS)
        size = _event_size(caseload)
        settings = ", ".join(
            f"{name}={caseload.db.execute(f'PRAGMA {name}').fetchone()[0]}" for name in ("journal_mode", "synchronous")
        )
        caseload.close()
        raw = connect(Path(folder) / "raw.db", os.urandom(32))
        raw.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB)")
        reference = median_time(lambda: raw.execute("INSERT INTO raw (body) VALUES (?)", (os.urandom(size),)), ROUNDS)
        raw.close()
    return {
        "what": "one tick, durable / one raw commit", "ours": ours, "reference": reference, "ratio": ours / reference,
        "aim": AIM, "met": ours <= AIM * reference, "unit": "ms", "settings": f"{settings}, {size} bytes, {ROUNDS} rounds, median",
    }  # fmt: skip


def _ticks(caseload: Caseload) -> Callable[[], object]:
    """Return what ticks one criterion after the other, beside one note after the other: each tick is a new one."""
    candidate = candidates.add_candidate(caseload, "Bench").id
    unit = candidates.enrol(caseload, candidate, "ocr-b10")
    item = evidence.add_item(caseload, candidate, "WP", "Bench", date(2026, 1, 1)).id
    notes = [evidence.add_note(caseload, candidate, item, "Bench").id for _ in range(ROUNDS // len(unit.labels()) + 1)]
    pairs = product(notes, unit.labels())

    def tick() -> None:
        note, criterion = next(pairs)
        references.tick(caseload, candidate, item, unit.id, criterion, note)

    return tick


def _event_size(caseload: Caseload) -> int:
    """Return the bytes that the last event and its values take."""
    row = caseload.db.execute(
        "SELECT length(body) + length(disclosed) FROM events ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    return int(row[0])
