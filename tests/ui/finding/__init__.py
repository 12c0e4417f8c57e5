"""Tests of finding by words, and of going about by keyboard."""
