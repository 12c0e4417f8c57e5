"""Tests of units and their files."""
