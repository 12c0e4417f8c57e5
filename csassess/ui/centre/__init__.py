"""The centre's page with its sections, and the question bank."""
