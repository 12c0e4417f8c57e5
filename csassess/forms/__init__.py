"""Domain objects drawn as PDF pages."""
