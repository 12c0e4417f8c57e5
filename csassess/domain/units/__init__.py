"""Unit specifications and what follows from them."""
