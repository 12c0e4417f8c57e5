"""Qualification files: read and check them."""
