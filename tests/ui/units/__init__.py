"""Tests of units in the window."""
