"""Records of quality assurance beside a sample: the plan, talks, standardisation, external visits."""
