"""Rules for milestones, retention periods and holds."""
