"""Record codes: what decisions, signatures and printed pages are bound to, by scheme."""
