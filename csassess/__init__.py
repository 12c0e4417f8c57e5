"""csassess: an offline, encrypted portfolio program for assessors of vocational units."""

__version__ = "0.2.0"
