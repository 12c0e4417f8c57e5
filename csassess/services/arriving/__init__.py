"""Judge the entries of received files, one after another."""
