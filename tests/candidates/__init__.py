"""Tests of candidates, their history and their status."""
