"""Backups, checks, repair and restoring of a caseload."""
