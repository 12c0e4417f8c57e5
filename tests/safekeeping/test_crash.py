"""Killed at any instant: acknowledged saves are present, at most two seconds of typing are lost.

An ordinary run kills once in each step; CSASSESS_KILLS=100 for many.
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

STEPS = ("note", "customer", "type", "tick", "photograph")
KILLS = int(os.environ.get("CSASSESS_KILLS", len(STEPS)))
_ALLOWED = 2.0  # seconds of typing


@pytest.fixture
def observed(tmp_path):
    """Return the folder of a closed caseload with one observation started."""
    folder = closed_caseload(tmp_path / "caseload")
    caseload = reopened(folder)
    mo = add_candidate(caseload, "Mo Candidate")
    enrol(caseload, mo.id, "ocr-b10")
    evidence.start_observation(caseload, mo.id, "Desk")
    caseload.close()
    return folder


def killed_in(step: str, folder: Path, seconds: float, seed: int) -> list[tuple[float, list[str]]]:
    """Start capturing, kill it some seconds into a step, and return its output with times.

    Every other step is done before, in random order.
    """
    others = [other for other in STEPS if other != step]
    steps = [*random.Random(seed).sample(others, len(others)), step]
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.support.capturing", str(folder), str(seed), *steps],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    lines: list[tuple[float, list[str]]] = []

    def listen() -> None:
        assert running.stdout is not None
        for line in running.stdout:
            if line.endswith("\n"):  # a line cut off by the kill does not count
                lines.append((time.monotonic(), line.rstrip("\n").split(" ", 2)))

    listener = Thread(target=listen)
    listener.start()
    deadline = time.monotonic() + 60
    while not is_doing(step, lines) and running.poll() is None and time.monotonic() < deadline:
        listener.join(0.01)
    listener.join(seconds)
    running.kill()
    running.wait()
    listener.join()
    assert running.stdout is not None
    running.stdout.close()
    assert is_doing(step, lines), "it never began"
    return lines


def is_doing(step: str, lines: list[tuple[float, list[str]]]) -> bool:
    return any(parts == ["doing", step] for _, parts in lines.copy())


def test_everything_acknowledged_survives_a_kill_at_any_instant(observed):
    chance = random.Random(20261122)
    acknowledged: list[list[str]] = []
    for round_ in range(KILLS):
        step = STEPS[round_ % len(STEPS)]
        seconds = chance.uniform(_ALLOWED, 1.5 * _ALLOWED) if step == "type" else chance.uniform(0, 0.2)
        lines = killed_in(step, observed, seconds, round_)
        died = max(at for at, _ in lines)
        acknowledged += [parts for _, parts in lines]
        typed: dict[str, int] = {}
        for at, parts in lines:
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
