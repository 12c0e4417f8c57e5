"""Signatures of accounts and decisions, countersigning, and scans of signed sheets."""
