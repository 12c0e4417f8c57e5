"""Spelling of what is written."""
