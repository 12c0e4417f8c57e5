"""What differs between Windows, macOS and Linux: the rest of the program asks here."""
