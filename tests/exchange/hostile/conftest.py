"""Fixtures of hostile files: a colleague who is accepted and forges, and the internal verifier."""

import pytest

from csassess.domain.records.roles import Role
from tests.support.exchanging import acquaint, machine
from tests.support.verifying import become


@pytest.fixture
def bob(office):
    """Accept the forger on Ann's machine, as a colleague who assesses."""
    office.accept_forger()
    return office


@pytest.fixture
def vera(office, tmp_path, clock):
    """Open the machine of the internal verifier, who knows Ann."""
    caseload = machine(tmp_path / "vera", clock=clock)
    become(caseload, "Vera Verifier", Role.VERIFIER)
    acquaint(office.ann, caseload, folder=tmp_path)
    yield caseload
    caseload.close()
