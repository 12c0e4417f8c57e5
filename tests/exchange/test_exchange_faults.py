"""Sending and receiving where things fail: killed, the disk full, bytes that must never touch the disk in clear."""

import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from csassess.data.record import fold
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.exchange.container import Container
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, receiving, sending
from tests.support.builders import contents, reopened, rows
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, hand_on, machine, receive_file
from tests.support.pictures import encoded, scene

KILLS = int(os.environ.get("CSASSESS_EXCHANGE_KILLS", "6"))


@pytest.fixture
def pair(tmp_path):
    giver, receiver = machine(tmp_path / "giver"), machine(tmp_path / "receiver")
    acquaint(giver, receiver, folder=tmp_path)
    mo = candidates.add_candidate(giver, "Mo Canaryname")
    candidates.enrol(giver, mo.id, "ocr-b10")
    item = evidence.start_observation(giver, mo.id, "Canaryplace")
    evidence.add_note(giver, mo.id, item.id, "Canarywords " * 50)
    for size in range(6):
        photographs.add(
            giver, mo.id, item.id, photographs.prepare(encoded(scene((300 + size, 200)))), "Canarycaption"
        )
    yield giver, receiver, mo
    for each in (giver, receiver):
        each.close()


def everything(caseload):
    tables = ("events", "heads", "candidate", "evidence", "note", "photograph", "peers", "signed", "apart")
    kept = caseload.attached._db.execute("SELECT sha256 FROM attached").fetchall()
    return {table: rows(caseload, table) for table in tables}, sorted(kept)


@contextmanager
def largest_file(size):
    """Let no file grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("room", [0, 100, 1000, 5_000, 20_000, 40_000])
def test_a_disk_that_is_full_at_any_byte_leaves_no_half_file(pair, tmp_path, room):
    giver, _, mo = pair
    parcel = sending.gather(giver, [mo.id], recipients=key_files.recipients_known(giver), with_forms=False)
    parcel.store.has("warm")  # its own file is open before the room ends
    path = tmp_path / "out" / "p.csbundle"
    path.parent.mkdir()
    with largest_file(room), pytest.raises(UserError, match="could not be written to"):
        sending.write_parcel(parcel, path)
    assert not list(path.parent.iterdir())
    sending.send(giver, [mo.id], path, recipients=key_files.recipients_known(giver), with_forms=False)
    assert path.exists()


@pytest.mark.parametrize("room", [0, 40_000, 70_000, 150_000, 300_000])
def test_a_disk_that_is_full_while_receiving_leaves_the_caseload_as_it_was(pair, tmp_path, room):
    giver, receiver, mo = pair
    sending.send(
        giver,
        [mo.id],
        tmp_path / "p.csbundle",
        recipients=key_files.recipients_known(giver),
        with_forms=False,
    )
    before = everything(receiver)
    receiver.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    refused = False
    with largest_file(room):
        try:
            receive_file(receiver, tmp_path / "p.csbundle")
        except UserError:
            refused = True
    if refused:
        assert everything(receiver) == before
        receive_file(receiver, tmp_path / "p.csbundle")
    assert len(load_portfolio(receiver, mo.id).photographs) == 6


def test_some_room_is_too_little_to_receive(pair, tmp_path):
    """The control: without room the test above is refused, so it does test something."""
    giver, receiver, mo = pair
    sending.send(
        giver,
        [mo.id],
        tmp_path / "p.csbundle",
        recipients=key_files.recipients_known(giver),
        with_forms=False,
    )
    with largest_file(0), pytest.raises(UserError):
        receive_file(receiver, tmp_path / "p.csbundle")


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_any_moment_no_half_file_stands_and_both_caseloads_are_whole(pair, tmp_path, seed):
    giver, receiver, mo = pair
    out = tmp_path / "out"
    out.mkdir()
    for each in pair[:2]:
        each.close()
    arguments = [str(giver.folder), str(receiver.folder), mo.id, str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.exchange_worker", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    ) as worker:
        assert worker.stdout.readline() == "ready\n"
        said = []
        until = time.monotonic() + random.Random(seed).uniform(0.05, 1.5)
        while time.monotonic() < until:
            if select.select([worker.stdout], [], [], max(0, until - time.monotonic()))[0]:
                said.append(worker.stdout.readline().split())
        worker.send_signal(signal.SIGKILL)
        said += [line.split() for line in worker.stdout.read().splitlines()]
    for name, content in contents(tmp_path).items():  # as it lies after the kill: temporary files too
        assert b"words words" not in content, name
        assert b"Canary" not in content, name
    giver, receiver = reopened(giver.folder), reopened(receiver.folder)
    try:
        for path in out.glob("*.csbundle"):
            receiving.open_file(path, receiving.own_identity(receiver))
        assert {name for what, name in said if what == "sent"} <= {
            path.name for path in out.glob("*.csbundle")
        }
        notes = (
            {note.id for note in load_portfolio(receiver, mo.id).notes}
            if rows(receiver, "candidate")
            else set()
        )
        assert {note for what, note in said if what == "received"} <= notes
        for each in (giver, receiver):
            before = everything(each)[0]
            fold.rebuild(each.db)
            assert everything(each)[0] == before
        shown, _ = hand_on(giver, receiver, mo.id, tmp_path / "after.csbundle")
        assert len(load_portfolio(receiver, mo.id).notes) == len(load_portfolio(giver, mo.id).notes)
        assert shown.sender.device == giver.device
    finally:
        for each in (giver, receiver):
            each.close()
        pair[0].close = pair[1].close = lambda: None


def test_no_clear_text_of_a_file_is_on_disk_not_even_when_it_is_stopped_midway(pair, tmp_path):
    giver, receiver, mo = pair
    parcel = sending.gather(giver, [mo.id], passphrase=FILE_PASSPHRASE, with_forms=False)
    seen: list[dict[str, bytes]] = []

    def look(done):
        seen.append(contents(tmp_path))

    calls = iter(range(10_000))
    with suppress(UserError):
        sending.write_parcel(parcel, tmp_path / "stopped.csbundle", look, lambda: next(calls) > 5)
    sending.send(
        giver,
        [mo.id],
        tmp_path / "p.csbundle",
        recipients=key_files.recipients_known(giver),
        with_forms=False,
    )
    receive_file(receiver, tmp_path / "p.csbundle")
    for each in (giver, receiver):
        each.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seen.append(contents(tmp_path))
    photograph, *_ = load_portfolio(giver, mo.id).photographs
    telling = photographs.content(giver, photograph)[200:260]
    assert len(seen) > 1
    for names in seen:
        for name, content in names.items():
            assert b"Canary" not in content, name
            assert telling not in content, name
            assert "Canary" not in name
    assert Container(tmp_path / "p.csbundle").locked_key == b""
