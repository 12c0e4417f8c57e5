"""The sampling plan, and the page of a sample with its judgement, actions and signature."""
