"""Rules of assessment: coverage, findings, decisions and planning."""
