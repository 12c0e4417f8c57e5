"""Tests of what the centre keeps of a candidate's way through it."""
