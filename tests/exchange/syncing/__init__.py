"""Tests of machines that sync through a folder, and of what is completed and put right between machines."""
