"""Backups, full checks and lost machines."""
