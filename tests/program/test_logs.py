"""The log states what kind of thing happened, and nothing from any record."""

import pytest

from csassess import logs


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "logs" / "csassess.log"
    logs.start(path)
    yield path
    logs.stop()


def test_a_note_is_in_the_log_with_its_time(log):
    logs.note("backup proved")
    (line,) = log.read_text().splitlines()
    assert line.startswith("20")
    assert line.endswith("backup proved")


def test_the_log_is_rotated_and_stays_small(log):
    for _ in range(12_000):
        logs.note("a line of some length, so that the file becomes too large after a while " * 2)
    files = list(log.parent.iterdir())
    assert len(files) == 4
    assert all(path.stat().st_size <= 256 * 1024 for path in files)


def test_the_program_runs_without_a_log_if_none_can_be_written(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    logs.start(tmp_path / "file" / "log")
    logs.note("started")
    assert logs.diagnostic_details(tmp_path / "file" / "log").startswith("csassess ")


def test_diagnostic_details_are_versions_and_the_last_lines(log):
    for number in range(50):
        logs.note(f"line {number}")
    details = logs.diagnostic_details(log)
    assert "PySide6_Essentials 6." in details
    assert "line 49" in details
    assert "line 9\n" not in details
