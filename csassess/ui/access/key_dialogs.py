"""The dialogs that change the passphrase, the recovery code and the centre's key."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csassess.catalogue import text
from csassess.domain.errors import MissingError, RepetitionError, UserError
from csassess.services.access import credentials
from csassess.services.access.credentials import NewCode, strength
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


def show_strength(field: QLineEdit, words: Any) -> None:
    """Show the strength of a passphrase while it is typed."""

    def show(typed: str) -> None:
        words.setText(text("Strength: {words}", words=strength(typed).words) if typed else "")

    field.textChanged.connect(show)


@dataclass(frozen=True)
class NewPassphrase:
    """The current and the new passphrase, the new one twice."""

    present: str
    new: str
    again: str


def change_passphrase(parent: QWidget, session: Session) -> FormDialog[NewPassphrase]:
    """Ask for the current and the new passphrase."""
    present, new, again = secret(), secret(), secret()
    fields: dict[str, tuple[str, QWidget]] = {
        "present": (text("Current passphrase"), present),
        "new": (text("New passphrase"), new),
        "again": (text("Repeat it"), again),
    }

    def save(_: NewPassphrase) -> None:  # the fields' own text, because values are stripped
        if new.text() != again.text():
            raise RepetitionError(text("The two passphrases differ. Type them again."))
        session.read(credentials.change_passphrase, present.text(), new.text())
        session.message.emit(text("The passphrase was changed. The recovery code stays as it is."))

    explanation = text(
        "Existing data is not encrypted again. Each backup folder opens with the old "
        "passphrase until the next backup there, then with the new one."
    )
    dialog = FormDialog(
        parent,
        text("Change the passphrase"),
        NewPassphrase,
        fields,
        save,
        done=text("Change"),
        explanation=explanation,
    )
    words = label("", "quiet")
    dialog.add_part("", words)
    show_strength(new, words)
    return opened(dialog)


@dataclass(frozen=True)
class PresentPassphrase:
    """The current passphrase."""

    present: str


def new_recovery_code(parent: QWidget, session: Session) -> FormDialog[PresentPassphrase]:
    """Ask for the passphrase, then show a new recovery code, which replaces the old one once confirmed."""
    field = secret()
    fields: dict[str, tuple[str, QWidget]] = {"present": (text("Passphrase"), field)}

    def save(_: PresentPassphrase) -> None:  # the field's own text, because values are stripped
        _show_code(parent, session, session.read(credentials.prepare_recovery_code, field.text()))

    explanation = text(
        "Once you have written the new code down and confirmed it, the old code no longer opens the caseload."
    )
    return opened(
        FormDialog(
            parent,
            text("New recovery code"),
            PresentPassphrase,
            fields,
            save,
            done=text("Make a new code"),
            explanation=explanation,
        )
    )


@dataclass(frozen=True)
class ConfirmedCode:
    """The code shown, and its end as typed."""

    code: str
    typed: str


def _show_code(parent: QWidget, session: Session, new: NewCode) -> None:
    code = line(new.code)
    code.setReadOnly(True)
    typed = line()
    typed.setProperty("private", True)  # part of a secret is never stored as a draft
    fields: dict[str, tuple[str, QWidget]] = {
        "code": (
            text("Write this code down and keep it away from this machine. It is shown only once."),
            code,
        ),
        "typed": (text("Type its last four characters"), typed),
    }

    def save(values: ConfirmedCode) -> None:
        if values.typed.upper() != new.code[-4:]:
            raise UserError(
                text(
                    "These are not the last four characters of the code. Check the code and type them again."
                )
            )
        session.read(credentials.use_recovery_code, new)
        session.message.emit(text("The new recovery code opens the caseload from now on."))

    title = text("New recovery code")
    dialog = FormDialog(parent, title, ConfirmedCode, fields, save, done=text("Use this code"))
    not_used = text("The new code was not confirmed, so it opens nothing. The previous code still does.")
    dialog.rejected.connect(partial(session.message.emit, not_used))
    opened(dialog)


@dataclass(frozen=True)
class CentreKeyLine:
    """The public half of the centre's key."""

    key: str


def centre_key(parent: QWidget, session: Session) -> FormDialog[CentreKeyLine]:
    """Ask for the public half of the centre's key."""
    present = session.read(credentials.has_centre_key)
    fields: dict[str, tuple[str, QWidget]] = {
        "key": (text("The line that begins with age1"), line(hint="age1…"))
    }

    def save(values: CentreKeyLine) -> None:
        if not values.key.strip():
            raise MissingError(text("the centre’s key"), "key")
        session.read(credentials.set_centre_key, values.key)
        session.message.emit(text("The centre’s key opens this caseload from now on."))

    def remove() -> None:
        session.run_or_raise(credentials.set_centre_key, "")
        session.message.emit(text("The centre’s key no longer opens this caseload."))

    state = (
        text("The centre’s key opens this caseload.")
        if present
        else text("No centre key is set for this caseload.")
    )
    explanation = (
        state
        + " "
        + text("With its key the centre can open its records if a passphrase is lost or a person leaves.")
    )
    dialog = FormDialog(
        parent, text("The centre’s key"), CentreKeyLine, fields, save, explanation=explanation
    )
    if present:
        asks = text(
            "The centre could then no longer open this caseload if you lose the passphrase. To remove the "
            "key, choose Remove the key again."
        )
        dialog.add_removal(text("Remove the key"), remove, asks=asks)
    return opened(dialog)
