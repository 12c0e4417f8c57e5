"""Benchmarks: each measure beside its reference in the same run."""
