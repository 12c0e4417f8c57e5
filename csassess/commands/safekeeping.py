"""Commands to check, back up and restore a caseload."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.context import RECOVERY_CODE, Context, centre_identity, passphrase, with_context
from csassess.commands.output import say
from csassess.services.safekeeping import backups, checking


@click.command("check")
@click.option(
    "--repair",
    "mend",
    is_flag=True,
    help=text("Repair what can be repaired, from the undamaged parts and the backups."),
)
@click.option(
    "--backups",
    "places",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=text("Also use the backups in this folder."),
)
@with_context
def check(context: Context, places: tuple[Path, ...], *, mend: bool) -> None:
    """Check whether the caseload and its backups are intact, one line per check."""
    typed = passphrase()
    if mend:
        for repair in checking.repair(context.folder, typed, places):
            say(f"mended  {repair}")
    is_damaged = False
    for line in checking.check_folder(context.folder, typed, places):
        for sentence in line.wrong:
            say(f"damaged  {line.what}: {sentence}")
        if not line.wrong:
            say(f"ok  {line.what}" + (f": {line.note}" if line.note else ""))
        is_damaged = is_damaged or bool(line.wrong)
    if is_damaged:
        sys.exit(1)


@click.command("backup")
@click.option(
    "--to",
    "to",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=text("Folder other than the caseload’s own, such as a USB stick; remembered for next time."),
)
@with_context
def backup(context: Context, to: Path | None) -> None:
    """Back up the caseload: copy it, open the copy, and compare."""
    with context.caseload() as caseload:
        new_backup = backups.make_backup(caseload, to.absolute() if to else None)
    say(text("{file} was written, reopened and compared.", file=new_backup.path))


@click.command("restore")
@click.argument("path", metavar="DIR_OR_FILE", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help=text("Folder to restore to; by default the --caseload folder or the platform’s own."),
)
@click.option(
    "--recovery-code", "by_code", is_flag=True, help=text("Ask for the recovery code, not the passphrase.")
)
@click.option(
    "--centre-key",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=text("Use the centre’s secret key instead of the passphrase."),
)
@with_context
def restore(
    context: Context, path: Path, folder: Path | None, key_file: Path | None, *, by_code: bool
) -> None:
    """Make a caseload from a backup: the latest in a folder, or a named one."""
    if by_code and key_file:
        raise click.UsageError(text("Use either the recovery code or the centre’s key, not both."))
    chosen, folder = backups.backup_at(path), folder or context.folder
    if key_file:
        unlock = backups.with_centre_key(centre_identity(key_file))
    elif by_code:
        unlock = backups.with_recovery_code(
            os.environ.get(RECOVERY_CODE) or click.prompt(text("Recovery code"), err=True)
        )
    else:
        unlock = backups.with_passphrase(passphrase())
    backups.restore_caseload(chosen, unlock, folder)
    say(
        text(
            "{name} of {day} was restored to {folder}. It now counts as a new machine.",
            name=chosen.path.name,
            day=backups.when(chosen, datetime.now().astimezone()),
            folder=folder,
        )
    )
