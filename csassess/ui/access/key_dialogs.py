"""The dialogs that change the passphrase, the recovery code and the centre's key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from csassess.catalogue import text
from csassess.domain.errors import MissingError, RepetitionError, UserError
from csassess.services.access import credentials, proofs
from csassess.services.access.passphrases import strength
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


def show_strength(field: QLineEdit, words: Any) -> None:
    """Show the strength of a passphrase while it is typed."""

    def show(typed: str) -> None:
        words.setText(text("Strength: {words}", words=strength(typed).words) if typed else "")

    field.textChanged.connect(show)


def places_with_old_keys(session: Session) -> str:
    """Return a sentence on the backup folders that still open with what was replaced; empty if none do."""
    places = session.read(credentials.places_with_old_keys)
    if not places:
        return ""
    return text(
        "Still open with the earlier passphrase, recovery code or centre key: {places}. Make them available,"
        " then back up.",
        places=", ".join(map(str, places)),
    )


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
        changed = text("The passphrase was changed. The recovery code stays as it is.")
        session.message.emit(f"{changed} {places_with_old_keys(session)}".strip())

    explanation = text(
        "Every backup folder that is available now opens with the new passphrase at once, the others when"
        " they are next available. The data are not encrypted again: someone who has an older copy of the"
        " key file (keys.json) and knows the old passphrase can still open the caseload and its backups. To"
        " shut them out, use Change the lock."
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
        new = session.read(credentials.prepare_recovery_code, field.text())

        def use() -> None:
            session.read(credentials.use_recovery_code, new)
            changed = text("The new recovery code opens the caseload from now on.")
            session.message.emit(f"{changed} {places_with_old_keys(session)}".strip())

        show_code(parent, session, new.code, use)

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


def show_code(parent: QWidget, session: Session, new_code: str, use: Callable[[], object]) -> None:
    """Show a new recovery code, and use it once its end was typed."""
    code = line(new_code)
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
        if values.typed.upper() != new_code[-4:]:
            raise UserError(
                text(
                    "These are not the last four characters of the code. Check the code and type them again."
                )
            )
        use()

    title = text("New recovery code")
    dialog = FormDialog(parent, title, ConfirmedCode, fields, save, done=text("Use this code"))
    not_used = text("The new code was not confirmed, so it opens nothing. The previous code still does.")
    dialog.rejected.connect(partial(session.message.emit, not_used))
    opened(dialog)


@dataclass(frozen=True)
class Proof:
    """The passphrase and the recovery code as typed; one of them is enough."""

    passphrase: str
    code: str


def prove_keys(parent: QWidget, session: Session) -> FormDialog[Proof]:
    """Ask for the passphrase and the recovery code, to see whether they still open the caseload."""
    passphrase, code = secret(), line()
    code.setProperty("private", True)  # a secret is never stored as a draft
    fields: dict[str, tuple[str, QWidget]] = {
        "passphrase": (text("Passphrase"), passphrase),
        "code": (text("Recovery code, as it is written down"), code),
    }

    def save(values: Proof) -> None:  # the passphrase field's own text, because values are stripped
        if not (passphrase.text() or values.code):
            raise MissingError(text("the passphrase or the recovery code"), "code")
        closed = session.read(proofs.prove, passphrase.text(), values.code)
        if closed:
            session.problem.emit(
                text(
                    "It opens the caseload, but not yet these backup folders: {places}. Back up, then try"
                    " again.",
                    places=", ".join(map(str, closed)),
                )
            )
        else:
            session.message.emit(text("It opens the caseload and every backup folder that is available."))

    explanation = text(
        "Type what you have written down. Nothing is changed. Leave a field empty to try only the other."
    )
    return opened(
        FormDialog(
            parent,
            text("Try passphrase and recovery code"),
            Proof,
            fields,
            save,
            done=text("Try"),
            explanation=explanation,
        )
    )


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
