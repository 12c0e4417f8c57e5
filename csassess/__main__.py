"""`python -m csassess`."""

from csassess.cli import run

run()
