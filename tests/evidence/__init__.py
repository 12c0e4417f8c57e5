"""Tests of evidence: items, references, judgement, undo, redaction."""
