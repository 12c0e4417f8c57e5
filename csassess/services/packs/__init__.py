"""Packs of units: made, taken in, and exchanged through the sync folder."""
