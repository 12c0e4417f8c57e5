"""The dialogs of the ways in: another passphrase, a new recovery code, the centre's key."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.access import credentials
from csassess.services.access.credentials import NewCode, strength
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


def show_strength(field: QLineEdit, words: Any) -> None:
    """Say of a passphrase, while it is typed, how long it would hold."""

    def show(typed: str) -> None:
        words.setText(text("Strength: {words}", words=strength(typed).words) if typed else "")

    field.textChanged.connect(show)


def change_passphrase(parent: QWidget, session: Session) -> FormDialog:
    """Ask for the present and the new passphrase."""
    present, new, again = secret(), secret(), secret()
    fields: dict[str, tuple[str, QWidget]] = {
        "present": (text("Present passphrase"), present),
        "new": (text("New passphrase"), new),
        "again": (text("The same again"), again),
    }

    def save(_: dict[str, Any]) -> None:
        if new.text() != again.text():
            raise UserError(text("The two passphrases differ. Type them again."))
        session.read(credentials.change_passphrase, present.text(), new.text())
        session.message.emit(text("The passphrase was changed. The recovery code stays as it is."))

    explanation = text(
        "Nothing is encrypted anew. A place of backups opens with the new passphrase from the next backup"
        " there; until then with the old one."
    )
    dialog = FormDialog(
        parent, text("Change the passphrase"), fields, save, done=text("Change"), explanation=explanation
    )
    words = label("", "quiet")
    dialog.add_part("", words)
    show_strength(new, words)
    return opened(dialog)


def new_recovery_code(parent: QWidget, session: Session) -> FormDialog:
    """Ask for the passphrase, then show a new recovery code and have its end typed before it takes the old one's place."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"present": (text("Passphrase"), field)}

    def save(_: dict[str, Any]) -> None:
        _show_code(parent, session, session.read(credentials.prepare_recovery_code, field.text()))

    explanation = text("The old code opens the caseload no longer once you have written the new one down.")
    return opened(
        FormDialog(
            parent, text("New recovery code"), fields, save, done=text("Make a code"), explanation=explanation
        )
    )


def _show_code(parent: QWidget, session: Session, new: NewCode) -> None:
    code = line(new.code)
    code.setReadOnly(True)
    fields: dict[str, tuple[str, QWidget]] = {
        "code": (text("Write this down, away from this machine. It is shown this once."), code),
        "typed": (text("Type its last four characters"), line()),
    }

    def save(values: dict[str, Any]) -> None:
        if values["typed"].upper() != new.code[-4:]:
            raise UserError(text("Those are not the last four characters of the code. Look again."))
        session.read(credentials.use_recovery_code, new)
        session.message.emit(text("The new recovery code opens the caseload from now on."))

    opened(FormDialog(parent, text("New recovery code"), fields, save, done=text("Use this code")))


def centre_key(parent: QWidget, session: Session) -> FormDialog:
    """Ask for the public half of the centre's key."""
    present = session.read(credentials.has_centre_key)
    fields: dict[str, tuple[str, QWidget]] = {
        "key": (text("The line that begins with age1"), line(hint="age1…"))
    }

    def save(values: dict[str, Any]) -> None:
        if not values["key"].strip():
            raise UserError(text("Please fill in {name}.", name=text("the centre’s key")))
        session.read(credentials.set_centre_key, values["key"])
        session.message.emit(text("The centre’s key opens this caseload from now on."))

    def take_away() -> None:
        session.run_or_raise(credentials.set_centre_key, "")
        session.message.emit(text("The centre’s key opens this caseload no longer."))
        dialog.discard()

    state = (
        text("The centre’s key opens this caseload.")
        if present
        else text("The centre has no key to this caseload.")
    )
    explanation = (
        state + " " + text("With it the centre can open its records when a passphrase, or a person, is gone.")
    )
    dialog = FormDialog(parent, text("The centre’s key"), fields, save, explanation=explanation)
    if present:
        dialog.add_button(text("Take the key away"), take_away)
    return opened(dialog)
