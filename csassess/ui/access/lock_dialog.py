"""The dialog that changes the lock: a new key for the caseload and its backups."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.access import credentials, new_lock
from csassess.ui.access.key_dialogs import show_code, show_strength
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line, secret
from csassess.ui.widgets.form_dialog import FormDialog, opened


@dataclass(frozen=True)
class NewLock:
    """The current and the new passphrase, the new one twice, and the centre's public key."""

    present: str
    new: str
    again: str
    centre: str = ""


def change_lock(parent: QWidget, session: Session, change: Callable[[Any], object]) -> FormDialog[NewLock]:
    """Ask for the passphrases, show the new recovery code, then `change` the lock to the new keys."""
    present, new, again = secret(), secret(), secret()
    fields: dict[str, tuple[str, QWidget]] = {
        "present": (text("Current passphrase"), present),
        "new": (text("New passphrase"), new),
        "again": (text("Repeat it"), again),
    }
    if session.read(credentials.has_centre_key):
        fields["centre"] = (text("The centre’s key: the line that begins with age1"), line(hint="age1…"))

    def save(values: NewLock) -> None:  # the fields' own text, because values are stripped
        if new.text() != again.text():
            raise UserError(text("The two passphrases differ. Type them again."))
        keys = session.read(new_lock.prepare_lock, present.text(), new.text(), values.centre)
        show_code(parent, session, keys.recovery_code, lambda: change(keys))

    explanation = text(
        "For when someone may have an older copy of the key file and know the old passphrase. The caseload"
        " and every backup folder that is available are encrypted again. It takes some minutes, during which"
        " the caseload is closed, and as much free disk space as they take up. A new recovery code is"
        " shown. If the centre’s key is left empty, the centre can no longer open the caseload. Data that"
        " someone has copied already stay readable to them."
    )
    dialog = FormDialog(
        parent, text("Change the lock"), NewLock, fields, save, done=text("Go on"), explanation=explanation
    )
    words = label("", "quiet")
    dialog.add_part("", words)
    show_strength(new, words)
    return opened(dialog)
