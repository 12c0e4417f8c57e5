"""Tests of cover in the window."""
