"""What an external verifier would ask of a record: pointed out, never a bar."""
