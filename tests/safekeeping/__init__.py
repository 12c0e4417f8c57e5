"""Tests of backups, checks, restoring, crashes and storage."""
