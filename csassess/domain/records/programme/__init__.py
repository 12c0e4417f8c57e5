"""What a centre keeps of a candidate's way through it, besides evidence."""
