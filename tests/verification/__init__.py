"""Tests of sampling, actions, the sampling plan, status files and the staff list."""
