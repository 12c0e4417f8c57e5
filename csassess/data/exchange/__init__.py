"""Devices, and merging and verifying the histories they wrote."""
