"""Papers from the record: what each form shows, and writing it to a file."""
