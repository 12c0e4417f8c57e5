"""Entry point of `csassess` and `python -m csassess`.

Without arguments the window opens, and the command line is not imported.
"""

import sys
from collections.abc import Callable
from pathlib import Path


def run() -> None:
    """Open the window, or run the command line if there are arguments."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a process that reads a document is this program, started with other arguments
    if len(sys.argv) > 1:
        from csassess import cli

        cli.run()
        return
    run_window = windowed()
    from csassess.domain.errors import UserError
    from csassess.services.access.default_folder import default_folder

    try:
        sys.exit(run_window(default_folder()))
    except UserError as error:
        sys.exit(str(error))


def windowed() -> Callable[[Path], int]:
    """Import what the window needs and return the function that runs it."""
    from csassess.ui.base import runtime

    with runtime.without_collection():
        from csassess.application import run_window
    return run_window


if __name__ == "__main__":
    run()
