"""Work in a process of its own: what never ends, grows or crashes there stops there."""

import os
import threading
from contextlib import closing

import psutil
import pytest

from csassess.domain.errors import UserError
from csassess.platform import aside

pytestmark = [pytest.mark.usefixtures("documents_read_aside"), pytest.mark.timeout(120)]


def counting(most):
    yield from range(most)


def refusing():
    yield 1
    raise UserError("The name is missing.")


def endless():
    yield os.getpid()
    threading.Event().wait()


def growing():
    held = []
    while True:
        held.append(bytearray(b"x") * (50 << 20))
        yield len(held)


def crashing():
    yield 1
    os.abort()


def test_results_arrive_in_order_and_end():
    assert list(aside.results_of(counting, 5, patience=60)) == [0, 1, 2, 3, 4]


def test_an_error_of_the_work_is_raised_here_after_what_came_before():
    results = aside.results_of(refusing, patience=60)
    assert next(results) == 1
    with pytest.raises(UserError, match="name is missing"):
        next(results)


def test_work_without_end_is_stopped_and_its_process_gone():
    results = aside.results_of(endless, patience=5)
    process = next(results)
    with pytest.raises(aside.StoppedError):
        next(results)
    assert not psutil.pid_exists(process)


def test_closing_the_results_ends_the_process():
    with closing(aside.results_of(endless, patience=60)) as results:
        process = next(results)
    assert not psutil.pid_exists(process)


def test_work_that_takes_too_much_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(aside, "MOST_MEMORY", 400 << 20)
    got = []
    with pytest.raises(aside.StoppedError):
        got.extend(aside.results_of(growing, patience=60))
    assert len(got) < 20


def test_a_crash_is_no_crash_of_the_program():
    results = aside.results_of(crashing, patience=60)
    assert next(results) == 1
    with pytest.raises(aside.StoppedError):
        next(results)
