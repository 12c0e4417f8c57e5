"""Files and words that are meant to do harm."""
