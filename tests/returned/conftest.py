"""Fixtures of forms that were given out and come back."""

from functools import partial

import pytest

from csassess.services.returned import matching
from tests.support.returning import forms_of, sent


@pytest.fixture
def aisha(caseload):
    """Return a candidate of whom a form of each kind was given out."""
    return sent(caseload)


@pytest.fixture
def forms(caseload, aisha):
    """Return the forms as PDFs, by their name."""
    return forms_of(caseload, aisha.candidate.id)


@pytest.fixture
def receive_at(tmp_path):
    """Return a function that reads bytes as a file that came back to a caseload, and matches it there."""

    def received(caseload, content, password=""):
        path = tmp_path / "back"
        path.write_bytes(content)
        found = matching.read(path, password)
        return matching.match(caseload, found) if found else None

    return received


@pytest.fixture
def receive(caseload, receive_at):
    """Return a function that reads bytes as a file that came back, and matches it to the record."""
    return partial(receive_at, caseload)
