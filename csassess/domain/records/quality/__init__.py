"""Records of quality assurance besides samples: the plan, talks, standardisation, external visits."""
