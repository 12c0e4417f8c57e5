"""Fixtures of the exchange tests, for the tests of syncing."""

from tests.exchange.conftest import mo_on_tablet, two

__all__ = ["mo_on_tablet", "two"]
