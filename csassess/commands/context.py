"""What commands share: the caseload they work on, secrets, and printing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from csassess.catalogue import text
from csassess.commands.output import say
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.domain.safekeeping import ways_to_open
from csassess.services.access import caseloads
from csassess.services.attachments import photograph_cover
from csassess.services.files import read_file
from csassess.services.retention import retention
from csassess.services.safekeeping import centre_key

PASSPHRASE = "CSASSESS_PASSPHRASE"
RECOVERY_CODE = "CSASSESS_RECOVERY_CODE"
FILE_PASSPHRASE = "CSASSESS_FILE_PASSPHRASE"
CENTRE_KEY_PASSPHRASE = "CSASSESS_CENTRE_KEY_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class Context:
    """The folder of the caseload that the command works on."""

    folder: Path

    @contextmanager
    def caseload(self) -> Iterator[Caseload]:
        """Open the caseload for the block, and close it afterwards.

        The passphrase comes from the environment or the prompt.
        """
        typed = passphrase()
        master = caseloads.unlock(self.folder, typed)
        opened = caseloads.open_caseload(self.folder, master, ways_to_open.PASSPHRASE)
        try:
            for finish in (photograph_cover.finish_covering, retention.finish_erasing):
                try:  # complete what an earlier run left unfinished; a failure does not block the command
                    finish(opened)
                except UserError as error:
                    say(str(error), err=True)
            yield opened
        finally:
            opened.close()


with_context = click.make_pass_decorator(Context)
as_json = click.option("--json", "plain", is_flag=True, help=text("Print JSON."))
to_file = click.option(
    "-o", "--output", "path", required=True, type=click.Path(path_type=Path), help=text("The file to write.")
)


def is_passphrase_at_hand() -> bool:
    """Return whether the environment holds the passphrase of a caseload."""
    return bool(os.environ.get(PASSPHRASE))


def passphrase() -> str:
    """Return the passphrase of a caseload, from the environment or the prompt."""
    return os.environ.get(PASSPHRASE) or str(click.prompt(text("Passphrase"), hide_input=True, err=True))


def file_passphrase(asked: str, *, confirm: bool = False) -> str:
    """Return the passphrase of a portfolio file, from the environment or the prompt."""
    from_environment = os.environ.get(FILE_PASSPHRASE)
    return from_environment or str(
        click.prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True)
    )


def centre_identity(key_file: Path) -> str:
    """Return the secret half of a centre key.

    A locked key file is opened with its passphrase, from the environment or the prompt.
    """
    content = read_file(key_file)
    if b"AGE-SECRET-KEY-" in content.upper():
        return content.decode(errors="replace")
    typed = os.environ.get(CENTRE_KEY_PASSPHRASE) or click.prompt(
        text("Passphrase of the centre’s key"), hide_input=True, err=True
    )
    return centre_key.read_centre_key(key_file, str(typed))
