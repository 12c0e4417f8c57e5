"""Forms that were filled in outside the program and come back."""
