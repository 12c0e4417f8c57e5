"""Tests of forms that come back filled in."""
