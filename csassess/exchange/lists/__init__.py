"""Lists that other programs wrote: read as tables, and the candidates in them."""
