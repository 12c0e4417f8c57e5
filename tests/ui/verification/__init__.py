"""Tests of the verification pages in the window."""
