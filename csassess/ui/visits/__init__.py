"""Visits: their dialogs, and the page that finishes them."""
