"""Forms that come back filled in, and the dialogs that confirm what they say."""
