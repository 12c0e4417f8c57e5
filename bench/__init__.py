"""Benchmarks: each measure is taken together with its reference in the same run."""
