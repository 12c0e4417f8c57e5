"""Files, encryption and keys: what lies below the event history."""
