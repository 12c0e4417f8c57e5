"""Internal verification: sampling plan, samples, actions and standardisation."""
