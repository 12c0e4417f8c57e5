"""Tests of what the centre keeps, in the window."""
