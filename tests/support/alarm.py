"""A block that must end: tests of what would wait, read or count for ever."""

import signal
from contextlib import contextmanager


@contextmanager
def ends(seconds=30):
    """Fail if the block does not end: far longer than it takes, far shorter than for ever.

    A system without an alarm waits instead.
    """
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_):
        raise AssertionError("it goes on without end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
