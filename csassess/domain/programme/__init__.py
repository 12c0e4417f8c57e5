"""Rules of a candidate's way through the centre: breaks, reviews, claims."""
