"""What arrives, locks, removes or ends while somebody works: no word is lost or lands elsewhere."""
