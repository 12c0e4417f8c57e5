"""The candidate list, a portfolio's page and its history."""
