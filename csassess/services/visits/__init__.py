"""Plan, carry out and finish visits."""
