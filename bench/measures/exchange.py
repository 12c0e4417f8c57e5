"""Sending, receiving and merging portfolios, relative to the plain libraries on the same bytes."""

import hashlib
import io
import os
import resource
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from PIL import Image

from bench.bulk import in_bulk
from bench.caseloads import new_caseload
from bench.fixtures import BenchData, durability
from bench.result import Result, against_reference, floor
from bench.timing import timed
from csassess.data.exchange.chains import stored_events
from csassess.data.exchange.merge import take_in
from csassess.data.record.caseload import Caseload
from csassess.data.storage.blobs import BlobStore
from csassess.domain.records.attachments import Photograph
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, receiving, sending

OUT, IN, MERGE = 2.2, 2.0, 4.0


def measures(data: BenchData) -> Iterator[Result]:
    """Yield sending with verification, receiving, and merging."""
    yield from _out_and_in(data.folder / "exchange", data.size.megabytes)
    yield _merging(data.folder / "merging", data.size.merged)


def _out_and_in(folder: Path, megabytes: int) -> Iterator[Result]:
    giver, receiver = new_caseload(folder / "giver", 4), new_caseload(folder / "receiver", 5)
    settings = durability(receiver.db)
    mo = candidates.add_candidate(giver, "Bench")
    item = evidence.start_observation(giver, mo.id, "Counter")
    hashes = fill_with_pictures(giver, mo.id, item.id, megabytes)
    key_files.write_key_file(receiver, folder / "key.cskey")
    card = key_files.read_key_file(giver, folder / "key.cskey")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = folder / "p.csbundle"
    sending_time = timed(lambda: sending.send(giver, [mo.id], path, recipients=[card], with_forms=False))
    plain_sending_time = timed(
        lambda: _plain_out(giver.attached, hashes, folder / "plain.age", card.recipient)
    )
    identity = receiving.own_identity(receiver)
    receiving_time = timed(lambda: _receive(receiver, path, identity))
    plain_receiving_time = timed(lambda: _plain_in(folder / "plain.age", folder / "plain.bin", identity))
    pictures = [giver.attached.content(sha256) for sha256 in hashes]
    storing_time = timed(lambda: _keep_alone(folder / "alone", pictures))
    extra_megabytes = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    words = (
        f"{len(hashes)} photographs, {megabytes} MB, {extra_megabytes} MB more memory at the most, one round;"
        f" {settings}"
    )
    for caseload in (giver, receiver):
        caseload.close()
    yield against_reference(
        "sending, reopened and verified / plain age", sending_time, plain_sending_time, OUT, words
    )
    yield against_reference("receiving / plain age", receiving_time, plain_receiving_time, IN, words)
    yield floor(
        "receiving: the store of pictures alone / plain age",
        storing_time,
        plain_receiving_time,
        f"keeping the same pictures, each durably; {words}",
    )


def fill_with_pictures(caseload: Caseload, candidate: str, item: str, megabytes: int) -> list[str]:
    """Add photographs of the given total size to an item; return their hashes."""
    target = io.BytesIO()
    Image.effect_noise((1600, 1200), 120).convert("RGB").save(target, "JPEG", quality=92)
    picture, hashes, photographs = target.getvalue(), list[str](), list[Photograph]()
    for number in range(max(1, (megabytes << 20) // len(picture))):
        sha256 = caseload.attached.put(picture + number.to_bytes(8, "big"), picture[:20_000])
        hashes.append(sha256)
        photographs.append(Photograph(caseload.new_id(), item, sha256, sha256, 1600, 1200, datetime.now(UTC)))
    caseload.save(candidate, "photograph.add", *photographs)
    return hashes


def _receive(caseload: Caseload, path: Path, identity: str) -> None:
    opened = receiving.open_file(path, identity)
    receiving.receive(caseload, opened, receiving.take_pictures(opened, caseload.attached.another()))


def _keep_alone(folder: Path, pictures: list[bytes]) -> None:
    """Store pictures in an encrypted store, each durably, and nothing else."""
    folder.mkdir()
    store = BlobStore(folder, os.urandom(32))
    for content in pictures:
        store.put(content)
    store.close()


class _Reader(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if not self._left:
            self._left = next(self._pieces, b"")
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def _plain_out(store: BlobStore, hashes: list[str], path: Path, recipient: str) -> None:
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


def _merging(folder: Path, count: int) -> Result:
    giver, receiver = new_caseload(folder / "long", 6), new_caseload(folder / "longer", 7)
    with in_bulk(giver) as writer:
        candidate = writer.candidate("Bench", "1")
        item = writer.item(candidate, "Counter", giver.clock().date())
        for number in range(count):
            writer.note(candidate, item, f"Note {number} of a long history.")
    events = list(stored_events(giver.db, candidate))
    settings = durability(receiver.db)

    def ours() -> None:
        with receiver.together():
            take_in(receiver, events, lambda *_: None)

    def plain() -> None:
        db = sqlite3.connect(folder / "plain.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE events (id TEXT PRIMARY KEY, stream TEXT, body BLOB, disclosed TEXT)")
        db.execute("BEGIN")
        for event in events:
            hashlib.sha256(event.body).hexdigest()
            db.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?)", (event.id, candidate, event.body, event.disclosed)
            )
        db.execute("COMMIT")
        db.close()

    words = (
        f"{len(events):,} events of one portfolio, one round; the reference keeps no tables and encrypts"
        f" nothing; {settings}"
    )
    result = against_reference(
        "merging / hashing and plain insertion", timed(ours), timed(plain), MERGE, words
    )
    for caseload in (giver, receiver):
        caseload.close()
    return result
