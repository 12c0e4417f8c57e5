"""The window: who may open it, and whom it accepts."""
