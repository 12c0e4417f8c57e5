"""Tests of what the centre shares, sent between machines."""
