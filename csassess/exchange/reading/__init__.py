"""Reading the units in a document of an awarding body."""
