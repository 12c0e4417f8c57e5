"""What every page builds on: the session, locations, tasks in the background."""
