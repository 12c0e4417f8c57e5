"""The dialog of what was typed into a form and neither saved nor discarded."""

import json
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.evidence import drafts
from csassess.services.evidence.drafts import UnfinishedForm
from csassess.ui.base.location import Location, location_from
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import FormDialog, NoValues


def show_unfinished(
    parent: QWidget, session: Session, unfinished: UnfinishedForm, go: Callable[[Location], object]
) -> FormDialog[NoValues]:
    """Show what was typed into a form; lead to where the form is opened, or discard the words."""
    words = lines("\n\n".join(unfinished.words))
    words.setReadOnly(True)

    def discard() -> None:
        session.run_silently(drafts.keep_form_draft, unfinished.place, unfinished.form, {})
        session.draft_ended.emit()
        dialog.discard()
        session.message.emit(text("What was typed into “{title}” was discarded.", title=unfinished.title))

    dialog = FormDialog(
        parent,
        text("Unfinished: {title}", title=unfinished.title),
        NoValues,
        {},
        lambda _: go(location_from(json.loads(unfinished.page))),
        done=text("Go there"),
        explanation=text(
            "This was typed into “{title}” and not saved. Open “{title}” there again, and it is put back.",
            title=unfinished.title,
        ),
    )
    dialog.add_part(text("What you typed"), words)
    dialog.add_button(text("Discard"), discard)
    dialog.open()
    return dialog
