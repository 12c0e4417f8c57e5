"""The encrypted caseload, its history and fold, and the unit catalogue."""
