"""Tell what arrives, and judge the entries of received files, one after another."""
