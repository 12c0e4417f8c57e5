"""Pages on qualifications."""
