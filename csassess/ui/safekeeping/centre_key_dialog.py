"""The dialog that creates the centre's key and shows its public half."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.safekeeping import centre_key
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


def create_centre_key(parent: QWidget, path: Path) -> FormDialog:
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

    def save(_: dict[str, Any]) -> None:
        if first.text() != again.text():
            raise UserError(text("The two passphrases differ. Type them again."))
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
            fields,
            save,
            done=text("Create key"),
            explanation=explanation,
        )
    )


def _show_public_half(parent: QWidget, public: str) -> None:
    public_field = line(public)
    public_field.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {
        "public": (text("Public half: give this line to every assessor"), public_field)
    }
    opened(
        FormDialog(parent, text("The centre’s key was created"), fields, lambda _: None, done=text("Done"))
    )
