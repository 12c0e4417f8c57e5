"""The command line, on the same services as the window.

Errors are one plain sentence on stderr, with exit status 1.
"""

import io
import sys
from pathlib import Path

import click

from csassess import __version__
from csassess.catalogue import text
from csassess.commands import candidates, exchange, qualifications, record, safekeeping, unit_packs, units
from csassess.commands.context import Context
from csassess.commands.output import say
from csassess.domain.errors import UserError
from csassess.platform.files import is_there
from csassess.services.access.default_folder import default_folder
from csassess.services.arriving.arrivals import PORTFOLIO_SUFFIX, Arrival, arrival_at


def run() -> None:
    """Run the command line; an error that a user can cause ends it with one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # print every name whole, whatever the terminal's encoding
    try:
        _check_text(sys.argv[1:])
        main(standalone_mode=False)
    except UserError as error:
        say(str(error), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        say(text("Stopped."), err=True)
        sys.exit(1)


def _check_text(arguments: list[str]) -> None:
    """Raise UserError if an argument holds bytes that are not text."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise UserError(text("The text contains characters that cannot be read. Type it again.")) from None


class _OpensFiles(click.Group):
    """Commands, or in place of one a file or folder to open in the window, as a double click does."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; for a path, the one that opens it."""
        named = args[0]
        is_path = Path(named).suffix.lower() == PORTFOLIO_SUFFIX or is_there(Path(named))
        if self.get_command(ctx, named) is None and is_path and not named.startswith("-"):
            return _open.name, _open, args
        return super().resolve_command(ctx, args)


@click.group(
    cls=_OpensFiles, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="csassess")
@click.option("--caseload", "folder", type=click.Path(path_type=Path), help=text("The caseload's folder."))
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Offline, encrypted portfolios for assessors. Without a command, open the window."""
    context.obj = Context(folder or default_folder())
    if context.invoked_subcommand is None:
        from csassess.application import run_window

        sys.exit(run_window(context.obj.folder))


@click.command("open")
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_obj
def _open(context: Context, path: Path) -> None:
    """Open a portfolio file, a pack, a document of a unit or the folder of a caseload in the window."""
    from csassess.application import run_window

    match arrival_at(path):
        case Arrival.MISSING:
            raise UserError(text("The file “{name}” does not exist. Check the name.", name=path.name))
        case Arrival.FOLDER:
            raise UserError(
                text("There is no caseload in “{folder}”. Choose the folder of a caseload.", folder=path)
            )
        case Arrival.CASELOAD:
            sys.exit(run_window(path if path.is_dir() else path.parent))
        case _:
            sys.exit(run_window(context.folder, path.absolute()))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Create a sample caseload in DIR without a screen: record, papers and pictures."""
    from csassess.demo.run import run_demo

    run_demo(folder, say)


for _command in (
    units.units_group,
    qualifications.qualifications_group,
    candidates.candidates_group,
    candidates.workbook,
    record.report,
    record.ask,
    record.forms,
    record.show_history,
    exchange.export,
    exchange.import_file,
    exchange.verify,
    exchange.keep_in_step,
    exchange.key,
    safekeeping.check,
    safekeeping.backup,
    safekeeping.restore,
):
    main.add_command(_command)
for _command in unit_packs.COMMANDS:
    units.units_group.add_command(_command)
