"""The dialog that opens a signed account for changes."""

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.signing import signing
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import FormDialog, Reason, opened


def open_account(parent: QWidget, session: Session, candidate_id: str, item_id: str) -> FormDialog[Reason]:
    """Ask why a signed account is opened for changes."""
    fields = {"reason": (text("Reason for the change"), lines())}

    def save(values: Reason) -> None:
        session.run_or_raise(signing.open_account, candidate_id, item_id, values.reason)

    explanation = text(
        "The reason is kept with the signatures. Once you change anything, the "
        "signatures no longer apply, and printed forms say so."
    )
    title = text("Open the signed account")
    return opened(FormDialog(parent, title, Reason, fields, save, done=text("Open"), explanation=explanation))
