"""Rules of internal verification: samples, actions and the sampling plan."""
