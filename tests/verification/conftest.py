"""Fixtures for verification tests: a portfolio that the verifier has, and an action she asked for."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from tests.support.exchanging import transfer
from tests.support.verifying import decided, sampled


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
