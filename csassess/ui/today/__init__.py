"""What there is to do today."""
