"""Qualifications: what they ask for, and whether chosen or decided units meet it."""
