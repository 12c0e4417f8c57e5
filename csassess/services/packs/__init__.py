"""Packs of units: made, taken in, and carried by the folder in step."""
