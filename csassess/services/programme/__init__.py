"""The candidate's way through the centre: what is agreed, reviewed, logged and claimed."""
