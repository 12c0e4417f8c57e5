"""Sending and receiving under faults: kills, a full disk, and no clear text on disk."""

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
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, machine, receive_file, transfer
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
    for caseload in (giver, receiver):
        caseload.close()


def everything(caseload):
    tables = ("events", "heads", "candidate", "evidence", "note", "photograph", "peers", "signed", "apart")
    attached = caseload.attached._db.execute("SELECT sha256 FROM attached").fetchall()
    return {table: rows(caseload, table) for table in tables}, sorted(attached)


@contextmanager
def largest_file(size):
    """Limit the size of files, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("room", [0, 100, 1000, 5_000, 20_000, 40_000])
def test_a_disk_full_at_any_byte_leaves_no_partial_file(pair, tmp_path, room):
    giver, _, mo = pair
    parcel = sending.gather(giver, [mo.id], recipients=key_files.recipients_known(giver), with_forms=False)
    parcel.store.has("warm")  # open the store’s file before the room ends
    path = tmp_path / "out" / "p.csbundle"
    path.parent.mkdir()
    with largest_file(room), pytest.raises(UserError, match="could not be written to"):
        sending.write_parcel(parcel, path)
    assert not list(path.parent.iterdir())
    sending.send(giver, [mo.id], path, recipients=key_files.recipients_known(giver), with_forms=False)
    assert path.exists()


@pytest.mark.parametrize("room", [0, 40_000, 70_000, 150_000, 300_000])
def test_a_disk_full_while_receiving_leaves_the_caseload_unchanged(pair, tmp_path, room):
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


def test_receiving_without_any_disk_space_is_refused(pair, tmp_path):
    """Control: without any room the test above is refused."""
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
def test_a_kill_at_any_moment_leaves_no_partial_file_and_both_caseloads_whole(pair, tmp_path, seed):
    giver, receiver, mo = pair
    out = tmp_path / "out"
    out.mkdir()
    for caseload in pair[:2]:
        caseload.close()
    arguments = [str(giver.folder), str(receiver.folder), mo.id, str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.exchange_worker", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    ) as worker:
        assert worker.stdout.readline() == "ready\n"
        reports = []
        deadline = time.monotonic() + random.Random(seed).uniform(0.05, 1.5)
        while time.monotonic() < deadline:
            if select.select([worker.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                reports.append(worker.stdout.readline().split())
        worker.send_signal(signal.SIGKILL)
        reports += [line.split() for line in worker.stdout.read().splitlines()]
    for name, content in contents(tmp_path).items():  # as left by the kill, temporary files included
        assert b"words words" not in content, name
        assert b"Canary" not in content, name
    giver, receiver = reopened(giver.folder), reopened(receiver.folder)
    try:
        for path in out.glob("*.csbundle"):
            receiving.open_file(path, receiving.own_identity(receiver))
        assert {name for event, name in reports if event == "sent"} <= {
            path.name for path in out.glob("*.csbundle")
        }
        notes = (
            {note.id for note in load_portfolio(receiver, mo.id).notes}
            if rows(receiver, "candidate")
            else set()
        )
        assert {note for event, note in reports if event == "received"} <= notes
        for caseload in (giver, receiver):
            before = everything(caseload)[0]
            fold.rebuild(caseload.db)
            assert everything(caseload)[0] == before
        preview, _ = transfer(giver, receiver, mo.id, tmp_path / "after.csbundle")
        assert len(load_portfolio(receiver, mo.id).notes) == len(load_portfolio(giver, mo.id).notes)
        assert preview.sender.device == giver.device
    finally:
        for caseload in (giver, receiver):
            caseload.close()
        pair[0].close = pair[1].close = lambda: None


def test_no_clear_text_of_a_file_is_on_disk_even_if_sending_is_stopped_midway(pair, tmp_path):
    giver, receiver, mo = pair
    parcel = sending.gather(giver, [mo.id], passphrase=FILE_PASSPHRASE, with_forms=False)
    snapshots: list[dict[str, bytes]] = []

    def look(done):
        snapshots.append(contents(tmp_path))

    calls, most = iter(range(10_000)), 5 + len(parcel.stored)
    with suppress(UserError):
        sending.write_parcel(parcel, tmp_path / "stopped.csbundle", look, lambda: next(calls) > most)
    sending.send(
        giver,
        [mo.id],
        tmp_path / "p.csbundle",
        recipients=key_files.recipients_known(giver),
        with_forms=False,
    )
    receive_file(receiver, tmp_path / "p.csbundle")
    for caseload in (giver, receiver):
        caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    snapshots.append(contents(tmp_path))
    photograph, *_ = load_portfolio(giver, mo.id).photographs
    excerpt = photographs.content(giver, photograph)[200:260]
    assert len(snapshots) > 1
    for files in snapshots:
        for name, content in files.items():
            assert b"Canary" not in content, name
            assert excerpt not in content, name
            assert "Canary" not in name
    assert Container(tmp_path / "p.csbundle").locked_key == b""
