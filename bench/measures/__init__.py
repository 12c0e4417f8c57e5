"""Measures of the benchmark suite, one subject in each module."""
