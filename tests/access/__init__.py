"""Tests of access: keys and credentials."""
