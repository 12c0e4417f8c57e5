"""What people who use a keyboard, a screen reader or strong contrast meet."""
