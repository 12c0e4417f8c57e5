"""The notes of an item: their list, their rows, and the note being written."""
