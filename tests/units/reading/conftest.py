"""Fixtures of documents that are read."""

import pytest

from csassess.services.units import reading


@pytest.fixture
def read(tmp_path):
    """Return a function that reads text, or the bytes of a document, as the command line tells it."""

    def act(content, name=""):
        path = tmp_path / (name or _name(content))
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return reading.as_plain(reading.read_document(path))

    return act


def _name(content):
    if isinstance(content, str):
        return "unit.txt"
    return "unit.pdf" if content.startswith(b"%PDF") else "unit.docx"
