"""Tests of visits and visit plans."""
