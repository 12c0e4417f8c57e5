"""Tests of assessment: coverage, findings, hints, decisions."""
