"""Files exchanged with other devices and programs."""
