"""Tests of the event history, its canonical bytes and the caseload on disk."""
