"""The qualification in the dialogs of a registration: one that was brought in, or another by its title."""

from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.qualifications import caseload_qualifications
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import ChoiceBox, choice
from csassess.ui.widgets.form_dialog import FormDialog


def qualification_choice(
    session: Session, digest: str = "", name: str = ""
) -> dict[str, tuple[str, QWidget]]:
    """Return the field to choose a qualification; none if no qualification was ever brought in here.

    `digest` and `name` are those of the present registration, which may be no longer offered.
    """
    offered = session.read(caseload_qualifications.offered)
    if digest and digest not in offered:
        offered = {digest: name or text("as registered now"), **offered}
    if not offered:
        return {}
    choices = [(words, each) for each, words in offered.items()]
    choices.append((text("another one, by its title"), ""))
    first = digest if digest else "" if name else choices[0][1]
    return {"digest": (text("Qualification"), choice(choices, first))}


def follow_choice(dialog: FormDialog[Any]) -> None:
    """Ask for title and number only if no qualification that was brought in is chosen."""
    chosen = dialog.fields.get("digest")
    if not isinstance(chosen, ChoiceBox):
        return

    def show() -> None:
        for key in ("title", "qualification_number"):
            dialog.ask(key, is_asked=not chosen.currentData())

    chosen.currentIndexChanged.connect(lambda _: show())
    show()
