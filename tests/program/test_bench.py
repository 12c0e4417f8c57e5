"""The benchmarks run, and their data equals what the program itself would write. No figure is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.bulk import in_bulk
from bench.caseloads import Amount, fill, fingerprint, new_caseload
from bench.service_writer import through_services
from csassess.data.record import fold

LITTLE = Amount(candidates=2, items=3, notes=2, references=3, photographs=2)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench")
    subprocess.run(
        [sys.executable, "-m", "bench", "--size", "smallest", "--out", out],
        cwd=Path(__file__).parents[2],
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"},
    )
    return json.loads((out / "results.json").read_text(encoding="utf-8"))


def test_every_row_states_measure_reference_aim_and_settings(rows):
    for row in rows:
        assert list(row) == ["what", "ours", "reference", "ratio", "aim", "met", "unit", "settings"]
        assert row["what"]
        assert row["settings"]
        assert row["aim"].startswith("≤ ") or row["aim"] == "(floor)"
        assert row["met"] in (True, False)
        assert (row["reference"] is None) == (row["ratio"] is None)


def test_every_subject_is_measured(rows):
    measured = "\n".join(row["what"] for row in rows)
    for subject in (
        "start",
        "tick",
        "typing in a note",
        "full check",
        "typing while receiving",
        "opening a portfolio",
        "matrix",
        "search",
        "findings",
        "photograph",
        "rebuild",
        "recording form",
        "sending",
        "receiving / plain",
        "merging",
        "verification plan",
        "enrol page",
        "memory",
    ):
        assert subject in measured


def test_every_measurement_keeps_the_durability_settings(rows):
    for row in rows:
        if "journal_mode" in row["settings"]:
            assert "journal_mode=wal, synchronous=2, secure_delete=1" in row["settings"]
            assert "FTS5 secure-delete=1" in row["settings"]
    assert sum("journal_mode" in row["settings"] for row in rows) > 5


def build(folder, writer, seed=1):
    caseload = new_caseload(folder, seed)
    with writer(caseload, seed) as filling:
        fill(filling, LITTLE, seed)
    return caseload


def test_a_caseload_filled_in_bulk_equals_one_filled_through_the_services(tmp_path):
    slow, quick = build(tmp_path / "slow", through_services), build(tmp_path / "quick", in_bulk)
    assert fingerprint(slow) == fingerprint(quick)
    fold.rebuild(quick.db)
    assert fingerprint(slow) == fingerprint(quick)
    for caseload in (slow, quick):
        caseload.close()


def test_a_seed_determines_the_caseload(tmp_path):
    first, again, other = (build(tmp_path / str(n), in_bulk, seed) for n, seed in enumerate((1, 1, 2)))
    assert fingerprint(first) == fingerprint(again) != fingerprint(other)
    for caseload in (first, again, other):
        caseload.close()
