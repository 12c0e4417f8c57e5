"""Papers drawn as PDF from plain data."""
