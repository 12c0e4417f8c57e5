"""What the lists of the window say, and whether they agree."""
