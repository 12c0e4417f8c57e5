"""Tests of the Centre page: what the centre shares."""
