"""Tests of retention, erasure and requests for personal data."""
