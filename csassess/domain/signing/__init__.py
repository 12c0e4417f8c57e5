"""Rules for signing accounts and decisions."""
