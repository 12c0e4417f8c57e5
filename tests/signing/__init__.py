"""Tests of signing."""
