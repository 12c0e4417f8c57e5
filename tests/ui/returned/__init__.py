"""Tests of forms that come back, in the window."""
