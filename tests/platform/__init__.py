"""What differs by system, with Linux standing in for Windows and macOS."""
