"""The window: Qt widgets that are given rows and call services."""
