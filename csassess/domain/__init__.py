"""Units, people, evidence, requirements and coverage: frozen dataclasses and pure functions."""
