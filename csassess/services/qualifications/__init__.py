"""Qualifications of the caseload, units chosen for them, and progress."""
