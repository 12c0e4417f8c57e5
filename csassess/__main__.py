"""`csassess`, and `python -m csassess`: with nothing else typed the window, and the command line is not read in."""

import sys


def run() -> None:
    """Open the window, or do what the command line says."""
    if len(sys.argv) > 1:
        from csassess import cli

        cli.run()
        return
    from csassess.application import run_window
    from csassess.domain.errors import UserError
    from csassess.services import caseloads

    try:
        sys.exit(run_window(caseloads.default_folder()))
    except UserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    run()
