"""Tests that damage, kill, forge and starve, and the programs they run."""
