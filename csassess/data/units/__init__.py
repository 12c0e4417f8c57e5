"""Unit specifications and search over their wording."""
