"""Tests of portfolio files and folder sync."""
