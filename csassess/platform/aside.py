"""Work on what arrived, in a process of its own: if it never ends, grows or crashes, the program goes on."""

import multiprocessing
import time
from collections.abc import Callable, Generator, Iterator
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import psutil

Result = TypeVar("Result")

MOST_MEMORY = 2 << 30  # bytes
_PAUSE = 0.1  # seconds between two looks at the memory


class StoppedError(Exception):
    """The work took too long or too much memory, or its process crashed."""


def results_of(
    work: Callable[..., Iterator[Result]], *arguments: Any, patience: float, in_all: float = inf
) -> Generator[Result, None, None]:
    """Yield what a function of a module yields, called with the arguments in a process of its own.

    The process ends with this iterator, so `close` stops the work. Raises what the work raises, and
    StoppedError if it crashes, needs more than `patience` seconds for one result or `in_all` for all of them,
    or too much memory.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, work, arguments), daemon=True)
    end = time.monotonic() + in_all
    try:
        process.start()
        sender.close()
        while True:
            result, error, is_over = _next(receiver, process, min(end, time.monotonic() + patience))
            if error is not None:
                raise error
            if is_over:
                return
            yield result
    except (EOFError, BrokenPipeError):
        raise StoppedError from None
    finally:
        receiver.close()
        if process.pid is not None:
            process.kill()
            process.join()


def result_of(work: Callable[..., Result], *arguments: Any, patience: float) -> Result:
    """Return what a function of a module returns; otherwise as `results_of`."""
    result: Result
    (result,) = results_of(_once, work, *arguments, patience=patience)
    return result


def _once(work: Callable[..., Result], *arguments: Any) -> Iterator[Result]:
    yield work(*arguments)


def _send(sender: Connection, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    """Send each result as (result, error, whether it was the last)."""
    try:
        for result in work(*arguments):
            sender.send((result, None, False))
    except MemoryError:
        sender.send((None, StoppedError(), True))
    except Exception as error:
        sender.send((None, error, True))
    else:
        sender.send((None, None, True))


def _next(receiver: Connection, process: BaseProcess, end: float) -> tuple[Any, Exception | None, bool]:
    while not receiver.poll(_PAUSE):
        if time.monotonic() > end:
            raise StoppedError
        _check_memory(process)
    _check_memory(process)
    result: tuple[Any, Exception | None, bool] = receiver.recv()
    return result


def _check_memory(process: BaseProcess) -> None:
    """Raise StoppedError if a process uses too much memory."""
    try:
        used = psutil.Process(process.pid).memory_info().rss
    except psutil.Error:
        return  # it has ended
    if used > MOST_MEMORY:
        raise StoppedError
