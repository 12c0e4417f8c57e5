"""The rules of the window, each held for every page and dialog."""
