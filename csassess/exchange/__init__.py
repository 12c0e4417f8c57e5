"""Portfolio files: sending, checking and receiving what other machines wrote."""
