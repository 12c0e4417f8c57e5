"""The day's one notice of what the user's own other machines ask to delete, with one accept."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.services.exchange import own_requests
from csassess.ui.base.session import Session
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog, TickedRows, opened


@dataclass(frozen=True)
class Chosen:
    """The keys of what is to be deleted here too."""

    keys: tuple[str, ...]


def answer_own_requests(parent: QWidget, session: Session) -> FormDialog[Chosen]:
    """List what the user's other machines ask to delete, all of it chosen, and delete it at one press."""
    asked = session.read(own_requests.all_asked)
    rows = [(each.name, each.what, each.key) for each in asked]
    fields: dict[str, tuple[str, QWidget]] = {
        "keys": (
            text("To be deleted here too"),
            TickedRows(text("To be deleted here too"), rows, [each.key for each in asked], 200),
        )
    }

    def done(result: tuple[int, list[str], list[Path]]) -> None:
        count, problems, missed = result
        session.forget()
        words = plural("{count} thing was deleted here too.", "{count} things were deleted here too.", count)
        if missed:
            places = ", ".join(map(str, missed))
            words += " " + text("Backups that could not be reached: {places}.", places=places)
        if problems:
            session.problem.emit(" ".join((words, *problems)))
        else:
            session.message.emit(words)

    def save(values: Chosen) -> BackgroundSave:
        return BackgroundSave(
            session,
            lambda caseload: own_requests.accept_notice(caseload, values.keys),
            done,
            text("Deleting here and in the backups. A large caseload takes a minute or more …"),
        )

    explanation = text(
        "You deleted this on another machine of yours. What is ticked is deleted here and in the backups."
        " What is not ticked stays, and you are asked again another day. Redacted words cannot be brought"
        " back. Of an erased portfolio a copy is held here too, if the centre holds any."
    )
    return opened(
        FormDialog(
            parent,
            text("Deleted on your other machines"),
            Chosen,
            fields,
            save,
            done=text("Delete here too"),
            explanation=explanation,
        )
    )
