"""Backup, restore, rebuilding, erasing and mending where one step fails: the record is as it was, and a plain sentence says why.

A disk that is full is a limit on the size of files. A call that fails, or at which the process is killed, is one that strace
makes fail: in an ordinary run a few of each, CSASSESS_STEPS=1000 for each call in turn.
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
    {"rebuild": steps.ask_for_rebuilding, "repair": steps.damage}.get(what, lambda _: None)(folder)
    return folder


def check(what, folder, other, before):
    """What must hold whether a thing was done, refused, or begun and given up; and it can be done afterwards."""
    match what:
        case "backup":
            assert_same(state(folder), before)
            for path in other.glob("records-*.db"):
                assert list(errors_in_backup(path, master(folder))) == []
        case "restore":
            assert_same(state(folder), before)
        case "erase":
            names = {row[2] for row in state(folder)[0]["candidate"]}
            assert names in ({"Mo Candidate", "Bo Learner"}, {"Mo Candidate"})
            if len(names) == 2:
                assert_same(state(folder), before)
    said = refusal(what, folder, other)
    assert not said or (what in ("restore", "set_up") and "already a caseload" in said), said
    if what == "set_up":
        assert wrong(other) == []
        return
    assert wrong(folder) == []
    after = state(other if what == "restore" else folder)
    if what == "erase":
        assert {row[2] for row in after[0]["candidate"]} == {"Mo Candidate"}
        assert "Bo Learner" not in repr(after)
        assert len(after[1]) == 3
    else:
        assert_same(after, before)


def refusal(what, folder, other):
    """Do a thing, and return the sentence it is refused with; empty where it is done."""
    try:
        steps.STEPS[what](folder, other)
    except UserError as error:
        return str(error)
    return ""


def assert_same(after, before):
    assert after[1] == before[1]
    for table, there in before[0].items():
        if table in ("events", "heads", "device"):
            assert set(there) <= set(after[0][table]), table
        else:
            assert after[0][table] == there, table


def is_a_sentence(said):
    return said.endswith(".") and said[0].isupper() and "Traceback" not in said and "\n" not in said


@pytest.mark.parametrize("what", steps.STEPS)
def test_on_a_disk_that_is_full_at_any_size_of_file_nothing_is_lost(whole, before, tmp_path, what):
    refused = 0
    for number, room in enumerate((0, 9_000, 66_000, 200_000)):
        folder, other = prepared(whole, tmp_path / f"{number}", what), tmp_path / f"other-{number}"
        with largest_file(room):
            said = refusal(what, folder, other)
        refused += bool(said)
        assert not said or is_a_sentence(said), said
        check(what, folder, other, before)
    assert refused, "there was always room: nothing was tested"


@pytest.mark.skipif(
    STRACE is None, reason="strace is not there, or may not look: no call can be made to fail"
)
@pytest.mark.parametrize("what", steps.STEPS)
def test_where_any_one_call_fails_or_is_the_last_before_a_kill_nothing_is_lost(whole, before, tmp_path, what):
    made = run(whole, tmp_path / "counted", what)[1]
    calls = [(call, number) for call in CALLS for number in range(1, made[call] + 1)]
    assert len(calls) > 20
    some = sorted(
        {round((n + 0.5) * len(calls) / STEPS) for n in range(STEPS)}
        if len(calls) > STEPS
        else range(len(calls))
    )
    refused, wrongly = 0, []
    for turn, place in enumerate(some):
        call, number = calls[place]
        fault = f"{call}:{FAULTS[turn % len(FAULTS)]}:when={number}"
        folder, other = tmp_path / f"{place}", tmp_path / f"other-{place}"
        ended, _, said = run(whole, folder, what, fault, other)
        refused += ended != 0
        try:
            assert ended in (0, REFUSED, KILLED)
            assert ended != REFUSED or is_a_sentence(said)
            check(what, folder, other, before)
        except (AssertionError, UserError) as error:
            wrongly.append((fault, ended, said, str(error)))
        shutil.rmtree(folder)
    assert wrongly == []
    assert refused, "no call failed: nothing was tested"


def run(whole, folder, what, injected="", other=None):
    """Do a thing in a process of its own, in which one call fails; return how it ended, which calls it made, what it said."""
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
