"""Damaged portfolio files take little memory and raise nothing but a sentence."""

import os
import random
import tracemalloc

import pytest

from csassess.domain.errors import UserError
from csassess.services.exchange import receiving
from tests.exchange.bad_files import (
    DATA,
    _lying_size,
)
from tests.exchange.test_bad_files import case, everything
from tests.support.exchanging import (
    receive_file,
)

__all__ = ["case"]


def test_a_false_size_takes_little_memory(case):
    """Refuse a part that states 900 MB, and an endless history line, before they fill memory."""
    tracemalloc.start()
    for make in (_lying_size, lambda c: c.with_parts(**{DATA + "events.jsonl": b"x" * (20 << 20)})):
        path = make(case)
        tracemalloc.reset_peak()
        start = tracemalloc.get_traced_memory()[0]
        with pytest.raises(UserError):
            receive_file(case.receiver, path)
        assert tracemalloc.get_traced_memory()[1] - start < 100 << 20
    tracemalloc.stop()


def test_random_damage_raises_only_user_errors(case):
    """Change random bytes of the decrypted archive, signed or not.

    CSASSESS_FUZZ sets the number of runs.
    """
    chance, before = random.Random(7), everything(case.receiver)
    names = [name for name in case.parts if not name.endswith("html")]
    for _ in range(int(os.environ.get("CSASSESS_FUZZ", "60"))):
        name = chance.choice(names)
        content = bytearray(case.parts[name])
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            receiving.open_file(
                case.with_parts(signed=chance.random() < 0.8, **{name: bytes(content)}),
                receiving.own_identity(case.receiver),
            )
        except UserError:
            continue
    assert everything(case.receiver) == before
