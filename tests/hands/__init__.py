"""The real program in a real X server, worked like a person would: eyes, mouse, keys and pauses."""
