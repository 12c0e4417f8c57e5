"""Backup, restore, rebuild, erasure and repair keep the record whole if one step fails, and say why.

A full disk is simulated by a limit on file sizes. A failing call, or a call at which the process is
killed, is one that strace injects. An ordinary run tries a few of each; CSASSESS_STEPS=1000 tries
every call in turn.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from csassess.data.safekeeping.check_backups import errors_in_backup
from csassess.domain.errors import UserError
from tests.exchange.test_exchange_faults import largest_file
from tests.faults import steps
from tests.faults.disk import STRACE
from tests.faults.recorded import copied, master, recorded, state, wrong

STEPS = int(os.environ.get("CSASSESS_STEPS", "3"))
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir", "sendfile")
FAULTS = ("error=ENOSPC", "signal=KILL", "error=EIO")
REFUSED, KILLED = 3, -9


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return recorded(tmp_path_factory.mktemp("whole") / "caseload")


@pytest.fixture(scope="module")
def before(whole, tmp_path_factory):
    return state(copied(whole, tmp_path_factory.mktemp("before") / "caseload"))


def prepared(whole, folder, what):
    copied(whole, folder)
    preparations = {
        "rebuild": steps.ask_for_rebuilding,
        "repair": steps.damage,
        "restore_held": steps.erase_first,
    }
    preparations.get(what, lambda _: None)(folder)
    return folder


def check(what, folder, other, before):
    """Assert that the record is whole after a step was done, refused or stopped.

    The step can then be repeated.
    """
    match what:
        case "backup":
            assert_same(state(folder), before)
            for path in other.glob("records-*.db"):
                assert list(errors_in_backup(path, master(folder))) == []
        case "restore":
            assert_same(state(folder), before)
        case "erase" | "restore_held":
            check_whole_or_held(folder, before)
    message = refusal(what, folder, other)
    assert not message or (what in ("restore", "set_up") and "already a caseload" in message), message
    if what == "set_up":
        assert wrong(other) == []
        return
    assert wrong(folder) == []
    after = state(other if what == "restore" else folder)
    if what == "erase":
        assert {row[2] for row in after[0]["candidate"]} == {"Mo Candidate"}
        assert "Bo Learner" not in repr(after)
        assert len(after[1]) == 3
        check_held_copy(folder, before)
    else:
        if what == "restore_held":
            assert list(folder.glob("erased-*")) == []
        assert_same(after, before)


def check_whole_or_held(folder, before):
    names = {row[2] for row in state(folder)[0]["candidate"]}
    assert names in ({"Mo Candidate", "Bo Learner"}, {"Mo Candidate"})
    if len(names) == 2:
        assert_same(state(folder), before)
    else:
        check_held_copy(folder, before)


def check_held_copy(folder, before):
    """Assert that the held copy brings the whole portfolio back, tried on a copy of the caseload."""
    tried = copied(folder, folder.with_name(f"{folder.name}-tried"))
    steps.restore_held(tried, tried)
    assert_same(state(tried), before)
    shutil.rmtree(tried)


def refusal(what, folder, other):
    """Run an operation and return the sentence that refuses it; empty if it succeeds."""
    try:
        steps.STEPS[what](folder, other)
    except UserError as error:
        return str(error)
    return ""


def assert_same(after, before):
    assert after[1] == before[1]
    for table, rows in before[0].items():
        if table in ("events", "heads", "device", "erasure"):
            assert set(rows) <= set(after[0][table]), table
        else:
            assert after[0][table] == rows, table


def is_a_sentence(message):
    return (
        message.endswith(".") and message[0].isupper() and "Traceback" not in message and "\n" not in message
    )


@pytest.mark.parametrize("what", steps.STEPS)
def test_nothing_is_lost_on_a_disk_that_is_full_at_any_file_size(whole, before, tmp_path, what):
    refused = 0
    for number, room in enumerate((0, 9_000, 66_000, 200_000)):
        folder, other = prepared(whole, tmp_path / f"{number}", what), tmp_path / f"other-{number}"
        with largest_file(room):
            message = refusal(what, folder, other)
        refused += bool(message)
        assert not message or is_a_sentence(message), message
        check(what, folder, other, before)
    assert refused, "there was always room: nothing was tested"


@pytest.mark.skipif(
    STRACE is None, reason="strace is not there, or may not look: no call can be made to fail"
)
@pytest.mark.parametrize("what", steps.STEPS)
def test_nothing_is_lost_if_any_call_fails_or_the_process_is_killed_at_it(whole, before, tmp_path, what):
    counts = run(whole, tmp_path / "counted", what)[1]
    calls = [(call, number) for call in CALLS for number in range(1, counts[call] + 1)]
    assert len(calls) > 20
    selected = sorted(
        {round((n + 0.5) * len(calls) / STEPS) for n in range(STEPS)}
        if len(calls) > STEPS
        else range(len(calls))
    )
    refused, failures = 0, []
    for turn, place in enumerate(selected):
        call, number = calls[place]
        fault = f"{call}:{FAULTS[turn % len(FAULTS)]}:when={number}"
        folder, other = tmp_path / f"{place}", tmp_path / f"other-{place}"
        returncode, _, message = run(whole, folder, what, fault, other)
        refused += returncode != 0
        try:
            assert returncode in (0, REFUSED, KILLED)
            assert returncode != REFUSED or is_a_sentence(message)
            check(what, folder, other, before)
        except (AssertionError, UserError) as error:
            failures.append((fault, returncode, message, str(error)))
        shutil.rmtree(folder)
    assert failures == []
    assert refused, "no call failed: nothing was tested"


def run(whole, folder, what, injected="", other=None):
    """Run an operation in its own process with one injected fault.

    Returns the exit code, how often it made each call, and its error output.
    """
    prepared(whole, folder, what)
    trace = folder.with_name(f"{folder.name}.trace")
    done = subprocess.run(
        [
            STRACE,
            "-f",
            "--seccomp-bpf",
            "-e",
            f"trace={','.join(CALLS)}",
            *(["-e", f"inject={injected}"] if injected else []),
            "-s",
            "0",
            "-o",
            str(trace),
            sys.executable,
            "-m",
            "tests.faults.steps",
            what,
            str(folder),
            str(other or folder.with_name("other")),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    return done.returncode, calls, done.stderr.strip()
