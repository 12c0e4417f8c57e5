"""Fixtures for verification tests: a portfolio that the verifier has, and an action she asked for."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.roles import Role
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.verifying import become, decided, sampled
from tests.verification.helpers import ACCOUNT, OWN, status, written_about


@pytest.fixture
def verified(ann, vera, tmp_path):
    """Return Aisha, decided and signed by Ann and received by Vera, and her item."""
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    return aisha, item


@pytest.fixture
def asked(ann, vera, verified, tmp_path):
    """Return Aisha, her item, and one action that Vera asked for, known to both machines."""
    aisha, item = verified
    sampled(vera, aisha, item, ask="Whose log is it?")
    transfer(vera, ann, aisha.id, tmp_path / "asked.csbundle", only_new=True)
    (action,) = load_portfolio(ann, aisha.id).actions
    return aisha, item, action


@pytest.fixture
def offices(tmp_path, clock):
    """Open the machines of two assessors who do not know each other, and of their verifier."""
    machines = [machine(tmp_path / name, clock=clock) for name in ("ann", "bob", "vera")]
    ann, bob, vera = machines
    become(ann, "Ann Assessor", Role.ASSESSOR)
    become(bob, "Bob Brown", Role.ASSESSOR)
    become(vera, "Vera Verifier", Role.VERIFIER)
    for number, assessor in enumerate((ann, bob)):
        folder = tmp_path / f"keys{number}"
        folder.mkdir()
        acquaint(assessor, vera, folder=folder)
    yield machines
    for caseload in machines:
        caseload.close()


@pytest.fixture
def copied(offices, tmp_path):
    """Return the machines, Ann's and Bob's candidates with the same account, known to Vera by status."""
    ann, bob, vera = offices
    aisha, aishas = written_about(ann, "Aisha Karim", ACCOUNT + OWN)
    tom, toms = written_about(bob, "Tom Reed", ACCOUNT.upper(), "A quiet day.")
    status(ann, vera, tmp_path / "ann.csstatus")
    status(bob, vera, tmp_path / "bob.csstatus")
    return ann, bob, vera, aisha, aishas, tom, toms
