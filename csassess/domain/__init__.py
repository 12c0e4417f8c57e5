"""The field's records and rules: frozen dataclasses and pure functions."""
