"""Faults done on purpose: power cut, killed, disk full, bytes flipped, histories forged; and what the program makes of them."""
