"""Sending and receiving a portfolio with many photographs, and merging a long history, beside the plain libraries on the same bytes."""

import hashlib
import io
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from PIL import Image

from csassess.data.attached import AttachedStore
from csassess.data.caseload import Caseload
from csassess.data.keys import KdfCost
from csassess.data.merge import stored_events, take_in
from csassess.domain.attachments import Photograph
from csassess.domain.evidence import Note
from csassess.services import candidates, caseloads, evidence, receiving, sending
from csassess.services.caseloads import Owner

MEGABYTES = int(os.environ.get("CSASSESS_BENCH_MB", "200"))
EVENTS = int(os.environ.get("CSASSESS_BENCH_EVENTS", "10000"))
OUT, IN, MERGE = 2.2, 2.0, 4.0
_PASSPHRASE = "a passphrase for the bench"


def measures() -> list[dict[str, Any]]:
    """Return the measures: out with verification, in, and merging."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_out_and_in(Path(folder)), _merging(Path(folder))]


def _caseload(folder: Path) -> Caseload:
    keys = caseloads.prepare_keys(_PASSPHRASE, None, KdfCost(64, 1, 1))
    return caseloads.set_up(folder, keys, Owner("Bench", "Bench"))


def _out_and_in(folder: Path) -> list[dict[str, Any]]:
    giver, receiver = _caseload(folder / "giver"), _caseload(folder / "receiver")
    mo = candidates.add_candidate(giver, "Bench")
    item = evidence.start_observation(giver, mo.id, "Counter")
    hashes = _fill(giver, mo.id, item.id)
    sending.write_key_file(receiver, folder / "key.cskey")
    card = sending.read_key_file(giver, folder / "key.cskey")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = folder / "p.csbundle"
    out = _timed(lambda: sending.send(giver, [mo.id], path, recipients=[card], with_forms=False))
    plain_out = _timed(lambda: _plain_out(giver.attached, hashes, folder / "plain.age", card.recipient))
    identity = receiving.own_identity(receiver)
    came = _timed(lambda: _receive(receiver, path, identity))
    plain_in = _timed(lambda: _plain_in(folder / "plain.age", folder / "plain.bin", identity))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    settings = f"{len(hashes)} photographs, {MEGABYTES} MB, {grown} MB more memory at the most, one round"
    for each in (giver, receiver):
        each.close()
    return [
        _result("sending, reopened and verified / plain age", out, plain_out, OUT, settings),
        _result("receiving / plain age", came, plain_in, IN, settings),
    ]


def _fill(caseload: Caseload, candidate: str, item: str) -> list[str]:
    """Put photographs into an item; return their hashes."""
    target = io.BytesIO()
    Image.effect_noise((1600, 1200), 120).convert("RGB").save(target, "JPEG", quality=92)
    picture, hashes, photographs = target.getvalue(), list[str](), list[Photograph]()
    for number in range(max(1, (MEGABYTES << 20) // len(picture))):
        sha256 = caseload.attached.put(picture + number.to_bytes(8, "big"), picture[:20_000])
        hashes.append(sha256)
        photographs.append(Photograph(caseload.new_id(), item, sha256, sha256, 1600, 1200, datetime.now(UTC)))
    caseload.save(candidate, "photograph.add", *photographs)
    return hashes


def _receive(caseload: Caseload, path: Path, identity: str) -> None:
    opened = receiving.open_file(path, identity)
    receiving.receive(caseload, opened, receiving.take_pictures(opened, caseload.attached.another()))


class _Reader(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if not self._left:
            self._left = next(self._pieces, b"")
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def _plain_out(store: AttachedStore, hashes: list[str], path: Path, recipient: str) -> None:
    """Read, hash, encrypt and write the same bytes, and nothing else."""

    def pieces() -> Iterator[bytes]:
        for sha256 in hashes:
            content = store.content(sha256)
            hashlib.sha256(content).hexdigest()
            yield content

    with path.open("wb") as target:
        pyrage.encrypt_io(_Reader(pieces()), target, [pyrage.x25519.Recipient.from_str(recipient)])
        target.flush()
        os.fsync(target.fileno())


def _plain_in(path: Path, clear: Path, identity: str) -> None:
    """Read, decrypt, hash and write the same bytes, and nothing else."""
    with path.open("rb") as source, clear.open("wb") as target:
        pyrage.decrypt_io(source, target, [pyrage.x25519.Identity.from_str(identity)])
        target.flush()
        os.fsync(target.fileno())
    sha256 = hashlib.sha256()
    with clear.open("rb") as source:
        while piece := source.read(1 << 20):
            sha256.update(piece)


def _merging(folder: Path) -> dict[str, Any]:
    giver, receiver = _caseload(folder / "long"), _caseload(folder / "longer")
    mo = candidates.add_candidate(giver, "Bench")
    item = evidence.start_observation(giver, mo.id, "Counter")
    with giver.together():
        for number in range(EVENTS):
            now = giver.clock()
            giver.save(
                mo.id, "note.add", Note(giver.new_id(), item.id, now, now, text=f"Note {number} of a long history.")
            )
    events = list(stored_events(giver, mo.id))

    def ours() -> None:
        with receiver.together():
            take_in(receiver, events, lambda _: "")

    def plain() -> None:
        db = sqlite3.connect(folder / "plain.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE events (id TEXT PRIMARY KEY, stream TEXT, body BLOB, disclosed TEXT)")
        db.execute("BEGIN")
        for event in events:
            hashlib.sha256(event.body).hexdigest()
            db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (event.id, mo.id, event.body, event.disclosed))
        db.execute("COMMIT")
        db.close()

    result = _result(
        "merging / hashing and plain insertion", _timed(ours), _timed(plain), MERGE,
        f"{len(events)} events of one portfolio, one round; the reference keeps no tables",
    )  # fmt: skip
    for each in (giver, receiver):
        each.close()
    return result


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _result(what: str, ours: float, reference: float, aim: float, settings: str) -> dict[str, Any]:
    return {
        "what": what, "ours": ours, "reference": reference, "ratio": ours / reference, "aim": aim,
        "met": ours <= aim * reference, "unit": "ms", "settings": settings,
    }  # fmt: skip
