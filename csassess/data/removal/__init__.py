"""Permanent removal of portfolios and words, here and in the backups."""
