"""Tests of the program as a whole: command line, demonstration, logs, benchmarks."""
