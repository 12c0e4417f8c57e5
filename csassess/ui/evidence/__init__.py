"""The page of an item of evidence: its bars, panes and dialogs."""
