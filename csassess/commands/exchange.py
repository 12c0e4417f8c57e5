"""Commands to send, receive and check portfolio files, and to synchronise devices."""

from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.context import Context, file_passphrase, to_file, with_context
from csassess.commands.output import say
from csassess.services.candidates import candidates
from csassess.services.exchange import (
    acceptance,
    folder_sync,
    import_preview,
    key_files,
    receiving,
    sending,
)
from csassess.services.exchange.not_arriving import not_arriving
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.safekeeping.location_warnings import put_back_words


@click.command("export")
@click.argument("candidate", metavar="CANDIDATE")
@to_file
@click.option(
    "--for",
    "key_file",
    type=click.Path(path_type=Path),
    help=text("The recipient’s key file; without it a passphrase is asked for."),
)
@click.option(
    "--new", "only_new", is_flag=True, help=text("Send only what the recipient has not received yet.")
)
@click.option("--no-forms", "bare", is_flag=True, help=text("Leave the printed forms out."))
@with_context
def export(
    context: Context, candidate: str, path: Path, key_file: Path | None, only_new: bool, bare: bool
) -> None:
    """Write a candidate's portfolio file, reopen and verify it."""
    if only_new and key_file is None:
        raise click.UsageError(text("Sending only what is new needs the recipient’s key file (--for)."))
    with context.caseload() as caseload:
        matched = candidates.find_candidate(caseload, candidate)
        recipients = [key_files.read_key_file(caseload, key_file)] if key_file else []
        for finding in not_arriving(caseload, [portfolio_view(caseload, matched.id)]):
            say(f"{finding.who}: {finding.what}", err=True)
        passphrase = "" if recipients else file_passphrase(text("Passphrase for the file"), confirm=True)
        sending.send(
            caseload,
            [matched.id],
            path,
            passphrase=passphrase,
            recipients=recipients,
            only_new=only_new,
            with_forms=not bare,
        )
    say(text("{file} was written, reopened and verified. It is safe to unplug.", file=path))


@click.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--dry-run", "only_look", is_flag=True, help=text("Show what would be done and change nothing.")
)
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="CODE",
    help=text("Accept the machine with this code, once its person has confirmed it."),
)
@with_context
def import_file(context: Context, path: Path, only_look: bool, accepted: tuple[str, ...]) -> None:
    """Receive a portfolio file; what is new is added, and nothing is overwritten."""
    passphrase = file_passphrase(text("Passphrase of the file")) if receiving.needs_passphrase(path) else ""
    with context.caseload() as caseload:
        opened = receiving.open_file(path, receiving.own_identity(caseload), passphrase)
        previewed = import_preview.preview(caseload, opened)
        for line in import_preview.preview_words(previewed):
            say(line)
        if only_look:
            say(text("Nothing was changed."))
            return
        new = receiving.take_pictures(opened, caseload.attached.another())
        if receiving.receive(caseload, opened, new).is_new_machine:
            say(put_back_words(caseload))
        for stranger in acceptance.strangers(caseload):
            if _plain(stranger.code) in map(_plain, accepted):
                acceptance.accept(caseload, stranger.device)
    say(text("Received."))


@click.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@with_context
def verify(context: Context, path: Path) -> None:
    """Check a portfolio file, one line per check.

    The caseload is opened only if the file is locked for its key.
    """
    if receiving.needs_passphrase(path):
        receiving.open_file(path, "", file_passphrase(text("Passphrase of the file")), passed=_passed)
    else:
        with context.caseload() as caseload:
            identity = receiving.own_identity(caseload)
        receiving.open_file(path, identity, passed=_passed)
    say(text("The file is in order."))


@click.command("step")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help=text("Folder to sync through, such as a USB stick or file share; remembered for next time."),
)
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="CODE",
    help=text("Accept the machine with this code."),
)
@with_context
def keep_in_step(context: Context, folder: Path | None, accepted: tuple[str, ...]) -> None:
    """Keep this machine in step with others through a shared folder."""
    with context.caseload() as caseload:
        if folder:
            folder_sync.choose_folder(caseload, folder)
        for partner in folder_sync.partners(caseload):
            if _plain(partner.card.code) in map(_plain, accepted):
                folder_sync.accept(caseload, partner.card.device)
            elif not partner.accepted:
                name, code = partner.card.name, partner.card.code
                say(
                    text(
                        "{name}’s machine {code} is in the folder but has not been accepted. Accept "
                        "it with --accept if it is yours.",
                        name=name,
                        code=code,
                    )
                )
        received, written, problems = folder_sync.sync_folder(caseload)
        say(text("The code of this machine is {code}.", code=key_files.own_code(caseload)))
    say(text("Files received: {came}; files written: {went}.", came=received, went=written))
    for sentence in problems:
        say(sentence, err=True)


@click.command("key")
@to_file
@with_context
def key(context: Context, path: Path) -> None:
    """Write this machine's key file, for people who send portfolios here."""
    with context.caseload() as caseload:
        key_files.write_key_file(caseload, path)
    say(text("{file} was written. It contains nothing secret.", file=path))


def _plain(code: str) -> str:
    """Return a machine's code without the spaces that make it readable."""
    return code.replace(" ", "").casefold()


def _passed(check: str) -> None:
    say(f"ok  {check}")
