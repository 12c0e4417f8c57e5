"""Signing on the screen or on paper, and scans of signed sheets."""
