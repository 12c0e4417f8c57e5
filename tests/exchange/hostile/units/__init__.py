"""Attacks by documents from which units are read, and by the wording of units that arrive in files."""
