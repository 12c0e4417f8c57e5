"""Retention periods, holds, erasure and redaction."""
