"""What commands share: which caseload they work on, secrets from the environment or the prompt, and how things are printed."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.attachments import attachments, photograph_cover
from csassess.services.retention import retention
from csassess.services.safekeeping import centre_key

PASSPHRASE = "CSASSESS_PASSPHRASE"
RECOVERY_CODE = "CSASSESS_RECOVERY_CODE"
FILE_PASSPHRASE = "CSASSESS_FILE_PASSPHRASE"
CENTRE_KEY_PASSPHRASE = "CSASSESS_CENTRE_KEY_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class Context:
    """Which caseload the command works on."""

    folder: Path

    @contextmanager
    def caseload(self) -> Iterator[Caseload]:
        """Open the caseload with the passphrase from the environment or the prompt, and close it."""
        typed = passphrase()
        opened = caseloads.open_caseload(self.folder, caseloads.unlock(self.folder, typed))
        try:
            for finish in (photograph_cover.finish_covering, retention.finish_erasing):
                try:  # what an earlier run began and could not end; it keeps nobody from working
                    finish(opened)
                except UserError as error:
                    click.echo(str(error), err=True)
            yield opened
        finally:
            opened.close()


pass_place = click.make_pass_decorator(Context)
as_json = click.option("--json", "plain", is_flag=True, help=text("Print JSON."))


def passphrase() -> str:
    """Return the passphrase of a caseload, from the environment or the prompt."""
    return os.environ.get(PASSPHRASE) or str(click.prompt(text("Passphrase"), hide_input=True, err=True))


def file_passphrase(asked: str, *, confirm: bool = False) -> str:
    """Return the passphrase of a portfolio file, from the environment or the prompt."""
    given = os.environ.get(FILE_PASSPHRASE)
    return given or str(click.prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True))


def centre_identity(key_file: Path) -> str:
    """Return the secret half of a centre key: as it stands in the file, or, where that is locked, by its passphrase."""
    content = attachments.read_file(key_file)
    if b"AGE-SECRET-KEY-" in content.upper():
        return content.decode(errors="replace")
    asked = os.environ.get(CENTRE_KEY_PASSPHRASE) or click.prompt(
        text("Passphrase of the centre’s key"), hide_input=True, err=True
    )
    return centre_key.read_centre_key(key_file, str(asked))


def print_json(content: Any) -> None:
    """Print plain data as JSON."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
