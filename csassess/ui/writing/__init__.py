"""Marks of spelling in the fields of the window."""
