"""Documents of every kind turned into lines."""
