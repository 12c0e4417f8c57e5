"""What files from other machines may do to the record."""
