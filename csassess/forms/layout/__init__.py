"""How papers are laid out on pages, drawn and tagged, whatever they are about."""
