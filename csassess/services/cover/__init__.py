"""Cover: candidates lent to another assessor while theirs is away, or after they have left."""
