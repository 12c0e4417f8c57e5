"""The dialog that creates the centre's key and shows its public half."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import RepetitionError
from csassess.services.safekeeping import centre_key
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


@dataclass(frozen=True)
class KeyPassphrase:
    """A passphrase, typed twice."""

    secret: str
    again: str


def create_centre_key(parent: QWidget, path: Path) -> FormDialog[KeyPassphrase]:
    """Ask for a passphrase, write a new centre key and show its public half."""
    first, again = secret(), secret()
    fields: dict[str, tuple[str, QWidget]] = {
        "secret": (
            text(
                "Passphrase for the key, at least {count} characters",
                count=centre_key.SHORTEST_PASSPHRASE,
            ),
            first,
        ),
        "again": (text("Repeat it"), again),
    }

    def save(_: KeyPassphrase) -> None:  # the fields' own text, because values are stripped
        if first.text() != again.text():
            raise RepetitionError(text("The two passphrases differ. Type them again."))
        public = centre_key.make_centre_key(path, first.text())
        _show_public_half(parent, public)

    explanation = text(
        "Keep the file and its passphrase separately, in two safe places. Anyone who "
        "has both can open every caseload."
    )
    return opened(
        FormDialog(
            parent,
            text("Create centre key"),
            KeyPassphrase,
            fields,
            save,
            done=text("Create key"),
            explanation=explanation,
        )
    )


@dataclass(frozen=True)
class PublicHalf:
    """The public half of a centre's key, as shown."""

    public: str


def _show_public_half(parent: QWidget, public: str) -> None:
    public_field = line(public)
    public_field.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {
        "public": (text("Public half: give this line to every assessor"), public_field)
    }
    title = text("The centre’s key was created")
    opened(FormDialog(parent, title, PublicHalf, fields, lambda _: None, done=text("Done")))
