"""Killed at any instant: what was acknowledged is there, photographs are whole, and at most two seconds of typing are lost.

In an ordinary run a few kills; CSASSESS_KILLS=100 for many.
"""

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates.candidates import add_candidate, enrol, list_candidates
from csassess.services.evidence import drafts, evidence
from tests.support.builders import closed_caseload, reopened

KILLS = int(os.environ.get("CSASSESS_KILLS", "7"))
_ALLOWED = 2.0  # seconds of typing


@pytest.fixture
def observed(tmp_path):
    """The folder of a caseload with one observation begun, closed."""
    folder = closed_caseload(tmp_path / "caseload")
    caseload = reopened(folder)
    mo = add_candidate(caseload, "Mo Candidate")
    enrol(caseload, mo.id, "ocr-b10")
    evidence.start_observation(caseload, mo.id, "Desk")
    caseload.close()
    return folder


def killed_after(folder: Path, seconds: float, seed: int) -> list[tuple[float, list[str]]]:
    """Start capturing, kill it so long after it is ready, and return what it had told until then, each with its time."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.support.capturing", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    told: list[tuple[float, list[str]]] = []

    def listen() -> None:
        assert running.stdout is not None
        for line in running.stdout:
            if line.endswith("\n"):  # what it was killed in the middle of saying was not said
                told.append((time.monotonic(), line.rstrip("\n").split(" ", 2)))

    listener = Thread(target=listen)
    listener.start()
    waiting = time.monotonic() + 60
    while not told and running.poll() is None and time.monotonic() < waiting:
        listener.join(0.01)
    listener.join(seconds)
    running.kill()
    running.wait()
    listener.join()
    assert running.stdout is not None
    running.stdout.close()
    assert told, "it never began"
    return told


def test_killed_at_any_instant_what_was_acknowledged_is_there(observed):
    chance = random.Random(20261122)
    acknowledged: list[list[str]] = []
    for round_ in range(KILLS):
        told = killed_after(observed, chance.uniform(0.05, 3.5), round_)
        died = max(at for at, _ in told)
        acknowledged += [parts for _, parts in told]
        typed: dict[str, int] = {}
        for at, parts in told:
            if parts[0] == "typed" and at <= died - _ALLOWED:
                typed[parts[1]] = int(parts[2])
        check(observed, acknowledged, typed)


def check(folder, acknowledged, typed):
    caseload = reopened(folder)
    assert caseload.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    drafts.recover(caseload)
    portfolio = load_portfolio(caseload, list_candidates(caseload)[0].id)
    notes = {note.id: note.text for note in portfolio.notes}
    pictures = {photograph.sha256 for photograph in portfolio.photographs}
    for parts in acknowledged:
        match parts[0]:
            case "note":
                assert notes[parts[1]] == parts[2]
            case "customer":
                assert parts[1] in {customer.letter for customer in portfolio.customers}
            case "tick":
                assert parts[1] in {reference.criterion for reference in portfolio.references}
            case "photograph":
                assert parts[1] in pictures
    for note, count in typed.items():
        assert len(notes[note]) >= count
    for sha256 in pictures:
        assert hashlib.sha256(caseload.attached.content(sha256)).hexdigest() == sha256
    caseload.close()
