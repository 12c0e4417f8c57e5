"""Units brought in: read, compared with their document, approved, and later wordings."""
