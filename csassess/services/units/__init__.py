"""Units, search over their wording, and the question bank."""
